#include "users/store/sql/lists.hpp"

#include <string>

#include "users/base/character.hpp"
#include "users/base/fold.hpp"

namespace roster {
namespace {

std::string_view statement(ListOrder order) {
  switch (order) {
    case ListOrder::last_name:
      return "SELECT user FROM names ORDER BY last, first, id LIMIT ?1 OFFSET ?2";
    case ListOrder::first_name:
      return "SELECT user FROM names ORDER BY first, last, id LIMIT ?1 OFFSET ?2";
    case ListOrder::primary_id:
      break;
  }
  return "SELECT id FROM users ORDER BY primary_key LIMIT ?1 OFFSET ?2";
}

// An index holds all three of a user; PostgreSQL's takes rows of up to 2,704 bytes.
constexpr std::size_t kOrderedBy = 800;  // bytes

std::string folded(std::string_view text) {
  std::string key = fold_primary_id(text);
  if (key.size() > kOrderedBy) key.resize(start_of_character(key, kOrderedBy));
  return key;
}

struct FoldedNames {
  explicit FoldedNames(const User& user)
      : last(folded(user.last_name)), first(folded(user.first_name)), id(folded(user.primary_id)) {}
  std::string last, first, id;
};

bool same_names(const User& left, const User& right) {
  return left.last_name == right.last_name && left.first_name == right.first_name &&
         left.primary_id == right.primary_id;
}

}  // namespace

std::optional<std::vector<UserId>> SqlLists::page(ListOrder order, const Page& page) {
  if (order != ListOrder::primary_id && !are_names_kept()) return std::nullopt;
  std::vector<UserId> ids;
  auto query = database_.query(statement(order), page.limit, page.offset);
  while (query.step()) ids.push_back(query.integer(0));
  return ids;
}

bool SqlLists::are_names_kept() {
  if (!kept_) kept_ = database_.query("SELECT 1 FROM settings WHERE name = 'names'").step();
  return *kept_;
}

void SqlLists::keep_names() {
  if (are_names_kept()) return;
  database_.tune("DROP INDEX names_by_last; DROP INDEX names_by_first;");
  database_.run("DELETE FROM names");
  auto query = database_.stream("SELECT user, revision, document FROM documents");
  while (query.step())
    add(query.integer(0),
        documents_.decode(query.integer(0), query.integer(1), query.blob(2)).user);
  database_.tune(
      "CREATE INDEX names_by_last ON names (last, first, id);"
      "CREATE INDEX names_by_first ON names (first, last, id);");
  database_.run("INSERT INTO settings VALUES ('names', 'kept')");
  kept_ = true;
}

void SqlLists::note_new(UserId id, const User& user) {
  if (are_names_kept()) add(id, user);
}

void SqlLists::note_changed(UserId id, const User& user, const User* before) {
  if (!are_names_kept() || (before != nullptr && same_names(user, *before))) return;
  const FoldedNames names(user);
  database_.amend(
      "INSERT INTO names VALUES (?1, ?2, ?3, ?4) ON CONFLICT (user)"
      " DO UPDATE SET last = excluded.last, first = excluded.first, id = excluded.id",
      id, names.last, names.first, names.id);
}

void SqlLists::add(UserId id, const User& user) {
  const FoldedNames names(user);
  database_.append("INSERT INTO names VALUES (?1, ?2, ?3, ?4)", id, names.last, names.first,
                   names.id);
}

}  // namespace roster
