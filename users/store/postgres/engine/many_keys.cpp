// The part of Database that takes many keys: one statement over an array of them.
#include <algorithm>
#include <numeric>
#include <vector>

#include "users/store/postgres/engine/binary.hpp"
#include "users/store/postgres/engine/database.hpp"
#include "users/store/postgres/engine/dialect.hpp"

namespace roster::postgres {

namespace {

constexpr std::size_t kKeysAtOnce = 2000;  // of a query: its rows are all in memory
constexpr std::size_t kDeletedAtOnce = 20000;

/// Calls `work` with `size` keys at a time, and the place of the first.
template <class Key, class Work>
void for_parts(std::span<const Key> keys, std::size_t size, Work work) {
  for (std::size_t from = 0; from < keys.size(); from += size)
    work(keys.subspan(from, std::min(size, keys.size() - from)), from);
}

ParameterType array_type(std::span<const std::int64_t>) { return ParameterType::integers; }
ParameterType array_type(std::span<const std::string>) { return ParameterType::texts; }

/// `array`, the keys as the server takes them, must outlive the result.
template <class Key>
Parameters parameters_of(std::span<const Key> keys, std::string& array) {
  array = array_of(keys);
  Parameters parameters;
  parameters.set(1, static_cast<unsigned>(array_type(keys)), array);
  return parameters;
}

}  // namespace

template <class Key>
void Database::query_arrays(std::string_view sql, std::span<const Key> keys, const OnRow& on_row) {
  Prepared& prepared = prepared_for(each_query_, sql, over_keys);
  for_parts(keys, kKeysAtOnce, [&](std::span<const Key> some, std::size_t from) {
    std::string array;
    RowStatement statement(ask(prepared, parameters_of(some, array)));
    const Result& result = statement.result();
    const int place = result.columns() - 1;
    std::vector<int> rows(static_cast<std::size_t>(result.rows()));
    std::iota(rows.begin(), rows.end(), 0);
    std::stable_sort(rows.begin(), rows.end(), [&](int left, int right) {
      return result.integer(left, place) < result.integer(right, place);
    });
    const sql::Query query(statement);
    for (const int row : rows) {
      statement.go_to(row);
      on_row(from + static_cast<std::size_t>(result.integer(row, place)) - 1, query);
    }
  });
}

template <class Key>
void Database::run_arrays(std::string_view sql, std::span<const Key> keys) {
  Prepared& prepared = prepared_for(each_run_, sql, for_keys);
  for_parts(keys, kDeletedAtOnce, [&](std::span<const Key> some, std::size_t) {
    std::string array;
    const Parameters parameters = parameters_of(some, array);
    flush_all();
    send(prepared, parameters, {});
  });
}

void Database::query_each(std::string_view sql, std::span<const std::int64_t> keys,
                          const OnRow& on_row) {
  query_arrays(sql, keys, on_row);
}

void Database::query_each(std::string_view sql, std::span<const std::string> keys,
                          const OnRow& on_row) {
  query_arrays(sql, keys, on_row);
}

void Database::run_each(std::string_view sql, std::span<const std::int64_t> keys) {
  run_arrays(sql, keys);
}

void Database::run_each(std::string_view sql, std::span<const std::string> keys) {
  run_arrays(sql, keys);
}

}  // namespace roster::postgres
