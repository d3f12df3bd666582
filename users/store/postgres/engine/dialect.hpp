// Dialect: the texts of users/store/sql as PostgreSQL takes them.
#pragma once

#include <string>
#include <string_view>

namespace roster::postgres {

/// Parameters become $1, $2, …; the column `user`, which PostgreSQL reads as the name of the
/// account, is quoted; hints for SQLite's planner (CROSS JOIN, NOT INDEXED, a unary plus) go.
std::string translate(std::string_view sql);

/// A query with ?1, as one over an array of keys. Its last column, added, is the place of the key
/// in the array, from 1; the rows of a key come in their order. The planner is not told how long an
/// array is (`SELECT $1`), so that it keeps its plan, and cannot make a join over the whole table
/// of the look-ups (`OFFSET 0`).
std::string over_keys(std::string_view sql);

/// `DELETE … = ?1` or `INSERT … VALUES (?1) …`, as one statement over an array of keys.
std::string for_keys(std::string_view sql);

/// A statement that changes the row of a key ?1, as one over arrays of all its `columns`
/// parameters: `UPDATE … WHERE …`, `DELETE … WHERE …`, `INSERT … VALUES (…) …`, `INSERT … SELECT …
/// FROM …`.
std::string over_rows(std::string_view sql, int columns);

/// The table of `INSERT INTO table VALUES (…)`.
std::string table_of_insert(std::string_view sql);

}  // namespace roster::postgres
