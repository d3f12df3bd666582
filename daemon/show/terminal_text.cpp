#include "daemon/show/terminal_text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <numeric>

#include "users/base/text.hpp"

namespace roster {

namespace {

constexpr std::size_t kGap = 2;        // between two columns
constexpr std::size_t kNarrowest = 8;  // minimum width of a column that may be cut

/// The first character of a non-empty text.
struct Character {
  std::string_view bytes;
  utf8proc_int32_t code;  // negative: invalid UTF-8
};

Character first_character(std::string_view text) {
  utf8proc_int32_t code = -1;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (length <= 0) return {text.substr(0, 1), -1};
  return {text.substr(0, static_cast<std::size_t>(length)), code};
}

std::size_t width_of(const Character& character) {
  if (character.code < 0) return 1;
  return static_cast<std::size_t>(std::max(utf8proc_charwidth(character.code), 0));
}

bool is_line_break_or_tab(char32_t code) {
  return code == '\n' || code == '\r' || code == '\t' || code == 0x2028 || code == 0x2029;
}

}  // namespace

std::string on_one_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text.data(), text.data() + text.size());
    const std::string_view bytes = text.substr(0, std::max<std::size_t>(point.length, 1));
    text.remove_prefix(bytes.size());
    if (is_line_break_or_tab(point.value))
      line += ' ';
    else if (!is_invisible(point.value))
      line += printable(bytes);
  }
  return line;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    text.remove_prefix(character.bytes.size());
    columns += width_of(character);
  }
  return columns;
}

std::string fitted(std::string_view text, std::size_t columns) {
  if (columns == 0 || columns_of(text) <= columns) return std::string(text);
  std::string kept;
  for (std::size_t left = columns - 1; !text.empty();) {
    const Character character = first_character(text);
    if (width_of(character) > left) break;
    left -= width_of(character);
    kept += character.bytes;
    text.remove_prefix(character.bytes.size());
  }
  return kept + "…";
}

namespace {

constexpr std::size_t kFurther = 4;  // by which a line that goes on is indented

/// Where a line of at most `columns` columns ends: behind the last item of a list that fits, unless
/// much room would be left; else behind the last word, or the first of all.
std::size_t line_end(std::string_view text, std::size_t indent, std::size_t columns) {
  std::size_t end = std::string_view::npos, item_end = 0;
  for (std::size_t blank = text.find(' ', indent); blank != std::string_view::npos;
       blank = text.find(' ', blank + 1)) {
    if (end != std::string_view::npos && columns_of(text.substr(0, blank)) > columns) break;
    end = blank;
    if (text[blank - 1] == ',' || text[blank - 1] == ';') item_end = blank;
  }
  return item_end > 0 && item_end >= columns / 2 ? item_end : end;
}

/// Where the text of a line begins: behind its indentation, or behind the name of a value.
std::size_t text_begin(std::string_view line) {
  constexpr std::size_t kLongestName = 32;
  const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
  const std::size_t gap = line.substr(0, kLongestName).find("  ", begin);
  return gap == std::string_view::npos ? begin
                                       : std::min(line.find_first_not_of(' ', gap), line.size());
}

void wrap_line(std::string line, std::size_t columns, std::string& out) {
  const std::size_t begin = text_begin(line);
  const std::string further(columns_of(std::string_view(line).substr(0, begin)) + kFurther, ' ');
  std::size_t indent = begin;
  while (columns_of(line) > columns) {
    const std::size_t end = line_end(line, indent, columns);
    if (end == std::string::npos) break;
    out.append(line, 0, end).append("\n");
    line = further + line.substr(end + 1);
    indent = further.size();
  }
  out += line;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t columns) {
  if (columns == 0) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    wrap_line(std::string(text.substr(at, end - at)), columns, out);
    if (end == std::string_view::npos) break;
    out += '\n';
    at = end + 1;
  }
  return out;
}

Layout::Layout(std::vector<Column> columns, std::span<const Row> rows, std::size_t most)
    : columns_(std::move(columns)) {
  for (const Column& column : columns_) widths_.push_back(columns_of(column.heading));
  for (const Row& row : rows)
    for (std::size_t i = 0; i < std::min(row.size(), widths_.size()); ++i)
      widths_[i] = std::max(widths_[i], columns_of(on_one_line(row[i])));
  if (most > 0) shrink(most);
}

/// Reduces the widest column that may be cut, until all fit or none can be reduced.
void Layout::shrink(std::size_t most) {
  const std::size_t gaps = kGap * (widths_.empty() ? 0 : widths_.size() - 1);
  while (std::accumulate(widths_.begin(), widths_.end(), gaps) > most) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths_.size(); ++i)
      if (columns_[i].cells == Column::Cells::may_be_cut && widths_[i] > kNarrowest &&
          (widest == nullptr || widths_[i] > *widest))
        widest = &widths_[i];
    if (widest == nullptr) return;
    --*widest;
  }
}

std::string Layout::heading() const {
  Row row;
  for (const Column& column : columns_) row.push_back(column.heading);
  return line(row);
}

std::string Layout::line(const Row& row) const {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    std::string cell = on_one_line(row[i]);
    if (columns_[i].cells == Column::Cells::may_be_cut) cell = fitted(cell, widths_[i]);
    const std::size_t taken = columns_of(cell);
    line += cell;
    line.append(widths_[i] - std::min(taken, widths_[i]) + kGap, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::string render_table(const std::vector<Row>& rows) {
  if (rows.empty()) return {};
  std::vector<Column> columns;
  for (const std::string& heading : rows.front()) columns.push_back({heading});
  const Layout layout(std::move(columns), rows, 0);
  std::string out;
  for (const Row& row : rows) out += layout.line(row);
  return out;
}

}  // namespace roster
