#include "sis/unpack/gunzip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "sis/unpack/little_endian.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kFixedHeader = 10, kTrailer = 8;

[[noreturn]] void refuse(const PackedFile& file, std::string_view why) {
  throw FeedError(fmt::format("{}: {}", file.label(), why));
}

[[noreturn]] void cut(const PackedFile& file) {
  throw IncompleteFeed(file.label() + ": the gzip data ends too early");
}

/// The length of the gzip header at the front of `bytes`: ten bytes and the optional fields.
std::uint64_t header_length(std::string_view bytes, const PackedFile& file) {
  enum : unsigned { header_crc = 2, extra = 4, name = 8, comment = 16, reserved = 0xE0 };
  if (bytes.size() < kFixedHeader) cut(file);
  const LittleEndian fields(bytes);
  const unsigned flags = static_cast<unsigned char>(bytes[3]);
  if (bytes[2] != 8 || (flags & reserved) != 0) refuse(file, "damaged: its gzip header is unknown");
  std::size_t at = kFixedHeader;
  if ((flags & extra) != 0) {
    if (bytes.size() < at + 2) cut(file);
    at += 2 + std::size_t{fields.u16(at)};
  }
  for (const unsigned text : {name, comment}) {
    if ((flags & text) == 0) continue;
    const auto end = bytes.find('\0', at);
    if (end == bytes.npos && bytes.size() < file.size())
      refuse(file, "damaged: its gzip header is too long");
    if (end == bytes.npos) cut(file);
    at = end + 1;
  }
  if ((flags & header_crc) != 0) at += 2;
  if (at >= bytes.size()) cut(file);
  return at;
}

}  // namespace

GzipStream::GzipStream(const PackedFile& file, Pass& pass, const Limits& limits)
    : file_(file), pass_(pass), limits_(limits), block_(kReadBlock) {
  assert(pass.position() == 0);
  in_ = std::span<const char>(block_).first(pass_.read(block_));
  header_ = header_length({in_.data(), in_.size()}, file_);
  in_ = in_.subspan(static_cast<std::size_t>(header_));
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
    in_ = in_.subspan(step.consumed);
    if (step.state == Inflater::State::damaged) refuse(file_, "damaged: it cannot be inflated");
    crc_ = crc32(crc_, out.first(step.produced));
    produced_ += step.produced;
    ended_ = step.state == Inflater::State::ended;
    check_limits();
    if (ended_) check_end();
    if (step.produced > 0) return step.produced;
    if (file_ended && !ended_) cut(file_);
  }
  return 0;
}

void GzipStream::check_limits() const {
  if (produced_ > limits_.unpacked)
    refuse(file_,
           fmt::format("unpacks to more than limits.unpacked allows ({} bytes)", limits_.unpacked));
  if (exceeds_ratio(produced_, inflater_.used(), limits_))
    refuse(file_,
           fmt::format("unpacks to more than {} times its size (limits.ratio)", limits_.ratio));
}

void GzipStream::check_end() const {
  const std::uint64_t end = header_ + inflater_.used();
  std::string trailer(kTrailer, '\0');
  if (file_.read(end, trailer) < kTrailer) cut(file_);
  const LittleEndian fields(trailer);
  if (fields.u32(0) != crc_) refuse(file_, "damaged: its checksum does not match");
  if (fields.u32(4) != static_cast<std::uint32_t>(produced_))
    refuse(file_, "damaged: its size does not match");
  if (end + kTrailer < file_.size()) refuse(file_, "something follows the gzip data");
}

}  // namespace roster::sis
