// Obligations file: a source's list as CSV.
//
//   # as_of: 2026-11-22T01:00:00Z        (may be left out)
//   primary_id,kind,count,amount
//   s100,loan,2,
//   s101,fee,,12.50
//   # rows: 2                            (may be left out)
//
// The header must be exactly as shown. Blanks around values are ignored. A fee requires `amount`;
// for other kinds `amount` is checked and ignored. An empty `count` is 1. One bad line rejects the
// whole file: with half of a list, users who still hold something could be purged. A last line
// without a line break is a bad line, because a truncated file can still look like a valid list.
// Messages name line and column and quote no values, because messages are kept longer than the
// users.
#pragma once

#include <optional>
#include <vector>

#include "users/base/csv.hpp"
#include "users/model/obligation.hpp"

namespace roster {

class ObligationsReader {
 public:
  /// Reads the lines before the first row. Does not own `fd`; `file` is the name in messages.
  /// Throws CsvError with `FILE:LINE: message`, as does next(); CsvCut when the file ends in the
  /// middle of a line.
  ObligationsReader(int fd, std::string file, CsvLimits limits = {});

  /// The time of the list; nothing when the file does not state it.
  std::optional<Time> as_of() const { return as_of_; }
  /// The number of rows its last line states; known after next() returned false.
  std::optional<std::int64_t> announced_rows() const { return announced_; }
  /// Replaces `rows` with the next rows, at most `limit`; false when there are no more.
  bool next(std::vector<Obligation>& rows, std::size_t limit);

 private:
  void read_comment();
  void read_header();
  bool read_announced();
  Obligation read_row();
  std::string_view value(std::size_t column) const;
  void check_id() const;
  std::int64_t read_count() const;
  Amount read_amount(ObligationKind kind) const;
  void check_line_end() const;

  CsvReader csv_;
  std::optional<Time> as_of_;
  std::optional<std::int64_t> announced_;
  std::vector<std::string> values_;
};

}  // namespace roster
