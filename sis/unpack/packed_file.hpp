// Packed file: a dropped file as it lies on disk. Only an open descriptor, read by absolute
// offsets: the descriptor's own position neither matters nor moves, and no library ever learns a
// file name.
#pragma once

#include <memory>

#include "sis/feed.hpp"

namespace roster::sis {

class PackedFile {
 public:
  /// The caller keeps `fd` and closes it later than this. Throws FeedError when it is no regular
  /// file or larger than limits.file, IncompleteFeed when it is empty, std::system_error when it
  /// cannot be asked.
  PackedFile(int fd, std::string label, const Limits& limits);

  const std::string& label() const { return label_; }
  std::uint64_t size() const { return size_; }

  /// Fills `out` from `offset`; returns less only at the file's end. Throws std::system_error.
  std::size_t read(std::uint64_t offset, std::span<char> out) const;

 private:
  int fd_;
  std::string label_;
  std::uint64_t size_ = 0;
};

/// A file from front to back; what passes through is digested on the way, so that nothing is read
/// twice. The file must outlive it.
class Pass {
 public:
  explicit Pass(const PackedFile& file);
  ~Pass();

  /// The next bytes; 0 at the end. Throws IncompleteFeed when the file was cut meanwhile.
  std::size_t read(std::span<char> out);
  std::uint64_t position() const { return position_; }

  /// Reads what is left and says the digest of the whole file: `xxh3-128:` and 32 hex digits.
  std::string finish();

 private:
  struct State;
  const PackedFile& file_;
  std::uint64_t position_ = 0;
  std::unique_ptr<State> state_;
};

/// How much is read at once where the reader decides.
constexpr std::size_t kReadBlock = 1U << 20;

/// Has a stream grown beyond limits.ratio? The first MiB is free: small files may pack well.
bool exceeds_ratio(std::uint64_t unpacked, std::uint64_t packed, const Limits& limits);

}  // namespace roster::sis
