#include "sis/match/other_person.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "users/base/fold.hpp"

namespace roster::sis {

namespace {

/// The words of all names, folded.
std::set<std::string> name_words(const User& user) {
  std::set<std::string> words;
  for (const std::string* name :
       {&user.first_name, &user.middle_name, &user.last_name, &user.pref_first_name,
        &user.pref_middle_name, &user.pref_last_name}) {
    std::string word;
    for (const char c : fold_primary_id(*name) + ' ') {
      if (c != ' ' && c != '-' && c != '.') {
        word += c;
      } else if (!word.empty()) {
        words.insert(std::exchange(word, {}));
      }
    }
  }
  return words;
}

bool have_common(const std::set<std::string>& left, const std::set<std::string>& right) {
  return std::any_of(left.begin(), left.end(),
                     [&](const std::string& one) { return right.contains(one); });
}

/// All ids but those of the type that led from one to the other.
std::set<std::string> other_ids(const User& user, std::string_view match) {
  std::set<std::string> ids;
  if (match != "primary_id") ids.insert(fold_primary_id(user.primary_id));
  for (const Identifier& identifier : user.user_identifiers)
    if (identifier.id_type.value != match && identifier.segment == Segment::external)
      ids.insert(fold_primary_id(identifier.value));
  return ids;
}

}  // namespace

bool is_other_person(const User& before, const User& after, std::string_view match) {
  if (before.first_name == after.first_name && before.last_name == after.last_name) return false;
  const std::set<std::string> names = name_words(before), new_names = name_words(after);
  if (names.empty() || new_names.empty() || have_common(names, new_names)) return false;
  const bool born_otherwise =
      before.birth_date && after.birth_date && *before.birth_date != *after.birth_date;
  const bool are_whole = names.size() > 1 && new_names.size() > 1;
  return born_otherwise ||
         (are_whole && !have_common(other_ids(before, match), other_ids(after, match)));
}

}  // namespace roster::sis
