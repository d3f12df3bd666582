// A zip as a stranger makes it. What does not begin like one is made to.
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/reading.hpp"

void roster::fuzz::fuzz(std::string_view bytes) {
  unpack_all(bytes.starts_with("PK") ? std::string(bytes) : "PK\3\4" + std::string(bytes));
}
