#include "users/store/postgres/engine/statement.hpp"

#include "users/store/error.hpp"
#include "users/store/postgres/engine/binary.hpp"
#include "users/store/postgres/engine/database.hpp"

namespace roster::postgres {

namespace {

constexpr std::size_t kCopyAtOnce = 1 << 20;  // bytes

unsigned number(ParameterType type) { return static_cast<unsigned>(type); }

unsigned type_of(sql::Type type) {
  switch (type) {
    case sql::Type::integer:
      return number(ParameterType::integer);
    case sql::Type::text:
      return number(ParameterType::text);
    case sql::Type::blob:
      break;
  }
  return number(ParameterType::bytes);
}

}  // namespace

// Parameters and rows -----------------------------------------------------------------------------

void ParameterStatement::bind(int at, std::int64_t value) { parameters_.set(at, value); }

void ParameterStatement::bind(int at, std::string_view text) {
  parameters_.set(at, number(ParameterType::text), text);
}

void ParameterStatement::bind(int at, sql::Blob blob) {
  parameters_.set(at, number(ParameterType::bytes), blob.bytes);
}

void ParameterStatement::bind_null(int at, sql::Type type) {
  parameters_.set_null(at, type_of(type));
}

bool ParameterStatement::is_null(int column) const { return result_.is_null(row_, column); }
std::int64_t ParameterStatement::integer(int column) const { return result_.integer(row_, column); }
std::string_view ParameterStatement::text(int column) const { return result_.bytes(row_, column); }
std::string_view ParameterStatement::blob(int column) const { return result_.bytes(row_, column); }

// Whole -------------------------------------------------------------------------------------------

bool WholeStatement::step() {
  if (done_) return false;
  if (!result_) {
    result_ = database_.ask(prepared_, parameters_);
    row_ = -1;
  }
  if (++row_ < result_.rows()) return true;
  done_ = true;
  return false;
}

void WholeStatement::run() {
  if (!result_) database_.send(prepared_, parameters_, {});
}

void WholeStatement::run_on_one() { database_.send(prepared_, parameters_, 1); }

void WholeStatement::release() noexcept {
  result_ = {};
  done_ = false;
  parameters_.clear();
  home_.push_back(this);
}

// Stream ------------------------------------------------------------------------------------------

bool StreamStatement::step() {
  if (!open_) {
    database_.declare(cursor_, sql_, parameters_);
    open_ = true;
  }
  if (!result_ || ++row_ == result_.rows()) {
    if (result_ && result_.rows() == 0) return false;
    result_ = database_.fetch(cursor_, sql_);
    row_ = 0;
  }
  return row_ < result_.rows();
}

void StreamStatement::run() {
  while (step()) {
  }
}

void StreamStatement::release() noexcept {
  if (open_) database_.close(cursor_);
  open_ = false;
  result_ = {};
  row_ = -1;
  parameters_.clear();
  home_.push_back(this);
}

// Copy --------------------------------------------------------------------------------------------

void CopyStatement::add(std::string_view bytes) {
  append_32(static_cast<std::int32_t>(bytes.size()), row_);
  row_ += bytes;
  ++columns_;
}

void CopyStatement::bind(int, std::int64_t value) {
  append_32(sizeof(value), row_);
  append_64(value, row_);
  ++columns_;
}

void CopyStatement::bind(int, std::string_view text) { add(text); }
void CopyStatement::bind(int, sql::Blob blob) { add(blob.bytes); }

void CopyStatement::bind_null(int, sql::Type) {
  append_32(-1, row_);
  ++columns_;
}

void CopyStatement::run() {
  append_16(columns_, rows_);
  rows_ += row_;
  if (rows_.size() >= kCopyAtOnce) database_.flush(*this);
}

void CopyStatement::release() noexcept {
  row_.clear();
  columns_ = 0;
}

void CopyStatement::flush() {
  if (rows_.empty()) return;
  database_.copy_in(table_, rows_);
  rows_.clear();
}

}  // namespace roster::postgres
