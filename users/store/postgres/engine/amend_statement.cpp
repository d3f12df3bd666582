#include "users/store/postgres/engine/binary.hpp"
#include "users/store/postgres/engine/database.hpp"
#include "users/store/postgres/engine/dialect.hpp"
#include "users/store/postgres/engine/statement.hpp"

namespace roster::postgres {

namespace {

constexpr std::size_t kBytesAtOnce = 1 << 20;
constexpr std::int32_t kRowsAtOnce = 2000;
// The server plans a statement over arrays anew for each execution, since a plan for arrays as long
// as these seems better to it than one for any; that costs more than a few statements, whose plan
// it keeps.
constexpr std::int32_t kRowsOneByOne = 4;

/// Takes an element off the front of an array's values; nothing: NULL.
std::optional<std::string_view> take_element(std::string_view& values) {
  const std::int64_t size = read_integer(values.substr(0, 4));
  values.remove_prefix(4);
  if (size < 0) return std::nullopt;
  const std::string_view element = values.substr(0, static_cast<std::size_t>(size));
  values.remove_prefix(element.size());
  return element;
}

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

AmendStatement::AmendStatement(Database& database, std::string_view sql, std::string row_name,
                               std::string rows_name)
    : database_(database),
      text_(sql),
      for_row_{{}, std::move(row_name), 0},
      for_rows_{{}, std::move(rows_name), 0},
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
  if (rows_ <= kRowsOneByOne) {
    send_one_by_one();
  } else {
    send_arrays();
  }
  forget();
}

void AmendStatement::send_one_by_one() {
  if (for_row_.sql.empty()) for_row_.sql = translate(text_);
  std::vector<std::string_view> rest;
  for (const Column& column : columns_) rest.push_back(column.values);
  for (std::int32_t row = 0; row < rows_; ++row) {
    Parameters parameters;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto type = static_cast<unsigned>(columns_[i].type);
      const auto value = take_element(rest[i]);
      const int at = static_cast<int>(i) + 1;
      value ? parameters.set(at, type, *value) : parameters.set_null(at, type);
    }
    database_.send(for_row_, parameters, each_exists_ ? MustChange(1) : std::nullopt);
  }
}

void AmendStatement::send_arrays() {
  if (for_rows_.sql.empty()) for_rows_.sql = over_rows(text_, static_cast<int>(columns_.size()));
  std::vector<std::string> arrays;
  arrays.reserve(columns_.size());
  Parameters parameters;
  for (const Column& column : columns_) {
    arrays.push_back(array_head(column.type, rows_) + column.values);
    parameters.set(static_cast<int>(arrays.size()), static_cast<unsigned>(array_type(column.type)),
                   arrays.back());
  }
  database_.send(for_rows_, parameters, each_exists_ ? MustChange(rows_) : std::nullopt);
}

void AmendStatement::forget() noexcept {
  for (Column& column : columns_) column.values.clear();
  keys_.clear();
  rows_ = 0;
  bytes_ = 0;
}

}  // namespace roster::postgres
