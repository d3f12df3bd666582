#include "sis/unpack/unzip.hpp"

#include <algorithm>
#include <cassert>

#include "sis/unpack/inflate.hpp"
#include "sis/unpack/visit.hpp"

namespace roster::sis {

namespace {

/// Unpacks one entry's data. Lives while the entry is visited.
class ZipStream {
 public:
  ZipStream(const PackedFile& file, const ZipEntry& entry, std::vector<char>& block)
      : file_(file), entry_(entry), block_(block), label_(file.label() + "!" + entry.name) {}

  /// The next bytes; 0 at the end, after verification.
  std::size_t read(std::span<char> out) {
    assert(!out.empty());
    if (ended_) return 0;
    // One byte more than declared, to detect a longer entry immediately.
    const std::uint64_t room = entry_.size - produced_ + 1;
    out = out.first(static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), room)));
    const std::size_t got =
        entry_.method == ZipMethod::stored ? read_stored(out) : read_deflated(out);
    crc_ = crc32(crc_, out.first(got));
    produced_ += got;
    if (produced_ > entry_.size) refuse("damaged: it is larger than declared");
    if (ended_) check_end();
    return got;
  }

  ReadSoFar so_far() const {
    const std::uint64_t taken = entry_.method == ZipMethod::stored ? fetched_ : inflater_.used();
    return {entry_.offset + taken, file_.size()};
  }

 private:
  const PackedFile& file_;
  const ZipEntry& entry_;
  std::vector<char>& block_;  // packed bytes
  std::string label_;
  std::span<const char> in_;    // the part of block_ not yet inflated
  std::uint64_t fetched_ = 0;   // packed bytes read from the file
  std::uint64_t produced_ = 0;  // unpacked bytes returned
  std::uint32_t crc_ = 0;
  bool ended_ = false;
  Inflater inflater_;

  [[noreturn]] void refuse(const char* why) const { throw FeedError(label_ + ": " + why); }

  std::size_t fetch(std::span<char> out) {
    const std::uint64_t left = entry_.packed - fetched_;
    out = out.first(static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), left)));
    const std::size_t got = file_.read(entry_.offset + fetched_, out);
    if (got < out.size())
      throw IncompleteFeed(label_ + ": the file became shorter while it was read");
    fetched_ += got;
    return got;
  }

  std::size_t read_stored(std::span<char> out) {
    const std::size_t got = fetch(out);
    ended_ = fetched_ == entry_.packed;
    return got;
  }

  std::size_t read_deflated(std::span<char> out) {
    for (;;) {
      if (in_.empty()) in_ = std::span<const char>(block_).first(fetch(block_));
      const Inflater::Step step = inflater_.run(in_, out);
      if (step.state == Inflater::State::damaged) refuse("damaged: it cannot be inflated");
      in_ = in_.subspan(step.consumed);
      ended_ = step.state == Inflater::State::ended;
      if (ended_ || step.produced > 0) return step.produced;
      if (in_.empty() && fetched_ == entry_.packed) refuse("damaged: its data ends too early");
    }
  }

  void check_end() const {
    const bool all_used = entry_.method == ZipMethod::stored || inflater_.used() == entry_.packed;
    if (!all_used) refuse("damaged: unused bytes after its data");
    if (produced_ != entry_.size) refuse("damaged: it is smaller than declared");
    if (crc_ != entry_.crc) refuse("damaged: its checksum does not match");
  }
};

}  // namespace

void unzip(const PackedFile& file, const Limits& limits,
           const std::function<void(const Entry&)>& visit, UnpackResult& result) {
  std::vector<char> block(kReadBlock);
  for (const ZipEntry& entry : check_zip(file, limits)) {
    ZipStream stream(file, entry, block);
    visit_to_end({entry.name, [&](std::span<char> out) { return stream.read(out); },
                  [&] { return stream.so_far(); }},
                 visit, result);
  }
}

}  // namespace roster::sis
