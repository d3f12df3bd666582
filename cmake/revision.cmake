# ROSTER_REVISION: the commit that is built, as it was when the build was configured; "unknown" without git.
find_package(Git QUIET)
set(ROSTER_REVISION unknown)
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse --short=12 HEAD WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
                  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(ROSTER_REVISION ${commit})
  endif()
endif()
