// Mentions: finds ids in free text and in messages. Ids compare folded; an id may contain blanks
// and punctuation, be escaped as in XML, be truncated with "…", or have characters in it that
// nobody sees, as they are or as printable() writes them (`\u200B`).
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

  /// True when the text is one of the ids.
  bool is_id(std::string_view text) const;
  /// True when the text contains one of the ids, not as part of a longer word.
  bool are_in(std::string_view text) const;

 private:
  std::unordered_set<std::string> ids_;  // folded
  /// Folded ids, plain and XML-escaped, keyed by the word or mark they start with.
  std::unordered_map<std::string, std::vector<std::string>> by_start_;

  bool are_seen_in(std::string_view text) const;
};

}  // namespace roster::purge
