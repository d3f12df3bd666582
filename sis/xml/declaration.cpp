#include "sis/xml/declaration.hpp"

#include <algorithm>
#include <optional>

#include "sis/xml/characters.hpp"

namespace roster::sis {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_version(std::string_view value) {
  return value.starts_with("1.") && value.size() > 2 &&
         std::all_of(value.begin() + 2, value.end(), is_digit);
}

bool is_encoding(std::string_view value) {
  const auto inside = [](char c) { return is(c, kNameByte); };
  return !value.empty() && value.front() != '_' && is(value.front(), kNameStart) &&
         std::all_of(value.begin(), value.end(), inside);
}

bool is_standalone(std::string_view value) { return value == "yes" || value == "no"; }

/// Removes leading blanks; returns whether there were any.
bool take_blanks(std::string_view& text) {
  const std::size_t before = text.size();
  while (!text.empty() && is(text.front(), kBlank)) text.remove_prefix(1);
  return text.size() < before;
}

/// Removes ` name = "value"` from the front and returns the value. Leaves the text unchanged when
/// it starts differently.
std::optional<std::string_view> take(std::string_view& text, std::string_view name) {
  std::string_view rest = text;
  if (!take_blanks(rest) || !rest.starts_with(name)) return std::nullopt;
  rest.remove_prefix(name.size());
  take_blanks(rest);
  if (!rest.starts_with("=")) return std::nullopt;
  rest.remove_prefix(1);
  take_blanks(rest);
  if (!rest.starts_with("\"") && !rest.starts_with("'")) return std::nullopt;
  const std::size_t end = rest.find(rest.front(), 1);
  if (end == std::string_view::npos) return std::nullopt;
  text = rest.substr(end + 1);
  return rest.substr(1, end - 1);
}

}  // namespace

bool is_xml_declaration(std::string_view text) {
  text.remove_prefix(5);  // <?xml
  text.remove_suffix(2);  // ?>
  const auto version = take(text, "version");
  if (!version || !is_version(*version)) return false;
  const auto encoding = take(text, "encoding");
  if (encoding && !is_encoding(*encoding)) return false;
  const auto standalone = take(text, "standalone");
  if (standalone && !is_standalone(*standalone)) return false;
  take_blanks(text);
  return text.empty();
}

}  // namespace roster::sis
