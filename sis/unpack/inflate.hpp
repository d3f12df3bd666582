// Inflate: raw deflate data (RFC 1951) as a stream. The only place that knows which library does
// it: ISA-L, measured at about twice zlib's speed on feeds.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

namespace roster::sis {

class Inflater {
 public:
  enum class State : std::uint8_t {
    running,  ///< wants more input or more room
    ended,    ///< the final block is complete and all its bytes are out
    damaged   ///< not deflate data
  };
  struct Step {
    std::size_t consumed = 0;  // bytes taken from `in`, some of which may be beyond the end
    std::size_t produced = 0;  // bytes written to `out`; both are 0 when damaged
    State state = State::running;
  };

  Inflater();
  ~Inflater();

  /// As new: for the next data.
  void reset();

  /// Takes from `in` and fills `out` as far as either reaches. Both may be up to 4 GiB. Large
  /// `out` (64 KiB and more) is filled without a copy.
  Step run(std::span<const char> in, std::span<char> out);

  /// How many bytes of input belong to the data so far; exact once ended.
  std::uint64_t used() const;

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
  std::uint64_t taken_ = 0;
};

/// CRC-32 as zip and gzip use it; start with 0 and pass the last result on.
std::uint32_t crc32(std::uint32_t crc, std::span<const char> bytes);

}  // namespace roster::sis
