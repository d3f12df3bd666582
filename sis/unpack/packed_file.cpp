#include "sis/unpack/packed_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "sis/unpack/unpack.hpp"

namespace roster::sis {

namespace {

[[noreturn]] void throw_errno(const std::string& label) {
  throw UnreadableFile(errno, std::generic_category(), label + ": cannot be read");
}

}  // namespace

PackedFile::PackedFile(int fd, std::string label, const Limits& limits)
    : fd_(fd), label_(std::move(label)) {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) throw_errno(label_);
  if (!S_ISREG(status.st_mode)) throw FeedError(label_ + ": is not a regular file");
  size_ = static_cast<std::uint64_t>(status.st_size);
  if (size_ == 0) throw IncompleteFeed(label_ + ": the file is empty");
  if (size_ > limits.file)
    throw FeedError(
        fmt::format("{}: is {} bytes long; limits.file allows {}", label_, size_, limits.file));
  ::posix_fadvise(fd_, 0, 0, POSIX_FADV_SEQUENTIAL);  // only a hint: an error costs only speed
}

std::size_t PackedFile::read(std::uint64_t offset, std::span<char> out) const {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got =
        ::pread(fd_, out.data() + filled, out.size() - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_errno(label_);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

struct Pass::State {
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> hash{XXH3_createState(), XXH3_freeState};
};

Pass::Pass(const PackedFile& file) : file_(file), state_(std::make_unique<State>()) {
  if (!state_->hash) throw std::bad_alloc();
  XXH3_128bits_reset(state_->hash.get());
}

Pass::~Pass() = default;

std::size_t Pass::read(std::span<char> out) {
  assert(!out.empty());
  // Of a file that grows during reading, only the size at opening is read.
  const std::uint64_t left = file_.size() - position_;
  out = out.first(static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), left)));
  const std::size_t got = file_.read(position_, out);
  if (got < out.size())
    throw IncompleteFeed(file_.label() + ": the file became shorter while it was read");
  XXH3_128bits_update(state_->hash.get(), out.data(), got);
  position_ += got;
  return got;
}

std::string Pass::finish() {
  std::vector<char> block(
      static_cast<std::size_t>(std::min<std::uint64_t>(kReadBlock, file_.size() - position_ + 1)));
  while (read(block) > 0) {
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state_->hash.get());
  return fmt::format("xxh3-128:{:016x}{:016x}", hash.high64, hash.low64);
}

bool exceeds_ratio(std::uint64_t unpacked, std::uint64_t packed, const Limits& limits) {
  constexpr std::uint64_t kFree = 1U << 20;
  assert(limits.ratio > 0);
  // packed * ratio < unpacked, without overflow
  const std::uint64_t least = unpacked / limits.ratio + (unpacked % limits.ratio == 0 ? 0 : 1);
  return unpacked > kFree && packed < least;
}

}  // namespace roster::sis
