#include "exports/mentioned.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "sis/feed.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::exports {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), "cannot read " + path.string());
}

/// A file that is open for reading.
class Reading {
 public:
  explicit Reading(const fs::path& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) {
    if (fd_ < 0) fail(path);
  }
  ~Reading() { ::close(fd_); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

std::string without_escapes(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || (c == '"' && out.ends_with('"'))) continue;
    out += c;
  }
  return out;
}

/// In pieces that overlap by more than the longest id.
bool is_mentioned_in(const sis::ReadBytes& read, const Mentions& mentions) {
  constexpr std::size_t kPiece = std::size_t{1} << 20, kOverlap = 4096;
  std::string piece;
  for (std::size_t kept = 0;;) {
    piece.resize(kPiece);
    std::size_t size = kept;
    for (std::size_t got = 1; got > 0 && size < kPiece; size += got)
      got = read({piece.data() + size, kPiece - size});
    if (size == kept) return false;
    piece.resize(size);
    if (mentions(piece) || mentions(without_escapes(piece))) return true;
    kept = std::min(size, kOverlap);
    piece.erase(0, size - kept);
  }
}

}  // namespace

bool each_line(const fs::path& path, const std::function<bool(const std::string&)>& visit) {
  constexpr std::size_t kPiece = std::size_t{64} << 10;
  const Reading file(path);
  std::string piece, line;
  for (ssize_t got = 1; got > 0;) {
    piece.resize(kPiece);
    got = ::read(file.fd(), piece.data(), piece.size());
    if (got < 0) fail(path);
    std::string_view left = std::string_view(piece).substr(0, static_cast<std::size_t>(got));
    for (std::size_t end; (end = left.find('\n')) != std::string_view::npos;) {
      line += left.substr(0, end);
      left.remove_prefix(end + 1);
      if (!visit(line)) return true;
      line.clear();
    }
    line += left;
    if (line.size() > kLongestLine) return false;
  }
  if (!line.empty()) visit(line);
  return true;
}

bool is_in_line(const std::string& line, const Mentions& mentions) {
  return mentions(line) || mentions(without_escapes(line));
}

bool is_anybody_in_lines(const fs::path& path, const Mentions& mentions) {
  bool found = false;
  const bool whole = each_line(path, [&](const std::string& line) {
    found = is_in_line(line, mentions);
    return !found;
  });
  return found || !whole;
}

bool is_anybody_in_zip(const fs::path& path, const Mentions& mentions) {
  const Reading file(path);
  bool found = false;
  try {
    sis::unpack(file.fd(), path.filename(), sis::Limits{}, [&](const sis::Entry& entry) {
      found = found || is_mentioned_in(entry.read, mentions);
    });
  } catch (const sis::FeedError&) {
    return true;
  }
  return found;
}

}  // namespace roster::exports
