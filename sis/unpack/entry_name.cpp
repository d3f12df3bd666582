#include "sis/unpack/entry_name.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "users/base/text.hpp"

namespace roster::sis {

namespace {

constexpr std::size_t kLongestName = 1024;

bool ends_in_xml(std::string_view name) {
  constexpr std::string_view kXml = ".xml";
  if (name.size() <= kXml.size()) return false;
  const std::string_view end = name.substr(name.size() - kXml.size());
  return std::equal(end.begin(), end.end(), kXml.begin(), [](char a, char b) {
    return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b);
  });
}

std::optional<std::string_view> segment_problem(std::string_view segment) {
  if (segment.empty()) return "has an empty part in its name";
  if (segment == "..") return "has `..` in its name";
  if (segment == "__MACOSX")
    return "is metadata of macOS, not part of the feed; pack it without (zip -X)";
  if (segment.front() == '.') return "is hidden (its name has a part that starts with a dot)";
  return std::nullopt;
}

}  // namespace

std::string entry_label(const std::string& file, std::string_view name) {
  constexpr std::size_t kShown = 255;
  const bool cut = name.size() > kShown;
  return file + "!" + printable(name.substr(0, kShown)) + (cut ? "…" : "");
}

std::optional<std::string_view> name_problem(std::string_view name) {
  if (name.empty()) return "has no name";
  if (name.size() > kLongestName) return "has a name longer than 1024 bytes";
  if (has_control(name)) return "has a control character in its name";
  if (name.find('\\') != name.npos) return "has a backslash in its name";
  if (name.find(':') != name.npos) return "has a colon in its name";
  if (name.front() == '/') return "has an absolute name";
  const bool directory = name.back() == '/';
  for (std::string_view rest = directory ? name.substr(0, name.size() - 1) : name;;) {
    const auto slash = rest.find('/');
    if (auto problem = segment_problem(rest.substr(0, slash))) return problem;
    if (slash == rest.npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (!directory && !ends_in_xml(name))
    return "is not an XML file; a feed may contain only XML files";
  return std::nullopt;
}

EntryKind kind_of(std::string_view name) {
  return name.ends_with('/') ? EntryKind::directory : EntryKind::xml;
}

}  // namespace roster::sis
