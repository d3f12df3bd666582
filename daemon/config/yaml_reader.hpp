// YAML reader: reads a YAML tree into typed values and collects all problems, each with its
// position and its path (`profiles[1].synchronize.match`, counted from 1).
//
// A map is read with a table of its keys; a key that is not in the table is unknown. When a value
// cannot be read, its target keeps its value, which is therefore the default.
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

/// What was found while reading a file.
struct Findings {
  std::vector<Problem> problems;
  std::map<std::string, Position, std::less<>> positions;  // of every value read, by path
};

/// The text in quotes for a message: truncated after 60 bytes; control characters and invalid UTF-8
/// are escaped.
std::string in_quotes(std::string_view text);

struct YamlMember;

/// One value of the document. Refers to the tree and the findings, which must outlive it.
class YamlValue {
 public:
  YamlValue(const YamlNode& node, std::string path, Findings& findings);

  /// Adds a problem at this value, with the path before the message.
  void error(std::string_view message) const;
  void warning(std::string_view message) const;

  /// True for a single value with exactly this text.
  bool is_word(std::string_view word) const;
  /// True for a single value, as opposed to a list, a map or nothing.
  bool is_single() const { return node_->kind == YamlNode::Kind::scalar; }

  /// A single value as text of `least` to `most` bytes of UTF-8 without control characters;
  /// nullptr, with a problem reported, otherwise.
  const std::string* text(std::size_t least = 1, std::size_t most = 255) const;

  void read(std::string& target) const;  // not empty
  void read(bool& target) const;         // true or false
  void read_integer(int& target, int least, int most) const;
  void read_duration(Seconds& target, Seconds least, Seconds most) const;
  /// A duration of whole days, at most a hundred years.
  void read_days(int& target) const;
  void read_size(std::uint64_t& target, std::uint64_t least, std::uint64_t most) const;
  void read_share(double& target) const;

  /// The index of the word that it is; nothing, with a problem reported, when it is none of them.
  std::optional<std::size_t> choose(std::span<const std::string_view> words) const;
  /// Reads a word and stores the value paired with it.
  template <class T, std::size_t N>
  void read_choice(T& target, const std::pair<std::string_view, T> (&choices)[N]) const;

  /// The values of a list (at most 1000); empty, with a problem reported, when it is not one.
  std::vector<YamlValue> items() const;
  void read(std::vector<std::string>& target) const;

  /// The members of a map; reports repeated keys as problems.
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

  /// Reports an unknown key.
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
