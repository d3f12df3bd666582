#include "purge/report_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "users/base/json.hpp"
#include "users/base/json_value.hpp"

namespace roster::purge {
namespace {

namespace fs = std::filesystem;

/// The position after the literal whose opening quote is at `at`.
std::size_t end_of_literal(std::string_view line, std::size_t at) {
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] == '\\') ++at;
  }
  return std::min(at + 1, line.size());
}

/// What a literal says; one that is damaged says what stands in it.
std::string text_in(std::string_view literal) {
  try {
    return *parse_json(literal).as<std::string>();
  } catch (const JsonError&) {
    return std::string(literal.substr(1, literal.size() < 2 ? 0 : literal.size() - 2));
  }
}

[[noreturn]] void fail(const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), "cannot rewrite " + path.string());
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (fd_ < 0) fail(path);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

void write_all(const Descriptor& file, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Reads a file line by line; the last line may lack its newline.
class Lines {
 public:
  Lines(const Descriptor& file, const fs::path& path) : file_(file), path_(path) {}

  bool next(std::string& line) {
    for (;;) {
      const std::size_t end = buffer_.find('\n', at_);
      if (end != std::string::npos || (ended_ && at_ < buffer_.size())) {
        line = buffer_.substr(at_, end == std::string::npos ? end : end - at_);
        at_ = end == std::string::npos ? buffer_.size() : end + 1;
        return true;
      }
      if (ended_) return false;
      fill();
    }
  }

 private:
  const Descriptor& file_;
  const fs::path& path_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool ended_ = false;

  void fill() {
    constexpr std::size_t kBlock = 256 * 1024;
    buffer_.erase(0, std::exchange(at_, 0));
    const std::size_t had = buffer_.size();
    buffer_.resize(had + kBlock);
    ssize_t got = 0;
    do {
      got = ::read(file_.get(), buffer_.data() + had, kBlock);
    } while (got < 0 && errno == EINTR);
    if (got < 0) fail(path_);
    buffer_.resize(had + static_cast<std::size_t>(got));
    ended_ = got == 0;
  }
};

/// Writes the rewritten lines; returns false when no line differs.
bool write_rewritten(const Descriptor& in, const Descriptor& out, const fs::path& path,
                     const std::function<std::string(std::string_view line)>& rewrite) {
  constexpr std::size_t kBlock = 256 * 1024;
  bool differs = false;
  std::string block;
  Lines lines(in, path);
  for (std::string line; lines.next(line);) {
    const std::string now = rewrite(line);
    differs = differs || now != line;
    block += now + '\n';
    if (block.size() < kBlock) continue;
    write_all(out, block, path);
    block.clear();
  }
  write_all(out, block, path);
  return differs;
}

}  // namespace

std::string replace_texts(
    std::string_view line,
    const std::function<std::string(std::string_view key, const std::string& text)>& replace) {
  std::string out;
  std::string key;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] != '"') {
      out += line[at++];
      continue;
    }
    const std::size_t end = end_of_literal(line, at);
    const std::string_view literal = line.substr(at, end - at);
    at = end;
    const std::string text = text_in(literal);
    const bool is_key = at < line.size() && line[at] == ':';
    if (is_key) key = text;
    const std::string now = is_key ? text : replace(key, text);
    if (now == text) {
      out += literal;
    } else {
      append_json_text(out, now);
    }
  }
  return out;
}

std::string text_of(std::string_view line, std::string_view wanted) {
  std::string found;
  replace_texts(line, [&](std::string_view key, const std::string& text) {
    if (found.empty() && key == wanted) found = text;
    return text;
  });
  return found;
}

/// Others may write to the directory: never opens through a link, and never writes to a file that
/// already has the new file's name; it removes the name or fails.
void rewrite_lines(const fs::path& path,
                   const std::function<std::string(std::string_view line)>& rewrite) {
  const fs::path rewritten = path.parent_path() / ".scrubbed.partial";
  const Descriptor in(path, O_RDONLY | O_NONBLOCK);
  struct stat info {};
  if (::fstat(in.get(), &info) != 0) fail(path);
  ::unlink(rewritten.c_str());
  const Descriptor out(rewritten, O_WRONLY | O_CREAT | O_EXCL);
  const bool differs = write_rewritten(in, out, path, rewrite);
  if (!differs) {
    ::unlink(rewritten.c_str());
    return;
  }
  if (::fchmod(out.get(), info.st_mode & 0777) != 0 || ::fsync(out.get()) != 0) fail(path);
  if (::rename(rewritten.c_str(), path.c_str()) != 0) fail(path);
  const Descriptor directory(path.parent_path(), O_RDONLY | O_DIRECTORY);
  if (::fsync(directory.get()) != 0) fail(path);
}

}  // namespace roster::purge
