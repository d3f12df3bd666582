#include "users/base/csv.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <system_error>

#include "users/base/text.hpp"

namespace roster {
namespace {

constexpr std::size_t kBlock = 256 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// True when a spreadsheet would read a cell with this start as a formula. Covers the full-width
/// signs.
bool begins_formula(std::string_view text) {
  static constexpr std::string_view kSigns[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  return std::any_of(std::begin(kSigns), std::end(kSigns),
                     [&](std::string_view sign) { return text.starts_with(sign); });
}

/// A sign in front of digits, as in +47 22 85 50 50: no formula could do harm with it.
bool is_signed_number(std::string_view text) {
  return std::all_of(text.begin() + 1, text.end(), [](char c) {
    return (c >= '0' && c <= '9') || std::string_view(" ().-/").find(c) != std::string_view::npos;
  });
}

bool is_plain(char c) { return c > ' ' && c < 0x7F; }

}  // namespace

std::string cell_text(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string line;
  for (const char* at = text.data(); at != text.data() + text.size();) {
    const CodePoint point = decode_utf8(at, text.data() + text.size());
    if (point.length == 0 || is_control(point.value) || point.value == 0x2028 ||
        point.value == 0x2029) {
      line += ' ';
    } else if (!is_invisible(point.value)) {
      line.append(at, point.length);
    }
    at += std::max<std::size_t>(point.length, 1);
  }
  return std::string(trim(line));
}

void append_csv_cell(std::string& out, std::string_view text, const CsvStyle& style) {
  std::string cleaned;
  if (!std::all_of(text.begin(), text.end(), is_plain)) text = cleaned = cell_text(text);
  const bool guard = style.formulas == CsvStyle::Formulas::guarded && begins_formula(text) &&
                     !is_signed_number(text);
  const auto is_special = [&](char c) { return c == style.separator || c == '"'; };
  const bool quoted = style.quotes == CsvStyle::Quotes::where_needed &&
                      std::any_of(text.begin(), text.end(), is_special);
  if (quoted) out += '"';
  if (guard) out += '\'';
  for (const char c : text) {
    if (quoted && c == '"') out += '"';
    out += !quoted && c == style.separator ? ' ' : c;
  }
  if (quoted) out += '"';
}

std::string csv_cell(std::string_view text) {
  const std::string shown = printable(trim(text));
  std::string cell = "\"";
  if (begins_formula(shown)) cell += '\'';
  for (const char c : shown) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

CsvReader::CsvReader(int fd, std::string file, CsvLimits limits)
    : fd_(fd), file_(std::move(file)), limits_(limits) {
  fill();
  while (!ended_ && buffer_.size() < kByteOrderMark.size()) fill();
  if (buffer_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
}

void CsvReader::refuse(std::string_view message) const {
  throw CsvError(file_ + ':' + std::to_string(record_line_) + ": " + std::string(message));
}

void CsvReader::refuse_cut(std::string_view message) const {
  throw CsvCut(file_ + ':' + std::to_string(record_line_) + ": " + std::string(message));
}

/// Reads one block into the buffer; discards the bytes already consumed.
void CsvReader::fill() {
  buffer_.erase(0, at_);
  at_ = 0;
  const std::size_t had = buffer_.size();
  buffer_.resize(had + kBlock);
  ssize_t got = 0;
  do {
    got = ::read(fd_, buffer_.data() + had, kBlock);
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw std::system_error(errno, std::generic_category(), "cannot read " + file_);
  buffer_.resize(had + static_cast<std::size_t>(got));
  ended_ = got == 0;
  bytes_ += static_cast<std::uint64_t>(got);
  if (bytes_ > limits_.file) {
    throw CsvError(file_ + ": is larger than " + std::to_string(limits_.file) + " bytes");
  }
}

int CsvReader::peek() {
  if (at_ == buffer_.size() && !ended_) fill();
  return at_ < buffer_.size() ? static_cast<unsigned char>(buffer_[at_]) : kEnd;
}

int CsvReader::take() {
  const int byte = peek();
  if (byte == kEnd) return kEnd;
  ++at_;
  if (byte == '\n') ++line_;
  return byte;
}

/// Consumes a line end (LF, CRLF or the end of the file) when there is one.
bool CsvReader::take_line_end() {
  if (peek() == '\r') {
    take();
    if (peek() != '\n') refuse("a carriage return without a line feed");
  }
  cut_ = peek() == kEnd;
  if (cut_) return true;
  if (peek() != '\n') return false;
  take();
  return true;
}

void CsvReader::start_record() {
  record_line_ = line_;
  record_bytes_ = 0;
}

int CsvReader::take_counted() {
  if (++record_bytes_ > limits_.record) {
    refuse("is longer than " + std::to_string(limits_.record) + " bytes");
  }
  return take();
}

std::optional<std::string> CsvReader::comment() {
  while (peek() == '\n' || peek() == '\r') {
    start_record();
    take_line_end();
  }
  if (peek() != '#') return std::nullopt;
  start_record();
  std::string text;
  while (!take_line_end()) text += static_cast<char>(take_counted());
  return text;
}

void CsvReader::read_quoted(std::string& value) {
  take_counted();
  for (;;) {
    const int byte = take_counted();
    if (byte == kEnd) refuse_cut("unterminated quoted value");
    if (byte == '"') {
      if (peek() != '"') break;
      take_counted();
    }
    value += static_cast<char>(byte);
  }
  const int after = peek();
  if (after != ',' && after != '\n' && after != '\r' && after != kEnd) {
    refuse("text follows a quoted value");
  }
}

void CsvReader::read_plain(std::string& value) {
  for (int byte = peek(); byte != ',' && byte != '\n' && byte != '\r' && byte != kEnd;
       byte = peek()) {
    if (byte == '"') refuse("a quote inside a value that is not quoted");
    value += static_cast<char>(take_counted());
  }
}

bool CsvReader::next(std::vector<std::string>& values) {
  do {
    if (peek() == kEnd) return false;
    start_record();
  } while (take_line_end());
  values.clear();
  for (;;) {
    std::string& value = values.emplace_back();
    peek() == '"' ? read_quoted(value) : read_plain(value);
    if (take_line_end()) return true;
    take_counted();  // the comma
  }
}

}  // namespace roster
