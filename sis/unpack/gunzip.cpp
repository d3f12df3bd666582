#include "sis/unpack/gunzip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "sis/unpack/little_endian.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kFixedHeader = 10, kTrailer = 8;
constexpr std::size_t kUsualHeader = 512, kLongestHeader = 256 * 1024;
constexpr std::uint32_t kMostEmpty = 1000;  // members without content; no program writes so many

[[noreturn]] void refuse(const PackedFile& file, std::string_view why) {
  throw FeedError(fmt::format("{}: {}", file.label(), why));
}

[[noreturn]] void cut(const PackedFile& file) {
  throw IncompleteFeed(file.label() + ": the gzip data ends too early");
}

/// The length of the gzip header at the start of `bytes`: ten bytes and the optional fields. 0 when
/// the header is longer than `bytes`.
std::uint64_t header_length(std::string_view bytes, const PackedFile& file) {
  enum : unsigned { header_crc = 2, extra = 4, name = 8, comment = 16, reserved = 0xE0 };
  if (bytes.size() < kFixedHeader) return 0;
  const LittleEndian fields(bytes);
  const unsigned flags = static_cast<unsigned char>(bytes[3]);
  if (bytes[2] != 8 || (flags & reserved) != 0) refuse(file, "damaged: its gzip header is unknown");
  std::size_t at = kFixedHeader;
  if ((flags & extra) != 0) {
    if (bytes.size() < at + 2) return 0;
    at += 2 + std::size_t{fields.u16(at)};
  }
  for (const unsigned text : {name, comment}) {
    if ((flags & text) == 0) continue;
    const auto end = bytes.find('\0', at);
    if (end == bytes.npos) return 0;
    at = end + 1;
  }
  if ((flags & header_crc) != 0) at += 2;
  return at < bytes.size() ? at : 0;
}

/// The offset of the data of the member at `at`.
std::uint64_t find_data(const PackedFile& file, std::uint64_t at) {
  for (const std::size_t most : {kUsualHeader, kLongestHeader}) {
    std::string bytes(most, '\0');
    bytes.resize(file.read(at, bytes));
    if (const std::uint64_t length = header_length(bytes, file); length > 0) return at + length;
    if (bytes.size() < most) cut(file);
  }
  refuse(file, "damaged: its gzip header is too long");
}

/// Does another member start at `at`?
bool begins_member(const PackedFile& file, std::uint64_t at) {
  std::string bytes(2, '\0');
  bytes.resize(file.read(at, bytes));
  return bytes == "\x1F\x8B" || bytes == "\x1F";
}

}  // namespace

GzipStream::GzipStream(const PackedFile& file, Pass& pass, const Limits& limits)
    : file_(file), pass_(pass), limits_(limits), block_(kReadBlock) {
  assert(pass.position() == 0);
  begin_member(0);
}

/// Starts the member at `at`. Data that was already read is in block_ or is read again.
void GzipStream::begin_member(std::uint64_t at) {
  data_ = find_data(file_, at);
  inflater_.reset();
  crc_ = 0;
  of_member_ = 0;
  while (pass_.position() < data_) {
    const std::uint64_t gap = std::min<std::uint64_t>(data_ - pass_.position(), block_.size());
    if (pass_.read(std::span(block_).first(static_cast<std::size_t>(gap))) == 0) cut(file_);
  }
  const std::uint64_t again = std::min<std::uint64_t>(pass_.position() - data_, block_.size());
  in_ = std::span<const char>(block_).first(
      file_.read(data_, std::span(block_).first(static_cast<std::size_t>(again))));
}

std::size_t GzipStream::read(std::span<char> out) {
  if (peeked_.empty()) return inflate(out);
  const std::size_t length = std::min(out.size(), peeked_.size());
  std::copy_n(peeked_.begin(), length, out.begin());
  peeked_.erase(0, length);
  return length;
}

std::string_view GzipStream::peek(std::size_t length) {
  while (peeked_.size() < length) {
    const std::size_t had = peeked_.size();
    peeked_.resize(length);
    const std::size_t got = inflate(std::span(peeked_).subspan(had));
    peeked_.resize(had + got);
    if (got == 0) break;
  }
  return std::string_view(peeked_).substr(0, length);
}

std::size_t GzipStream::inflate(std::span<char> out) {
  assert(!out.empty());
  while (!ended_) {
    if (in_.empty()) in_ = std::span<const char>(block_).first(pass_.read(block_));
    const bool file_ended = in_.empty();
    const Inflater::Step step = inflater_.run(in_, out);
    if (step.state == Inflater::State::damaged) refuse(file_, "damaged: it cannot be inflated");
    in_ = in_.subspan(step.consumed);
    crc_ = crc32(crc_, out.first(step.produced));
    produced_ += step.produced;
    of_member_ += step.produced;
    check_limits();
    const bool member_ended = step.state == Inflater::State::ended;
    if (member_ended) end_member();
    if (step.produced > 0) return step.produced;
    if (file_ended && !member_ended) cut(file_);
  }
  return 0;
}

void GzipStream::check_limits() const {
  if (produced_ > limits_.unpacked)
    refuse(file_,
           fmt::format("unpacks to more than limits.unpacked allows ({} bytes)", limits_.unpacked));
  if (exceeds_ratio(produced_, position(), limits_))
    refuse(file_,
           fmt::format("unpacks to more than {} times its size (limits.ratio)", limits_.ratio));
}

void GzipStream::check_member() const {
  std::string trailer(kTrailer, '\0');
  if (file_.read(position(), trailer) < kTrailer) cut(file_);
  const LittleEndian fields(trailer);
  if (fields.u32(0) != crc_) refuse(file_, "damaged: its checksum does not match");
  if (fields.u32(4) != static_cast<std::uint32_t>(of_member_))
    refuse(file_, "damaged: its size does not match");
}

void GzipStream::end_member() {
  check_member();
  const std::uint64_t next = position() + kTrailer;
  ended_ = next == file_.size();
  if (ended_) return;
  if (!begins_member(file_, next)) refuse(file_, "unexpected data after the gzip data");
  if (of_member_ == 0 && ++empty_members_ > kMostEmpty)
    refuse(file_, "holds more than 1000 gzip members without content");
  begin_member(next);
}

}  // namespace roster::sis
