// Gunzip: a gzip file as a byte stream. One member (RFC 1952) or several one after the other, whose
// contents are joined, as gzip itself does; they fill the file: anything else behind one of them
// refuses it, because programs differ in what they make of it.
#pragma once

#include "sis/unpack/inflate.hpp"
#include "sis/unpack/packed_file.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::sis {

class GzipStream {
 public:
  /// Reads `file` through `pass`, which must be at its start; both must outlive the stream. Throws
  /// FeedError or IncompleteFeed when there is no sound gzip header.
  GzipStream(const PackedFile& file, Pass& pass, const Limits& limits);

  /// The next unpacked bytes; 0 at the end, when size and checksum of every member were proved.
  /// Throws IncompleteFeed when the file ends too early; FeedError when it is damaged or beyond
  /// limits.ratio or limits.unpacked.
  std::size_t read(std::span<char> out);

  /// Unpacked bytes up to `length`, fewer only when there are no more; read() gives them again.
  std::string_view peek(std::size_t length);

  ReadSoFar so_far() const { return {position(), file_.size()}; }

 private:
  const PackedFile& file_;
  Pass& pass_;
  const Limits limits_;
  std::vector<char> block_;
  std::span<const char> in_;     // the part of block_ not yet inflated
  std::uint64_t data_ = 0;       // where the member's data begins
  std::uint64_t produced_ = 0;   // of all members
  std::uint64_t of_member_ = 0;  // produced
  std::uint32_t crc_ = 0;
  std::uint32_t empty_members_ = 0;
  bool ended_ = false;
  Inflater inflater_;
  std::string peeked_;  // inflated, not yet given out

  /// Up to where the file has been used.
  std::uint64_t position() const { return data_ + inflater_.used(); }
  std::size_t inflate(std::span<char> out);
  void check_limits() const;
  void check_member() const;
  void end_member();
  void begin_member(std::uint64_t at);
};

}  // namespace roster::sis
