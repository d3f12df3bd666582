// Little-endian numbers, as zip and gzip write them.
#pragma once

#include <cassert>
#include <cstdint>
#include <string_view>

namespace roster::sis {

/// Reads numbers from a block of bytes by offset. The caller must stay inside the block.
class LittleEndian {
 public:
  explicit LittleEndian(std::string_view bytes) : bytes_(bytes) {}
  std::uint16_t u16(std::size_t at) const { return static_cast<std::uint16_t>(number(at, 2)); }
  std::uint32_t u32(std::size_t at) const { return static_cast<std::uint32_t>(number(at, 4)); }
  std::uint64_t u64(std::size_t at) const { return number(at, 8); }

 private:
  std::string_view bytes_;

  std::uint64_t number(std::size_t at, std::size_t width) const {
    assert(at + width <= bytes_.size());
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;)
      value = value << 8 | static_cast<unsigned char>(bytes_[at + i]);
    return value;
  }
};

}  // namespace roster::sis
