// Packed file: the raw bytes of a dropped file. Uses only an open descriptor with absolute offsets:
// the descriptor's position is neither used nor changed, and no library receives a file name.
#pragma once

#include <memory>

#include "sis/feed.hpp"

namespace roster::sis {

class PackedFile {
 public:
  /// The caller owns `fd` and keeps it open longer than this object. Throws FeedError when the file
  /// is not regular or larger than limits.file, IncompleteFeed when it is empty, std::system_error
  /// when fstat fails.
  PackedFile(int fd, std::string label, const Limits& limits);

  const std::string& label() const { return label_; }
  std::uint64_t size() const { return size_; }

  /// Fills `out` from `offset`; returns less only at the end of the file. Throws std::system_error.
  std::size_t read(std::uint64_t offset, std::span<char> out) const;

 private:
  int fd_;
  std::string label_;
  std::uint64_t size_ = 0;
};

/// Reads a file once from start to end and computes its digest on the way. The file must outlive
/// it.
class Pass {
 public:
  explicit Pass(const PackedFile& file);
  ~Pass();

  /// The next bytes; 0 at the end. Throws IncompleteFeed when the file was truncated meanwhile.
  std::size_t read(std::span<char> out);
  std::uint64_t position() const { return position_; }

  /// Reads the rest and returns the digest of the whole file: `xxh3-128:` and 32 hex digits.
  std::string finish();

 private:
  struct State;
  const PackedFile& file_;
  std::uint64_t position_ = 0;
  std::unique_ptr<State> state_;
};

/// The default read size.
constexpr std::size_t kReadBlock = 1U << 20;

/// Does a stream exceed limits.ratio? The first MiB is exempt, because small files can compress
/// well.
bool exceeds_ratio(std::uint64_t unpacked, std::uint64_t packed, const Limits& limits);

}  // namespace roster::sis
