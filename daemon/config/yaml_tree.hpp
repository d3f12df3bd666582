// YAML tree: a small YAML document as plain values with positions. Accepts only what a
// configuration needs: one document of at most 1 MiB, no anchors, aliases or tags. The reader
// decides what a scalar means, so `NO` and `010` are plain texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roster {

/// Line and column, counted from 1; both 0: the file as a whole.
struct Position {
  int line = 0;
  int column = 0;

  friend auto operator<=>(const Position&, const Position&) = default;
};

enum class Severity : std::uint8_t { error, warning };

/// A problem in a configuration file; the message is for the administrator.
struct Problem {
  Severity severity = Severity::error;
  Position at;
  std::string message;

  friend bool operator==(const Problem&, const Problem&) = default;
};

/// `FILE:LINE:COLUMN: message`, or `FILE:LINE:COLUMN: warning: message`.
std::string format_problem(std::string_view file, const Problem& problem);

struct YamlEntry;

struct YamlNode {
  enum class Kind : std::uint8_t { null, scalar, list, map } kind = Kind::null;
  Position at;
  std::string text;                // of a scalar
  std::vector<YamlNode> items;     // of a list
  std::vector<YamlEntry> entries;  // of a map, in file order; keys may repeat
};

struct YamlEntry {
  std::string key;
  Position at;
  YamlNode value;
};

inline constexpr std::size_t kLongestYaml = 1U << 20;

/// The document, or nothing when there are problems (all of them are appended).
std::optional<YamlNode> parse_yaml(const std::string& text, std::vector<Problem>& problems);

}  // namespace roster
