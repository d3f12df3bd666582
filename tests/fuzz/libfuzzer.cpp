// Lends a fuzz target to libFuzzer.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  roster::fuzz::fuzz({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
