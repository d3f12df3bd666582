# `cmake --build --preset coverage`: runs the tests except the end-to-end ones (whose daemons are
# killed) and reports the covered product lines; details in build/coverage/coverage.html. Needs
# gcovr.
find_program(GCOVR gcovr)
if(CMAKE_CXX_FLAGS MATCHES "--coverage" AND GCOVR)
  add_custom_target(coverage USES_TERMINAL VERBATIM
    COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target all
    COMMAND find ${CMAKE_BINARY_DIR} -name *.gcda -delete
    COMMAND ${CMAKE_CTEST_COMMAND} --test-dir ${CMAKE_BINARY_DIR} --label-exclude e2e --parallel 2 --output-on-failure
    COMMAND ${GCOVR} --root ${CMAKE_SOURCE_DIR} --filter "${CMAKE_SOURCE_DIR}/(users|sis|purge|exports|daemon)/" --exclude-throw-branches
            --html-details ${CMAKE_BINARY_DIR}/coverage.html --print-summary ${CMAKE_BINARY_DIR})
endif()
