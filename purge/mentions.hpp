// Mentions: finds ids in texts that people wrote or programs put together. Ids compare folded; an
// id may hold blanks and punctuation, stand escaped as in XML, or be cut short with "…".
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace roster::purge {

class Mentions {
 public:
  void add(std::string_view id);
  bool empty() const { return ids_.empty(); }

  /// Is the text one of the ids?
  bool is_id(std::string_view text) const;
  /// Does one of the ids stand somewhere in the text, not as a part of a longer word?
  bool are_in(std::string_view text) const;

 private:
  std::unordered_set<std::string> ids_;  // folded
  /// Folded ids, as they may be written, by the word (or the character) they begin with.
  std::unordered_map<std::string, std::vector<std::string>> by_start_;
};

}  // namespace roster::purge
