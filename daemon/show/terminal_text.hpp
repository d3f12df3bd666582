// Terminal text: text that is safe on a terminal, its width in columns, and tables that fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace roster {

/// The text on one line and without what a terminal obeys or does not show: line breaks and tabs
/// become blanks, invisible characters (zero width, bidi controls) go, and what else is not to be
/// shown comes out as printable() has it.
std::string on_one_line(std::string_view text);

/// The columns that a text needs on a terminal: two for wide characters, none for combining ones.
std::size_t columns_of(std::string_view text);

/// The text in at most `columns` columns, truncated with `…`; 0: not truncated.
std::string fitted(std::string_view text, std::size_t columns);

/// The lines of a text in at most `columns` columns each: longer ones go on below, indented by four
/// more than their text, or the value behind a name; words are not cut. 0 columns: as they are.
std::string wrapped(std::string_view text, std::size_t columns);

using Row = std::vector<std::string>;

struct Column {
  enum class Cells : std::uint8_t { whole, may_be_cut };
  std::string heading;
  Cells cells = Cells::whole;
};

/// Columns with headings. The widths come from the given rows and are fixed. When all need more
/// than `most` columns (0: no limit), those that may be cut are reduced, the widest first. Each
/// cell is on one line; no line ends in blanks.
class Layout {
 public:
  Layout(std::vector<Column> columns, std::span<const Row> rows, std::size_t most);

  std::string heading() const;             // with its line break
  std::string line(const Row& row) const;  // likewise

 private:
  std::vector<Column> columns_;
  std::vector<std::size_t> widths_;

  void shrink(std::size_t most);
};

/// A complete table of unlimited width; the first row is the heading.
std::string render_table(const std::vector<Row>& rows);

}  // namespace roster
