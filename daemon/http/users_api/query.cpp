#include "daemon/http/users_api/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "daemon/http/users_api/answer.hpp"
#include "users/base/day.hpp"
#include "users/base/fold.hpp"

namespace roster::http {
namespace {

using Texts = std::vector<std::string>;

template <class List, class F>
void add_each(const List& list, Texts& out, F&& text_of) {
  for (const auto& item : list) out.push_back(text_of(item));
}

void add_identifiers(const User& user, Texts& out) {
  out.push_back(user.primary_id);
  add_each(user.user_identifiers, out, [](const Identifier& item) { return item.value; });
}

void add_general(const User& user, Texts& out) {
  for (const std::string* text :
       {&user.primary_id, &user.first_name, &user.middle_name, &user.last_name,
        &user.user_group.value, &user.job_category.value, &user.campus_code.value})
    out.push_back(*text);
  add_each(user.phones, out, [](const Phone& item) { return item.phone_number; });
  add_each(user.user_notes, out, [](const Note& item) { return item.note_text; });
}

void add_emails(const User& user, Texts& out) {
  add_each(user.emails, out, [](const Email& item) { return item.email_address; });
}

struct Searched {
  std::string_view name;
  void (*add)(const User&, Texts&);
};

constexpr std::array kSearched{
    Searched{"primary_id", [](const User& u, Texts& o) { o.push_back(u.primary_id); }},
    Searched{"first_name", [](const User& u, Texts& o) { o.push_back(u.first_name); }},
    Searched{"middle_name", [](const User& u, Texts& o) { o.push_back(u.middle_name); }},
    Searched{"last_name", [](const User& u, Texts& o) { o.push_back(u.last_name); }},
    Searched{"job_category", [](const User& u, Texts& o) { o.push_back(u.job_category.value); }},
    Searched{"user_group", [](const User& u, Texts& o) { o.push_back(u.user_group.value); }},
    Searched{"campus_code", [](const User& u, Texts& o) { o.push_back(u.campus_code.value); }},
    Searched{"external_id", [](const User& u, Texts& o) { o.push_back(u.external_id); }},
    Searched{"birth_date",
             [](const User& u, Texts& o) {
               if (u.birth_date) o.push_back(format_day(*u.birth_date));
             }},
    Searched{"email", add_emails},
    Searched{"identifiers", add_identifiers},
    Searched{"phone_number",
             [](const User& u, Texts& o) {
               add_each(u.phones, o, [](const Phone& item) { return item.phone_number; });
             }},
    Searched{"id_type",
             [](const User& u, Texts& o) {
               add_each(u.user_identifiers, o, [](const Identifier& i) { return i.id_type.value; });
             }},
    Searched{"block_type",
             [](const User& u, Texts& o) {
               add_each(u.user_blocks, o, [](const Block& item) { return item.block_type.value; });
             }},
    Searched{"note_text",
             [](const User& u, Texts& o) {
               add_each(u.user_notes, o, [](const Note& item) { return item.note_text; });
             }},
    Searched{"note_type",
             [](const User& u, Texts& o) {
               add_each(u.user_notes, o, [](const Note& item) { return item.note_type.value; });
             }},
    Searched{"statistic_category",
             [](const User& u, Texts& o) {
               add_each(u.user_statistics, o,
                        [](const Statistic& item) { return item.statistic_category.value; });
             }},
    Searched{"general_info", add_general},
    Searched{"ALL",
             [](const User& u, Texts& o) {
               add_general(u, o);
               add_emails(u, o);
               add_identifiers(u, o);
             }},
};

constexpr std::string_view kBalance = "fines_fees_sum";

const Searched* searched(std::string_view name) {
  const auto found = std::find_if(kSearched.begin(), kSearched.end(),
                                  [&](const Searched& field) { return field.name == name; });
  return found == kSearched.end() ? nullptr : &*found;
}

Texts cut(std::string_view text, std::string_view separators) {
  Texts parts;
  while (!text.empty()) {
    const auto end = text.find_first_of(separators);
    if (end != 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

UserQuery::UserQuery(std::string_view text) {
  constexpr std::string_view kAnd = " AND ";
  while (!text.empty()) {
    const auto end = text.find(kAnd);
    conditions_.push_back(read_condition(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + kAnd.size());
  }
}

UserQuery::Condition UserQuery::read_condition(std::string_view text) {
  const auto tilde = text.find('~');
  if (tilde == std::string_view::npos)
    throw ApiError(400, "60106", "Invalid query format: field~words is expected.");
  Condition condition;
  condition.field = text.substr(0, tilde);
  if (condition.field != kBalance && searched(condition.field) == nullptr)
    throw ApiError(
        400, "60106",
        fmt::format("Invalid query format: the field {} cannot be searched.", condition.field));
  condition.literal = fold_primary_id(text.substr(tilde + 1));
  for (const std::string& part : cut(condition.literal, ","))
    condition.any_of.push_back(cut(part, " _"));
  return condition;
}

bool UserQuery::fits(const User& user, const std::function<std::string()>& balance) const {
  return std::all_of(conditions_.begin(), conditions_.end(), [&](const Condition& condition) {
    Texts texts;
    if (condition.field == kBalance)
      texts.push_back(balance());
    else
      searched(condition.field)->add(user, texts);
    return holds(condition, texts);
  });
}

bool UserQuery::holds(const Condition& condition, const std::vector<std::string>& texts) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& value) {
    const std::string text = fold_primary_id(value);
    if (!condition.literal.empty() && contains(text, condition.literal)) return true;
    return std::any_of(condition.any_of.begin(), condition.any_of.end(), [&](const Texts& words) {
      return std::all_of(words.begin(), words.end(),
                         [&](const std::string& word) { return contains(text, word); });
    });
  });
}

}  // namespace roster::http
