#include "users/model/obligations_file.hpp"

#include <algorithm>
#include <charconv>

#include "users/base/day.hpp"
#include "users/base/text.hpp"

namespace roster {
namespace {

constexpr std::string_view kHeader = "primary_id,kind,count,amount";
constexpr std::size_t kColumns = 4;
constexpr std::size_t kMaxId = 255;  // bytes
constexpr std::int64_t kMaxCount = 1'000'000'000;

/// A whole number from 0 to kMaxCount.
std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool all = error == std::errc{} && end == text.data() + text.size();
  if (!all || number < 0 || number > kMaxCount) return std::nullopt;
  return number;
}

/// The text after `name` in a comment; nothing when the comment has another name.
std::optional<std::string_view> after_name(std::string_view comment, std::string_view name) {
  const std::string_view text = trim(comment.substr(1));
  if (!text.starts_with(name)) return std::nullopt;
  return trim(text.substr(name.size()));
}

}  // namespace

ObligationsReader::ObligationsReader(int fd, std::string file, CsvLimits limits)
    : csv_(fd, std::move(file), limits) {
  read_comment();
  read_header();
}

void ObligationsReader::read_comment() {
  const std::optional<std::string> comment = csv_.comment();
  if (!comment) return;
  check_line_end();
  if (const auto text = after_name(*comment, "as_of:")) as_of_ = parse_time(*text);
  if (!as_of_) csv_.refuse("expected '# as_of: 2026-11-22T01:00:00Z' (UTC, with the Z)");
}

/// `# rows: N`; only the end of the file may follow.
bool ObligationsReader::read_announced() {
  const std::optional<std::string> comment = csv_.comment();
  if (!comment) return false;
  check_line_end();
  if (const auto text = after_name(*comment, "rows:")) announced_ = read_number(*text);
  if (!announced_)
    csv_.refuse(
        "expected '# rows: 1200', the number of rows; an id that starts with # must be in quotes");
  if (csv_.next(values_)) csv_.refuse("a row after '# rows:', which ends the list");
  return true;
}

/// A line at the end of the file without a line break may be incomplete.
void ObligationsReader::check_line_end() const {
  if (csv_.is_cut()) csv_.refuse_cut("the last line has no line break; the file may be incomplete");
}

void ObligationsReader::read_header() {
  const std::string message = "the header must be " + std::string(kHeader);
  if (!csv_.next(values_)) csv_.refuse_cut(message);
  check_line_end();
  std::string header;
  for (const std::string& value : values_) {
    header += (&value == &values_.front() ? "" : ",") + std::string(trim(value));
  }
  if (header != kHeader) csv_.refuse(message);
}

bool ObligationsReader::next(std::vector<Obligation>& rows, std::size_t limit) {
  rows.clear();
  while (rows.size() < limit && !read_announced() && csv_.next(values_)) rows.push_back(read_row());
  return !rows.empty();
}

std::string_view ObligationsReader::value(std::size_t column) const {
  return trim(values_[column]);
}

Obligation ObligationsReader::read_row() {
  check_line_end();
  if (values_.size() != kColumns) {
    csv_.refuse(std::to_string(values_.size()) + " values instead of " + std::to_string(kColumns) +
                " (" + std::string(kHeader) + ')');
  }
  check_id();
  Obligation row;
  row.id = value(0);
  if (!read_kind(value(1), row)) {
    csv_.refuse("column 2: unknown kind; allowed: " + obligation_kind_names());
  }
  row.count = read_count();
  row.amount = read_amount(row.kind);
  return row;
}

/// An id in a wrong encoding would match no user, and a user who holds something would be purged.
void ObligationsReader::check_id() const {
  const std::string_view id = value(0);
  if (id.empty()) csv_.refuse("no primary_id");
  if (id.size() > kMaxId) {
    csv_.refuse("the primary_id is longer than " + std::to_string(kMaxId) + " bytes");
  }
  if (!is_utf8(id)) csv_.refuse("the primary_id is not UTF-8");
  if (has_control(id)) csv_.refuse("a control character in the primary_id");
  if (has_invisible(id)) csv_.refuse("the primary_id contains an invisible character");
}

std::int64_t ObligationsReader::read_count() const {
  const std::string_view text = value(2);
  if (text.empty()) return 1;
  const std::optional<std::int64_t> count = read_number(text);
  if (!count) csv_.refuse("column 3: not a number from 0 to " + std::to_string(kMaxCount));
  return *count;
}

Amount ObligationsReader::read_amount(ObligationKind kind) const {
  const std::string_view text = value(3);
  if (text.empty()) {
    if (kind == ObligationKind::fee) csv_.refuse("a fee without an amount");
    return {};
  }
  const auto amount = parse_amount(text);
  if (!amount) csv_.refuse("column 4: not an amount; write 10 or 12.50");
  return kind == ObligationKind::fee ? *amount : Amount{};
}

}  // namespace roster
