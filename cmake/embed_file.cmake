# Writes OUT/NAME.hpp and OUT/NAME.cpp with the bytes of FILE.
file(READ ${FILE} hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
string(REGEX REPLACE "('....','....','....','....','....','....','....','....','....','....','....','....',)" "\\1\n" bytes "${bytes}")
file(WRITE ${OUT}/${NAME}.hpp "#pragma once\n#include <string_view>\nnamespace roster::embedded {\nextern const std::string_view ${NAME};\n}\n")
file(WRITE ${OUT}/${NAME}.cpp "#include \"embedded/${NAME}.hpp\"\nnamespace roster::embedded {\nstatic const char data[] = {\n${bytes}};\nconst std::string_view ${NAME}{data, ${size}};\n}\n")
