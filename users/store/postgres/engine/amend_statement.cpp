#include "users/store/postgres/engine/binary.hpp"
#include "users/store/postgres/engine/database.hpp"
#include "users/store/postgres/engine/dialect.hpp"
#include "users/store/postgres/engine/statement.hpp"

namespace roster::postgres {

namespace {

constexpr std::size_t kBytesAtOnce = 1 << 20;
constexpr std::int32_t kRowsAtOnce = 2000;

ParameterType type_of(sql::Type type) {
  switch (type) {
    case sql::Type::integer:
      return ParameterType::integer;
    case sql::Type::text:
      return ParameterType::text;
    case sql::Type::blob:
      break;
  }
  return ParameterType::bytes;
}

}  // namespace

AmendStatement::AmendStatement(Database& database, std::string_view sql, std::string name)
    : database_(database),
      text_(sql),
      prepared_{{}, std::move(name), 0},
      one_row_a_key_(sql.find("UPDATE ") != std::string_view::npos) {}

/// Where the value of a parameter is written. ?1, the key, comes first.
std::string& AmendStatement::value_of(int at, ParameterType type, std::string_view key) {
  if (at == 1) {
    if (one_row_a_key_ && !keys_.emplace(key).second) {
      database_.flush_amends();
      keys_.emplace(key);
    }
    if (rows_ == 0) database_.will_amend(*this);
  }
  const auto place = static_cast<std::size_t>(at - 1);
  if (place == columns_.size()) columns_.push_back({type, {}});
  return columns_[place].values;
}

void AmendStatement::add(int at, ParameterType type, std::string_view bytes) {
  std::string& values = value_of(at, type, bytes);
  append_32(static_cast<std::int32_t>(bytes.size()), values);
  values += bytes;
  bytes_ += bytes.size();
}

void AmendStatement::bind(int at, std::int64_t value) {
  std::string bytes;
  append_64(value, bytes);
  add(at, ParameterType::integer, bytes);
}

void AmendStatement::bind(int at, std::string_view text) { add(at, ParameterType::text, text); }

void AmendStatement::bind(int at, sql::Blob blob) { add(at, ParameterType::bytes, blob.bytes); }

void AmendStatement::bind_null(int at, sql::Type type) {
  append_32(-1, value_of(at, type_of(type), {}));
}

void AmendStatement::run() {
  ++rows_;
  if (rows_ == kRowsAtOnce || bytes_ >= kBytesAtOnce) database_.flush_amends();
}

void AmendStatement::run_on_one() {
  each_exists_ = true;
  run();
}

void AmendStatement::flush() {
  if (rows_ == 0) return;
  if (prepared_.sql.empty()) prepared_.sql = over_rows(text_, static_cast<int>(columns_.size()));
  std::vector<std::string> arrays;
  arrays.reserve(columns_.size());
  Parameters parameters;
  for (const Column& column : columns_) {
    arrays.push_back(array_head(column.type, rows_) + column.values);
    parameters.set(static_cast<int>(arrays.size()), static_cast<unsigned>(array_type(column.type)),
                   arrays.back());
  }
  const MustChange rows = each_exists_ ? MustChange(rows_) : std::nullopt;
  forget();
  database_.send(prepared_, parameters, rows);
}

void AmendStatement::forget() noexcept {
  for (Column& column : columns_) column.values.clear();
  keys_.clear();
  rows_ = 0;
  bytes_ = 0;
}

}  // namespace roster::postgres
