# `cmake --build … --target package` builds the Debian package; `package_test` installs, uses,
# removes and purges it under a real systemd on a temporary copy of this machine (root only).
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME roster)
set(CPACK_PACKAGE_VENDOR "Roster")
# The builder of a package is its maintainer, named by the variables of Debian's own tools.
set(CPACK_PACKAGE_CONTACT "Roster maintainers <maintainers@roster.invalid>")
if(DEFINED ENV{DEBFULLNAME} AND DEFINED ENV{DEBEMAIL})
  set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "keeps a library's user records in step with the SIS")
set(CPACK_PACKAGE_DESCRIPTION
"Loads the user records that a university's Student Information System drops
(XML in Ex Libris Alma's User formats) into a store, and removes people who left.
Loads can be previewed and undone; a purge is explained, guarded and proved.")
set(CPACK_STRIP_FILES ON)

# The staged tree is installed below /, regardless of this build's prefix.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};roster;ALL;/"
                                 "${CMAKE_BINARY_DIR};roster;conffile;/")
list(JOIN CPACK_INSTALL_CMAKE_PROJECTS ";" CPACK_INSTALL_CMAKE_PROJECTS)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd, tzdata")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "openssh-server, default-mta | mail-transport-agent, postgresql")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(debian ${CMAKE_SOURCE_DIR}/packaging/debian)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${debian}/conffiles;${debian}/postinst;${debian}/prerm;${debian}/postrm")
include(CPack)

add_custom_target(package_test VERBATIM USES_TERMINAL
                  COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target package
                  COMMAND ${CMAKE_SOURCE_DIR}/tests/package/deb_test.sh ${CMAKE_BINARY_DIR})
