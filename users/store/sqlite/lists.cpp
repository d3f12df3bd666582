#include "users/store/sqlite/lists.hpp"

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

bool same_names(const User& left, const User& right) {
  return left.last_name == right.last_name && left.first_name == right.first_name &&
         left.primary_id == right.primary_id;
}

}  // namespace

std::optional<std::vector<UserId>> SqliteLists::page(ListOrder order, const Page& page) {
  if (order != ListOrder::primary_id && !are_names_kept()) return std::nullopt;
  std::vector<UserId> ids;
  auto query = database_.query(statement(order), page.limit, page.offset);
  while (query.step()) ids.push_back(query.integer(0));
  return ids;
}

bool SqliteLists::are_names_kept() {
  if (!kept_) kept_ = database_.query("SELECT 1 FROM settings WHERE name = 'names'").step();
  return *kept_;
}

void SqliteLists::keep_names() {
  if (are_names_kept()) return;
  database_.execute("DROP INDEX names_by_last; DROP INDEX names_by_first; DELETE FROM names;");
  auto query = database_.query("SELECT user, revision, document FROM documents");
  while (query.step())
    write(query.integer(0),
          documents_.decode(query.integer(0), query.integer(1), query.blob(2)).user);
  database_.execute(
      "CREATE INDEX names_by_last ON names (last, first, id);"
      "CREATE INDEX names_by_first ON names (first, last, id);"
      "INSERT INTO settings VALUES ('names', 'kept');");
  kept_ = true;
}

void SqliteLists::note_names(UserId id, const User& user, const User* before) {
  if (!are_names_kept() || (before != nullptr && same_names(user, *before))) return;
  write(id, user);
}

void SqliteLists::write(UserId id, const User& user) {
  const std::string last = fold_primary_id(user.last_name);
  const std::string first = fold_primary_id(user.first_name);
  const std::string key = fold_primary_id(user.primary_id);
  database_.run("INSERT OR REPLACE INTO names VALUES (?1, ?2, ?3, ?4)", id, last, first, key);
}

}  // namespace roster
