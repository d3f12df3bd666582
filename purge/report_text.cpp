#include "purge/report_text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <system_error>

#include "users/base/json.hpp"

namespace roster::purge {
namespace {

namespace fs = std::filesystem;

/// Just behind the literal whose opening quote is at `at`.
std::size_t end_of_literal(std::string_view line, std::size_t at) {
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] == '\\') ++at;
  }
  return std::min(at + 1, line.size());
}

/// The reports' escapes: \" \\ \n and \u00XX of control characters.
std::string unescape(std::string_view raw) {
  std::string text;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] != '\\' || at + 1 == raw.size()) {
      text += raw[at];
      continue;
    }
    constexpr std::string_view kNames = "bfnrt", kMeanings = "\b\f\n\r\t";
    const char name = raw[++at];
    const std::size_t known = kNames.find(name);
    if (name == 'u' && at + 4 < raw.size()) {
      unsigned code = 0;
      std::from_chars(raw.data() + at + 1, raw.data() + at + 5, code, 16);
      text += static_cast<char>(code);
      at += 4;
    } else {
      text += known == std::string_view::npos ? name : kMeanings[known];
    }
  }
  return text;
}

[[noreturn]] void fail(const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), "cannot rewrite " + path.string());
}

void sync(const fs::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) fail(path);
  const int synced = ::fsync(fd);
  ::close(fd);
  if (synced != 0) fail(path);
}

}  // namespace

std::string replace_texts(
    std::string_view line,
    const std::function<std::string(std::string_view key, const std::string& text)>& replace) {
  std::string out;
  std::string_view key;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] != '"') {
      out += line[at++];
      continue;
    }
    const std::size_t end = end_of_literal(line, at);
    const std::string_view literal = line.substr(at, end - at);
    const std::string_view raw = literal.substr(1, literal.size() < 2 ? 0 : literal.size() - 2);
    at = end;
    const bool is_key = at < line.size() && line[at] == ':';
    if (is_key) key = raw;
    const std::string text = unescape(raw);
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

void rewrite_lines(const fs::path& path,
                   const std::function<std::string(std::string_view line)>& rewrite) {
  const fs::path rewritten = path.string() + ".partial";
  bool differs = false;
  {
    std::ifstream in(path, std::ios::binary);
    std::ofstream out(rewritten, std::ios::binary | std::ios::trunc);
    for (std::string line; std::getline(in, line);) {
      const std::string now = rewrite(line);
      differs = differs || now != line;
      out << now << '\n';
    }
    out.flush();
    if (in.bad() || !out) fail(path);
  }
  if (!differs) {
    fs::remove(rewritten);
    return;
  }
  fs::permissions(rewritten, fs::status(path).permissions());
  sync(rewritten, O_WRONLY);
  fs::rename(rewritten, path);
  sync(path.parent_path(), O_RDONLY | O_DIRECTORY);
}

}  // namespace roster::purge
