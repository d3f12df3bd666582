#include "users/store/sql/rows.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <variant>

#include "users/store/error.hpp"

namespace roster {

namespace {

using copying::Cell;
using copying::Column;
using copying::ColumnType;
using copying::Row;
using copying::Table;

/// Names like "user" and "by" are words of SQL.
std::string quoted(std::string_view name) { return fmt::format("\"{}\"", name); }

std::string list(const Table& table, std::size_t columns) {
  std::string text;
  for (std::size_t i = 0; i < columns; ++i)
    text += (i == 0 ? "" : ", ") + quoted(table.columns[i].name);
  return text;
}

/// "?1, ?2, …"
std::string parameters(std::size_t count) {
  std::string text;
  for (std::size_t i = 1; i <= count; ++i) text += fmt::format("{}?{}", i == 1 ? "" : ", ", i);
  return text;
}

void bind(sql::Query& query, int at, const Column& column, const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  if (column.type == ColumnType::integer) {
    const auto* number = std::get_if<std::int64_t>(&cell);
    query.bind(at, number != nullptr ? std::optional(*number) : std::nullopt);
  } else if (text == nullptr) {
    query.bind(at, std::optional<std::string>());
  } else if (column.type == ColumnType::bytes) {
    query.bind(at, sql::Blob{*text});
  } else {
    query.bind(at, std::string_view(*text));
  }
}

Row row_of(const sql::Query& query, const Table& table) {
  Row row;
  row.reserve(table.columns.size());
  int at = 0;
  for (const Column& column : table.columns) {
    if (query.is_null(at))
      row.emplace_back();
    else if (column.type == ColumnType::integer)
      row.emplace_back(query.integer(at));
    else
      row.emplace_back(
          std::string(column.type == ColumnType::text ? query.text(at) : query.blob(at)));
    ++at;
  }
  return row;
}

}  // namespace

void SqlRows::need_transaction() {
  if (std::exchange(in_transaction_, true)) return;
  begin();
}

std::int64_t SqlRows::count(const Table& table) {
  need_transaction();
  sql::Query query = database().query(fmt::format("SELECT count(*) FROM {}", quoted(table.name)));
  return query.step() ? query.integer(0) : 0;
}

std::vector<Row> SqlRows::read(const Table& table, const Row& after) {
  need_transaction();
  const std::string key = list(table, table.key);
  const std::string behind =
      after.empty() ? "" : fmt::format(" WHERE ({}) > ({})", key, parameters(table.key));
  sql::Query query = database().query(fmt::format("SELECT {} FROM {}{} ORDER BY {} LIMIT {}",
                                                  list(table, table.columns.size()),
                                                  quoted(table.name), behind, key, table.batch));
  for (std::size_t i = 0; i < table.key && !after.empty(); ++i)
    bind(query, static_cast<int>(i + 1), table.columns[i], after[i]);
  std::vector<Row> rows;
  while (query.step()) rows.push_back(row_of(query, table));
  return rows;
}

void SqlRows::begin_copy(std::string_view source) {
  need_transaction();
  const auto& tables = copying::tables();
  for (auto table = tables.rbegin(); table != tables.rend(); ++table)
    database().run(fmt::format("DELETE FROM {}", quoted(table->name)));
  database().run("INSERT INTO settings VALUES (?1, ?2)", copying::kUnfinished, source);
  commit();
}

void SqlRows::append(const Table& table, std::span<const Row> rows) {
  need_transaction();
  const std::string insert =
      fmt::format("INSERT INTO {} VALUES ({})", table.name, parameters(table.columns.size()));
  for (const Row& row : rows) {
    sql::Query query = database().appending(insert);
    for (std::size_t i = 0; i < row.size(); ++i)
      bind(query, static_cast<int>(i + 1), table.columns[i], row[i]);
    query.run();
  }
}

void SqlRows::commit() {
  if (!std::exchange(in_transaction_, false)) return;
  database().commit();
}

void SqlRows::end_copy() {
  commit();
  need_transaction();
  database().run("DELETE FROM settings WHERE name = ?1", copying::kUnfinished);
  commit();
}

void refuse_unfinished(sql::Database& database) {
  sql::Query query =
      database.query("SELECT value FROM settings WHERE name = ?1", copying::kUnfinished);
  if (query.step()) throw StoreError(copying::unfinished_text(database.name(), query.text(0)));
}

}  // namespace roster
