# Files and directories for `cmake --install`. The units contain the programs' paths, so they are
# generated at install time, when the prefix is known.
set(systemd_dir lib/systemd/system)
set(doc_dir ${CMAKE_INSTALL_DATADIR}/doc/roster)
set(completion ${CMAKE_BINARY_DIR}/completion/rosterctl)

foreach(program rosterctl rosterd)
  if(NOT TARGET ${program})
    message(STATUS "install: ${program} is not built here and will be missing")
  endif()
endforeach()
if(TARGET rosterd)
  install(TARGETS rosterd RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
endif()
if(TARGET rosterctl)
  install(TARGETS rosterctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  add_custom_command(OUTPUT ${completion} DEPENDS rosterctl VERBATIM
                     COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/completion
                     COMMAND $<TARGET_FILE:rosterctl> completion > ${completion})
  add_custom_target(completion ALL DEPENDS ${completion})
  install(FILES ${completion} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
endif()

install(PROGRAMS systemd/outbox systemd/send-outbox systemd/deliver DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/roster)
install(FILES systemd/roster-mail.path systemd/roster-deliver@.path systemd/roster-deliver@.timer systemd/roster-http.socket
        DESTINATION ${systemd_dir})
install(CODE "
  set(PREFIX \"\${CMAKE_INSTALL_PREFIX}\")
  set(BINDIR \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")
  set(SBINDIR \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_SBINDIR}\")
  set(LIBEXECDIR \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBEXECDIR}\")
  foreach(unit rosterd.service roster-mail.service roster-deliver@.service)
    configure_file(\"${CMAKE_SOURCE_DIR}/systemd/\${unit}.in\" \"${CMAKE_BINARY_DIR}/systemd/\${unit}\" @ONLY)
  endforeach()")
install(FILES ${CMAKE_BINARY_DIR}/systemd/rosterd.service
              ${CMAKE_BINARY_DIR}/systemd/roster-mail.service
              ${CMAKE_BINARY_DIR}/systemd/roster-deliver@.service DESTINATION ${systemd_dir})
install(FILES systemd/rosterd.sysusers DESTINATION lib/sysusers.d RENAME roster.conf)
install(FILES systemd/rosterd.tmpfiles DESTINATION lib/tmpfiles.d RENAME roster.conf)

foreach(section 1 5 8)
  file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/man/*.${section})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
file(GLOB docs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/*.md)
file(GLOB schemas CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/schemas/*.xsd)
file(GLOB man_pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/man/*.[158])
# The same layout as in the source tree, so that relative links work.
install(FILES README.md CHANGELOG.md CONTRIBUTING.md LICENSE DESTINATION ${doc_dir})
install(FILES ${docs} DESTINATION ${doc_dir}/docs)
install(DIRECTORY docs/monitoring docs/proxies DESTINATION ${doc_dir}/docs)
file(GLOB ils CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/ils/*.md)
install(FILES ${ils} DESTINATION ${doc_dir}/docs/ils)
file(GLOB pictures CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/console/*.png)
install(FILES ${pictures} DESTINATION ${doc_dir}/docs/console)
install(FILES daemon/http/console/assets/htmx.LICENSE DESTINATION ${doc_dir})
install(FILES ${man_pages} DESTINATION ${doc_dir}/docs/man)
install(FILES etc/roster.yaml DESTINATION ${doc_dir}/etc)
install(FILES etc/roster.yaml etc/roster.minimal.yaml DESTINATION ${doc_dir}/examples)
install(PROGRAMS systemd/deliver-sftp DESTINATION ${doc_dir}/examples)
install(FILES systemd/rosterd-postgresql.conf DESTINATION ${doc_dir}/examples)
install(FILES ${schemas} DESTINATION ${CMAKE_INSTALL_DATADIR}/roster/schemas)

# Only for a package manager, which handles a file that the administrator has changed.
install(FILES etc/roster.minimal.yaml DESTINATION /etc/roster RENAME roster.yaml
        COMPONENT conffile EXCLUDE_FROM_ALL)
install(FILES LICENSE DESTINATION ${doc_dir} RENAME copyright
        COMPONENT conffile EXCLUDE_FROM_ALL)
