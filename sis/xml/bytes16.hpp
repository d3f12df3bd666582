// Operations on 16 bytes at once, in the vector syntax of GCC and Clang: SSE2 on x86, NEON on ARM,
// plain code elsewhere. A comparison sets matching lanes to 0xFF and the others to 0. The overloads
// for a single byte let one template also process the remaining bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace roster::sis {

using Bytes16 [[gnu::vector_size(16)]] = unsigned char;
using Words2 [[gnu::vector_size(16)]] = std::uint64_t;

inline Bytes16 load16(const char* at) {
  Bytes16 bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

inline Bytes16 lanes_equal(Bytes16 bytes, char wanted) {
  return reinterpret_cast<Bytes16>(bytes == Bytes16{} + static_cast<unsigned char>(wanted));
}
inline bool lanes_equal(unsigned char byte, char wanted) {
  return byte == static_cast<unsigned char>(wanted);
}

/// UTF-8 continuation bytes.
inline Bytes16 lanes_continuation(Bytes16 bytes) {
  return reinterpret_cast<Bytes16>((bytes & (Bytes16{} + 0xC0)) == (Bytes16{} + 0x80));
}
inline bool lanes_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

/// Bytes up to `most`, which is ASCII. Bytes from 0x80 also match.
inline Bytes16 lanes_at_most(Bytes16 bytes, char most) {
  using Signed16 [[gnu::vector_size(16)]] = signed char;
  const auto limit = Signed16{} + static_cast<signed char>(most + 1);
  return reinterpret_cast<Bytes16>(reinterpret_cast<Signed16>(bytes) < limit);
}

/// Is any lane set?
inline bool any(Bytes16 lanes) {
  const auto words = reinterpret_cast<Words2>(lanes);
  return (words[0] | words[1]) != 0;
}

/// The index of the first lane that is set; requires that one is set.
inline std::size_t first(Bytes16 lanes) {
  std::size_t lane = 0;
  while (lanes[lane] == 0) ++lane;
  return lane;
}

/// The sum of the lanes.
inline std::size_t sum16(Bytes16 lanes) {
  std::size_t sum = 0;
  for (int i = 0; i < 16; ++i) sum += lanes[i];
  return sum;
}

}  // namespace roster::sis
