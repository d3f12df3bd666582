// Gunzip: a gzip file as a byte stream. Accepts one or more members (RFC 1952) and joins their
// contents, as gzip does. Any other data after a member is an error, because programs treat it
// differently.
#pragma once

#include "sis/unpack/inflate.hpp"
#include "sis/unpack/packed_file.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::sis {

class GzipStream {
 public:
  /// Reads `file` through `pass`, which must be at its start; both must outlive the stream. Throws
  /// FeedError or IncompleteFeed when the gzip header is not valid.
  GzipStream(const PackedFile& file, Pass& pass, const Limits& limits);

  /// The next unpacked bytes; 0 at the end, after size and checksum of every member were verified.
  /// Throws IncompleteFeed when the file ends too early; FeedError when it is damaged or exceeds
  /// limits.ratio or limits.unpacked.
  std::size_t read(std::span<char> out);

  /// Up to `length` unpacked bytes without consuming them; fewer only at the end.
  std::string_view peek(std::size_t length);

  ReadSoFar so_far() const { return {position(), file_.size()}; }

 private:
  const PackedFile& file_;
  Pass& pass_;
  const Limits limits_;
  std::vector<char> block_;
  std::span<const char> in_;     // the part of block_ not yet inflated
  std::uint64_t data_ = 0;       // start of the member's data in the file
  std::uint64_t produced_ = 0;   // of all members
  std::uint64_t of_member_ = 0;  // bytes produced from this member
  std::uint32_t crc_ = 0;
  std::uint32_t empty_members_ = 0;
  bool ended_ = false;
  Inflater inflater_;
  std::string peeked_;  // inflated bytes that were not returned yet

  /// The file offset of the next unused byte.
  std::uint64_t position() const { return data_ + inflater_.used(); }
  std::size_t inflate(std::span<char> out);
  void check_limits() const;
  void check_member() const;
  void end_member();
  void begin_member(std::uint64_t at);
};

}  // namespace roster::sis
