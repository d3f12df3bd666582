#include "users/store/postgres/engine/dialect.hpp"

#include <cassert>

namespace roster::postgres {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The token that begins `sql`: a quoted text, a word, or one character.
std::string_view token(std::string_view sql) {
  const char first = sql.front();
  if (first == '\'' || first == '"') return sql.substr(0, sql.find(first, 1) + 1);
  std::size_t size = 0;
  while (size < sql.size() && is_letter(sql[size])) ++size;
  return sql.substr(0, size == 0 ? 1 : size);
}

void replace(std::string& text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  assert(at != std::string::npos);
  if (at != std::string::npos) text.replace(at, what.size(), by);
}

}  // namespace

std::string translate(std::string_view sql) {
  std::string out;
  out.reserve(sql.size() + 16);
  for (std::string_view rest = sql; !rest.empty();) {
    constexpr std::string_view kCross = "CROSS JOIN", kNotIndexed = " NOT INDEXED";
    if (rest.starts_with(kNotIndexed)) {
      rest.remove_prefix(kNotIndexed.size());
      continue;
    }
    if (rest.starts_with(kCross)) {
      out += "JOIN";
      rest.remove_prefix(kCross.size());
      continue;
    }
    const std::string_view next = token(rest);
    const bool unary = next == "+" && rest.size() > 1 && is_letter(rest[1]);
    if (next == "?") {
      out += '$';
    } else if (next == "user") {
      out += "\"user\"";
    } else if (!unary) {
      out += next;
    }
    rest.remove_prefix(next.size());
  }
  return out;
}

std::string over_keys(std::string_view sql) {
  std::string inner = translate(sql);
  for (std::size_t at = 0; (at = inner.find("$1", at)) != std::string::npos;)
    inner.replace(at, 2, "k.key");
  return "SELECT q.*, k.place FROM unnest((SELECT $1)) WITH ORDINALITY AS k(key, place)"
         " CROSS JOIN LATERAL (" +
         inner + " OFFSET 0) AS q";
}

std::string for_keys(std::string_view sql) {
  std::string text = translate(sql);
  if (text.starts_with("DELETE")) {
    replace(text, "= $1", "= ANY ($1)");
  } else {
    replace(text, "VALUES ($1)", "SELECT DISTINCT unnest($1)");
  }
  return text;
}

std::string over_rows(std::string_view sql, int columns) {
  std::string text = translate(sql);
  for (std::size_t at = 0; (at = text.find('$', at)) != std::string::npos;)
    text.replace(at, 1, "r.p");
  std::string parameters, names;
  for (int i = 1; i <= columns; ++i) {
    parameters += (i == 1 ? "$" : ", $") + std::to_string(i);
    names += (i == 1 ? "p" : ", p") + std::to_string(i);
  }
  const std::string rows = "unnest(" + parameters + ") AS r(" + names + ')';
  constexpr std::string_view kValues = "VALUES (";
  const std::size_t values = text.find(kValues);
  if (text.starts_with("UPDATE ")) {
    replace(text, " WHERE ", " FROM " + rows + " WHERE ");
  } else if (text.starts_with("DELETE ")) {
    replace(text, " WHERE ", " USING " + rows + " WHERE ");
  } else if (values == std::string::npos) {
    replace(text, " FROM ", " FROM " + rows + " CROSS JOIN ");
  } else {
    text.replace(text.find(')', values), 1, " FROM " + rows);
    text.replace(values, kValues.size(), "SELECT ");
  }
  return text;
}

std::string table_of_insert(std::string_view sql) {
  constexpr std::string_view kBefore = "INSERT INTO ";
  assert(sql.starts_with(kBefore));
  sql.remove_prefix(kBefore.size());
  return std::string(sql.substr(0, sql.find(' ')));
}

}  // namespace roster::postgres
