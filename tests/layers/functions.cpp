#include "tests/layers/functions.hpp"

#include <algorithm>
#include <iterator>
#include <regex>

namespace roster::tests {
namespace {

using Lines = std::vector<std::string>;

/// What is within a text of several lines: deeper than any code.
const std::string kWithin(200, ' ');

std::size_t indent_of(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

bool is_blank(const std::string& line) { return indent_of(line) == line.size(); }

// C++ ---------------------------------------------------------------------------------------------

/// Replaces what raw strings have on lines of their own, the end included.
void hide_raw_strings(Lines& lines) {
  static const std::regex kStart(R"re(R"([^\s()\\"]*)\()re");
  std::string end;
  for (std::string& line : lines) {
    std::smatch match;
    if (!end.empty()) {
      if (line.find(end) != std::string::npos) end.clear();
      line = kWithin + "x";
    } else if (line.find("R\"") != std::string::npos && std::regex_search(line, match, kStart)) {
      const std::string close = ")" + match[1].str() + "\"";
      if (line.find(close, match.position() + match.length()) == std::string::npos) end = close;
    }
  }
}

/// Where a declaration ends that begins at `at`: with a brace below its first letter, or before the
/// next one.
std::size_t end_of(const Lines& lines, std::size_t at, std::size_t end) {
  const std::size_t indent = indent_of(lines[at]);
  std::size_t last = at;
  for (std::size_t i = at + 1; i < end; ++i) {
    if (is_blank(lines[i]) || lines[i].starts_with('#')) continue;
    const bool closes = indent_of(lines[i]) == indent && lines[i][indent] == '}';
    if (closes) return i;
    if (indent_of(lines[i]) <= indent) break;
    last = i;
  }
  return last;
}

/// What stands before the first brace.
std::string head_of(const Lines& lines, std::size_t at, std::size_t last) {
  std::string head;
  for (std::size_t i = at; i <= last; ++i) {
    head += lines[i].substr(indent_of(lines[i])) + ' ';
    const std::size_t brace = head.find('{');
    if (brace != std::string::npos) return head.substr(0, brace);
  }
  return "";
}

std::string name_in(const std::string& head) {
  static const std::regex kTest(R"((TEST\w*)\(\s*(\w+),\s*(\w+)\))");
  static const std::regex kName(R"(([\w:~]+|operator\W+)\s*\()");
  std::smatch match;
  if (std::regex_search(head, match, kTest)) return match[2].str() + "." + match[3].str();
  return std::regex_search(head, match, kName) ? match[1].str() : "";
}

bool is_no_declaration(std::string_view line) {
  constexpr std::string_view kBegin[] = {"//", "#", "}", "namespace ", "extern \"C\" {"};
  return std::any_of(std::begin(kBegin), std::end(kBegin),
                     [&](std::string_view begin) { return line.starts_with(begin); });
}

bool is_class(std::string_view head, std::size_t parenthesis) {
  constexpr std::string_view kWords[] = {"class ", "struct ", "union ", "enum "};
  if (parenthesis != std::string::npos) return false;
  if (head.starts_with("template <"))
    head.remove_prefix(std::min(head.find("> ") + 2, head.size()));
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return head.starts_with(word); });
}

/// The functions among the declarations of these lines, which begin at this indentation.
void add_cpp(const Lines& lines, std::size_t begin, std::size_t end, std::size_t indent,
             std::vector<Function>& found) {
  for (std::size_t i = begin; i < end; ++i) {
    if (is_blank(lines[i]) || indent_of(lines[i]) != indent) continue;
    if (is_no_declaration(std::string_view(lines[i]).substr(indent))) continue;
    const std::size_t last = end_of(lines, i, end);
    const std::string head = head_of(lines, i, last);
    const std::size_t parenthesis = head.find('(');
    if (is_class(head, parenthesis))
      add_cpp(lines, i + 1, last, indent + 2, found);
    else if (parenthesis != std::string::npos &&
             head.rfind(" = ", parenthesis) == std::string::npos)
      found.push_back({name_in(head), last - i + 1});
    i = last;
  }
}

// Python and scripts ------------------------------------------------------------------------------

/// Replaces what strings in three quotes have on lines of their own.
void hide_long_strings(Lines& lines) {
  bool within = false;
  for (std::string& line : lines) {
    const bool was_within = within;
    for (std::size_t at = 0; (at = line.find("\"\"\"", at)) != std::string::npos; at += 3)
      within = !within;
    if (was_within) line = kWithin + "x";
  }
}

void add_python(const Lines& lines, std::vector<Function>& found) {
  static const std::regex kDef(R"(^ *(async )?def (\w+))");
  std::smatch match;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find("def ") == std::string::npos) continue;
    if (!std::regex_search(lines[i], match, kDef)) continue;
    std::size_t last = i;
    for (std::size_t j = i + 1; j < lines.size(); ++j) {
      if (is_blank(lines[j])) continue;
      if (indent_of(lines[j]) <= indent_of(lines[i])) break;
      last = j;
    }
    found.push_back({match[2], last - i + 1});
  }
}

void add_script(const Lines& lines, const std::regex& start, std::vector<Function>& found) {
  std::smatch match;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].ends_with('{') && lines[i].find("{ #") == std::string::npos) continue;
    if (!std::regex_search(lines[i], match, start)) continue;
    const auto end = std::find(lines.begin() + static_cast<std::ptrdiff_t>(i), lines.end(), "}");
    found.push_back({match[1], static_cast<std::size_t>(end - lines.begin()) - i + 1});
  }
}

}  // namespace

std::vector<Function> functions_in(std::string_view extension, std::vector<std::string> lines) {
  static const std::regex kShell(R"(^(\w+)\(\) \{[^}]*$)");
  static const std::regex kScript(R"(^(?:export )?(?:async )?function (\w+)\(.*\{$)");
  std::vector<Function> found;
  if (extension == ".cpp" || extension == ".hpp") {
    hide_raw_strings(lines);
    add_cpp(lines, 0, lines.size(), 0, found);
  } else if (extension == ".py") {
    hide_long_strings(lines);
    add_python(lines, found);
  } else if (extension == ".mjs") {
    add_script(lines, kScript, found);
  } else if (extension.empty() || extension == ".sh") {
    add_script(lines, kShell, found);
  }
  return found;
}

}  // namespace roster::tests
