// A gzip file, and a tar inside when it is one.
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/reading.hpp"

void roster::fuzz::fuzz(std::string_view bytes) {
  unpack_all(bytes.starts_with("\x1F\x8B") ? std::string(bytes)
                                           : std::string("\x1F\x8B\x08\0", 4) + std::string(bytes));
}
