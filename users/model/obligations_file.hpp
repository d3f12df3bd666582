// Obligations file: what a source says, as CSV.
//
//   # as_of: 2026-11-22T01:00:00Z        (may be left out)
//   primary_id,kind,count,amount
//   s100,loan,2,
//   s101,fee,,12.50
//   # rows: 2                            (may be left out)
//
// The header is required as it stands. Blanks around values are passed over. `amount` is required
// for a fee and, where another kind gives one, checked but of no effect; an empty `count` is 1. A
// bad line refuses the whole file: half of what a source says would let users be purged who still
// hold something. A last line without its line break is a bad line, since a file that was cut there
// may still read as a list. Messages name line and column and quote nothing: they outlive the
// people.
#pragma once

#include <optional>
#include <vector>

#include "users/base/csv.hpp"
#include "users/model/obligation.hpp"

namespace roster {

class ObligationsReader {
 public:
  /// Reads the head. `fd` is not owned; `file` stands in messages. Throws CsvError, as does next(),
  /// with `FILE:LINE: message`; CsvCut when the file ends in the middle of a line.
  ObligationsReader(int fd, std::string file, CsvLimits limits = {});

  /// When the source knew all this; nothing when the file does not say.
  std::optional<Time> as_of() const { return as_of_; }
  /// How many rows its last line says it has; known when next() returned false.
  std::optional<std::int64_t> announced_rows() const { return announced_; }
  /// Replaces `rows` by the next ones, at most `limit`; false when there are none left.
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
