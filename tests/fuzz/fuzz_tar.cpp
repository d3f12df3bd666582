// A tar. The gzip around it is sound, since a checksum stops whatever was changed in it.
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/reading.hpp"
#include "tests/sis/unpack/archives.hpp"

void roster::fuzz::fuzz(std::string_view bytes) { unpack_all(sis::testing::gzipped(bytes)); }
