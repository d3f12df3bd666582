# ROSTER_HARDEN: makes memory errors terminate a program instead of being exploitable. Applies to
# every target, because the programs read untrusted files. tests/package/hardening checks the
# result.
if(ROSTER_HARDEN)
  include(CheckPIESupported)
  check_pie_supported()
  set(CMAKE_POSITION_INDEPENDENT_CODE ON) # -fPIE -pie: addresses differ with each start
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  add_compile_definitions(_GLIBCXX_ASSERTIONS) # an index out of range ends the program
  add_link_options(-Wl,-z,relro,-z,now -Wl,-z,noexecstack)
endif()
