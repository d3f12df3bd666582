#include "users/model/obligations_file.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <charconv>

#include "users/base/day.hpp"

namespace roster {
namespace {

constexpr std::string_view kHeader = "primary_id,kind,count,amount";
constexpr std::size_t kColumns = 4;
constexpr std::size_t kMaxId = 255;  // bytes
constexpr std::int64_t kMaxCount = 1'000'000'000;

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_utf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (auto left = static_cast<utf8proc_ssize_t>(text.size()); left > 0;) {
    utf8proc_int32_t character = 0;
    const utf8proc_ssize_t size = utf8proc_iterate(bytes, left, &character);
    if (size <= 0) return false;
    bytes += size;
    left -= size;
  }
  return true;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; });
}

/// A value in a message: never long, never control characters.
std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShown = 40;
  if (!is_utf8(text) || has_control(text)) return "(unprintable)";
  if (text.size() <= kShown) return '\'' + std::string(text) + '\'';
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return '\'' + std::string(text.substr(0, end)) + "…'";
}

}  // namespace

ObligationsReader::ObligationsReader(int fd, std::string file, CsvLimits limits)
    : csv_(fd, std::move(file), limits) {
  read_comment();
  read_header();
}

void ObligationsReader::read_comment() {
  constexpr std::string_view kAsOf = "as_of:";
  const std::optional<std::string> comment = csv_.comment();
  if (!comment) return;
  const std::string_view text = trim(std::string_view(*comment).substr(1));
  if (text.starts_with(kAsOf)) as_of_ = parse_time(trim(text.substr(kAsOf.size())));
  if (!as_of_) csv_.refuse("expected '# as_of: 2026-11-22T01:00:00Z', in UTC with its Z");
}

void ObligationsReader::read_header() {
  std::string header;
  if (csv_.next(values_)) {
    for (const std::string& value : values_) {
      header += (&value == &values_.front() ? "" : ",") + std::string(trim(value));
    }
  }
  if (header != kHeader) csv_.refuse("the header must be " + std::string(kHeader));
}

bool ObligationsReader::next(std::vector<Obligation>& rows, std::size_t limit) {
  rows.clear();
  while (rows.size() < limit && csv_.next(values_)) rows.push_back(read_row());
  return !rows.empty();
}

std::string_view ObligationsReader::value(std::size_t column) const {
  return trim(values_[column]);
}

Obligation ObligationsReader::read_row() {
  if (values_.size() != kColumns) {
    csv_.refuse(std::to_string(values_.size()) + " values instead of " + std::to_string(kColumns) +
                " (" + std::string(kHeader) + ')');
  }
  check_id();
  const auto kind = parse_obligation_kind(value(1));
  if (!kind) {
    csv_.refuse("unknown kind " + in_quotes(value(1)) + "; there are: " + obligation_kind_names());
  }
  const std::int64_t count = read_count();
  return {std::string(value(0)), *kind, count, read_amount(*kind)};
}

/// An id in a wrong encoding would match nobody, and a user who holds something would be purged.
void ObligationsReader::check_id() const {
  const std::string_view id = value(0);
  if (id.empty()) csv_.refuse("no primary_id");
  if (id.size() > kMaxId) {
    csv_.refuse("the primary_id is longer than " + std::to_string(kMaxId) + " bytes");
  }
  if (!is_utf8(id)) csv_.refuse("the primary_id is not UTF-8");
  if (has_control(id)) csv_.refuse("a control character in the primary_id");
}

std::int64_t ObligationsReader::read_count() const {
  const std::string_view text = value(2);
  if (text.empty()) return 1;
  std::int64_t count = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size() || count < 0 || count > kMaxCount) {
    csv_.refuse("count " + in_quotes(text) + " is no number from 0 to " +
                std::to_string(kMaxCount));
  }
  return count;
}

Amount ObligationsReader::read_amount(ObligationKind kind) const {
  const std::string_view text = value(3);
  if (text.empty()) {
    if (kind == ObligationKind::fee) csv_.refuse("a fee without an amount");
    return {};
  }
  const auto amount = parse_amount(text);
  if (!amount) csv_.refuse("amount " + in_quotes(text) + " is no amount; write 10 or 12.50");
  return kind == ObligationKind::fee ? *amount : Amount{};
}

}  // namespace roster
