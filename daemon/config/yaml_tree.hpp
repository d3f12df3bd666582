// YAML tree: a small YAML document as plain values that know where they stood. Only what a
// configuration needs is accepted: one document of at most 1 MiB, no anchors, aliases or tags.
// What a scalar means is decided by whoever reads it, so `NO` and `010` are texts like any other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace roster {

/// Line and column from 1; both 0: the file as a whole.
struct Position {
  int line = 0;
  int column = 0;

  friend auto operator<=>(const Position&, const Position&) = default;
};

enum class Severity : std::uint8_t { error, warning };

/// Something wrong with a configuration file, in words for the administrator.
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

/// The document, or nothing when there is a problem (all that were found are appended).
std::optional<YamlNode> parse_yaml(const std::string& text, std::vector<Problem>& problems);

}  // namespace roster
