// YAML reader: reads a YAML tree into typed values and collects everything wrong with it, each with
// its position and its path (`profiles[1].synchronize.match`, counted from 1).
//
// A map is read by a table of its keys; what the table does not name is an unknown key. A value
// that cannot be read leaves its target as it was, so the target's value before is its default.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "daemon/config/yaml_tree.hpp"
#include "users/base/day.hpp"

namespace roster {

/// What reading a file has brought to light.
struct Findings {
  std::vector<Problem> problems;
  std::map<std::string, Position, std::less<>> positions;  // of every value met, by path
};

/// The text in quotes for a message: cut after 60 bytes; control characters, and bytes that are not
/// UTF-8, spelled out.
std::string in_quotes(std::string_view text);

struct YamlMember;

/// One value of the document on its way into the configuration. Refers to the tree and the
/// findings; lives shorter than both.
class YamlValue {
 public:
  YamlValue(const YamlNode& node, std::string path, Findings& findings);

  /// Adds a problem at this value; the message is preceded by the path.
  void error(std::string_view message) const;
  void warning(std::string_view message) const;

  /// Is it a single value of exactly this text?
  bool is_word(std::string_view word) const;
  /// Is it a single value of any text, rather than a list, a map or nothing?
  bool is_single() const { return node_->kind == YamlNode::Kind::scalar; }

  /// A single value as text of `least` to `most` bytes of UTF-8 without control characters; nullptr
  /// after having said why not.
  const std::string* text(std::size_t least = 1, std::size_t most = 255) const;

  void read(std::string& target) const;  // not empty
  void read(bool& target) const;         // true or false
  void read_integer(int& target, int least, int most) const;
  void read_duration(Seconds& target, Seconds least, Seconds most) const;
  /// A duration of whole days, at most a hundred years.
  void read_days(int& target) const;
  void read_size(std::uint64_t& target, std::uint64_t least, std::uint64_t most) const;
  void read_share(double& target) const;

  /// Which of the words it is, as an index; nothing after having said why not.
  std::optional<std::size_t> choose(std::span<const std::string_view> words) const;
  /// The value that belongs to the word.
  template <class T, std::size_t N>
  void read_choice(T& target, const std::pair<std::string_view, T> (&choices)[N]) const;

  /// The values of a list (at most 1000), or nothing after having said why not.
  std::vector<YamlValue> items() const;
  void read(std::vector<std::string>& target) const;

  /// The members of a map without repeated keys; problems are said.
  std::vector<YamlMember> members() const;

  const std::string& path() const { return path_; }

 private:
  friend struct YamlMember;
  bool has_kind(YamlNode::Kind kind) const;

  const YamlNode* node_;
  std::string path_;
  Findings* findings_;
};

struct YamlMember {
  const std::string* key;
  Position at;
  YamlValue value;

  /// Says that there is no such key.
  void refuse(std::span<const std::string_view> known) const;
};

/// One key of a map and how its value is read.
template <class T>
struct YamlKey {
  std::string_view name;
  void (*read)(const YamlValue& value, T& target);
};

template <class T, std::size_t N>
void YamlValue::read_choice(T& target, const std::pair<std::string_view, T> (&choices)[N]) const {
  std::array<std::string_view, N> words;
  for (std::size_t i = 0; i < N; ++i) words[i] = choices[i].first;
  if (const auto chosen = choose(words)) target = choices[*chosen].second;
}

template <class T>
void read_map(const YamlValue& map, std::type_identity_t<std::span<const YamlKey<T>>> keys,
              T& target) {
  for (const YamlMember& member : map.members()) {
    const auto key = std::find_if(keys.begin(), keys.end(),
                                  [&](const auto& k) { return k.name == *member.key; });
    if (key != keys.end()) {
      key->read(member.value, target);
    } else {
      std::vector<std::string_view> names;
      for (const auto& k : keys) names.push_back(k.name);
      member.refuse(names);
    }
  }
}

}  // namespace roster
