add_custom_target(generated COMMENT "The sources that are generated")

# roster_embed(TARGET NAME FILE): embeds FILE as `extern const std::string_view NAME` in namespace
# roster::embedded, declared in <embedded/NAME.hpp>.
function(roster_embed target name file)
  set(out ${CMAKE_BINARY_DIR}/embedded)
  add_custom_command(
    OUTPUT ${out}/embedded/${name}.hpp ${out}/embedded/${name}.cpp
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFILE=${CMAKE_SOURCE_DIR}/${file} -DOUT=${out}/embedded
            -P ${CMAKE_SOURCE_DIR}/cmake/embed_file.cmake
    DEPENDS ${CMAKE_SOURCE_DIR}/${file} ${CMAKE_SOURCE_DIR}/cmake/embed_file.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${out}/embedded/${name}.cpp ${out}/embedded/${name}.hpp)
  target_include_directories(${target} PRIVATE ${out})
  add_custom_target(generated_${name} DEPENDS ${out}/embedded/${name}.hpp)
  add_dependencies(${target} generated_${name}) # two rules for one file must not run at once
  add_dependencies(generated generated_${name})
endfunction()
