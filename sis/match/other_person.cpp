#include "sis/match/other_person.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "users/base/fold.hpp"
#include "users/base/text.hpp"
#include "users/model/edit.hpp"

namespace roster::sis {

namespace {

/// A name that staff entered stays whoever the record is about.
bool is_by_staff(const User& user, Field field) { return manual_edit(user, field) != nullptr; }

/// The words of all names that the SIS gave, folded.
std::set<std::string> name_words(const User& user) {
  std::set<std::string> words;
  std::vector<const std::string*> names{&user.first_name, &user.middle_name, &user.last_name};
  for (const auto& [field, name] : {std::pair(Field::pref_first_name, &user.pref_first_name),
                                    std::pair(Field::pref_middle_name, &user.pref_middle_name),
                                    std::pair(Field::pref_last_name, &user.pref_last_name)})
    if (!is_by_staff(user, field)) names.push_back(name);
  for (const std::string* name : names) {
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

bool is_initial(const std::string& word) {
  return decode_utf8(word.data(), word.data() + word.size()).length == word.size();
}

/// Is one the other, or its initial?
bool are_alike(const std::string& left, const std::string& right) {
  return left == right || (is_initial(left) && right.starts_with(left)) ||
         (is_initial(right) && left.starts_with(right));
}

bool have_alike(const std::set<std::string>& left, const std::set<std::string>& right) {
  return std::any_of(left.begin(), left.end(), [&](const std::string& one) {
    return std::any_of(right.begin(), right.end(),
                       [&](const std::string& other) { return are_alike(one, other); });
  });
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
  if (names.empty() || new_names.empty() || have_alike(names, new_names)) return false;
  const bool born_otherwise =
      before.birth_date && after.birth_date && *before.birth_date != *after.birth_date;
  return born_otherwise || !have_common(other_ids(before, match), other_ids(after, match));
}

}  // namespace roster::sis
