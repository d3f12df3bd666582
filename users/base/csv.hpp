// Csv: formats cells, and reads a file of comma-separated values as a stream, one record at a time
// (RFC 4180: values may be quoted, a quote inside is doubled; lines end in LF or CRLF). A byte
// order mark at the start and empty lines are skipped.
//
// Memory is bounded by the longest record allowed. Every error is a CsvError whose what() is
// `FILE:LINE: message`.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace roster {

struct CsvError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The file ends in the middle of a line: it may be truncated or still be written.
struct CsvCut : CsvError {
  using CsvError::CsvError;
};

struct CsvLimits {
  std::uint64_t file = std::uint64_t{1} << 30;  // bytes
  std::size_t record = 64 * 1024;               // bytes
};

/// One cell for output: quoted, invisible characters escaped (printable). A cell that a spreadsheet
/// would read as a formula gets a leading `'` (CWE-1236).
std::string csv_cell(std::string_view text);

/// How cells for another program are written.
struct CsvStyle {
  char separator = ',';
  enum class Quotes : std::uint8_t { where_needed, never } quotes = Quotes::where_needed;
  /// `guarded`: as csv_cell(), but for numbers with a sign, as telephones have them. `kept`: for a
  /// program that would take the guard for a part of the value.
  enum class Formulas : std::uint8_t { guarded, kept } formulas = Formulas::guarded;
};

/// The text on one line (control characters and line ends become a blank), without invisible
/// characters and blanks around it.
std::string cell_text(std::string_view text);

/// Appends one cell: the text as cell_text() has it.
void append_csv_cell(std::string& out, std::string_view text, const CsvStyle& style);

class CsvReader {
 public:
  /// Reads `fd` from its current position to the end; does not own it. `file` is its name in
  /// messages.
  CsvReader(int fd, std::string file, CsvLimits limits);

  /// The next line that is not empty, when it starts with `#`.
  std::optional<std::string> comment();
  /// True when the last line read so far ends at the end of the file without a line break.
  bool is_cut() const { return cut_; }
  /// Reads a record; false after the last. Throws CsvError, or std::system_error when the file
  /// cannot be read.
  bool next(std::vector<std::string>& values);
  /// The line on which the last record began, from 1.
  std::uint64_t line() const { return record_line_; }
  /// Throws CsvError for the last record.
  [[noreturn]] void refuse(std::string_view message) const;
  /// Throws CsvCut for the last record.
  [[noreturn]] void refuse_cut(std::string_view message) const;

 private:
  static constexpr int kEnd = -1;

  int peek();
  int take();
  int take_counted();
  void fill();
  bool take_line_end();
  void start_record();
  void read_quoted(std::string& value);
  void read_plain(std::string& value);

  int fd_;
  std::string file_;
  CsvLimits limits_;
  std::string buffer_;
  std::size_t at_ = 0;
  bool ended_ = false;
  bool cut_ = false;
  std::uint64_t bytes_ = 0;        // of the file, read so far
  std::uint64_t line_ = 1;         // line of the next byte
  std::uint64_t record_line_ = 1;  // where the record began
  std::size_t record_bytes_ = 0;
};

}  // namespace roster
