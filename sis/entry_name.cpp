#include "sis/entry_name.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace roster::sis {

namespace {

constexpr std::size_t kLongestName = 1024;

bool is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7F; }

/// Length of the UTF-8 sequence at the front, 0 when it is none (or a C1 control character).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto continues = [&](std::size_t from, std::size_t to) {
    while (from < to && (byte(from) & 0xC0U) == 0x80U) ++from;
    return from == to;
  };
  const unsigned lead = byte(0), second = byte(1);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF)
    return continues(1, 2) && !(lead == 0xC2 && second < 0xA0) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second >= 0xA0;
    return continues(1, 3) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && second < 0x90;
    const bool beyond = lead == 0xF4 && second >= 0x90;
    return continues(1, 4) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

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
  if (segment == "..") return "leads out of the archive";
  if (segment == "__MACOSX")
    return "is metadata of macOS, not part of the feed; pack it without (zip -X)";
  if (segment.front() == '.') return "is hidden (its name has a part that starts with a dot)";
  return std::nullopt;
}

}  // namespace

std::string printable(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const std::size_t length = sequence_length(name);
    const auto lead = static_cast<unsigned char>(name.front());
    if (length == 0 || is_control(lead)) {
      out += fmt::format("\\x{:02X}", lead);
      name.remove_prefix(1);
    } else {
      out += name.substr(0, length);
      name.remove_prefix(length);
    }
  }
  return out;
}

std::string entry_label(const std::string& file, std::string_view name) {
  constexpr std::size_t kShown = 255;
  const bool cut = name.size() > kShown;
  return file + "!" + printable(name.substr(0, kShown)) + (cut ? "…" : "");
}

std::optional<std::string_view> name_problem(std::string_view name) {
  if (name.empty()) return "has no name";
  if (name.size() > kLongestName) return "has a name longer than 1024 bytes";
  if (std::any_of(name.begin(), name.end(),
                  [](char c) { return is_control(static_cast<unsigned char>(c)); }))
    return "has a control character in its name";
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
  if (!directory && !ends_in_xml(name)) return "is not an XML file; nothing else belongs in a feed";
  return std::nullopt;
}

EntryKind kind_of(std::string_view name) {
  return name.ends_with('/') ? EntryKind::directory : EntryKind::xml;
}

}  // namespace roster::sis
