#include "purge/mentions.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "users/base/fold.hpp"
#include "users/base/text.hpp"

namespace roster::purge {
namespace {

bool in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z');
}

/// Bytes of the punctuation mark or blank at the start of a folded text; 0 when it starts with a
/// word. Non-ASCII marks are those of Latin-1, general punctuation and CJK punctuation: “ ” « » ….
std::size_t sign_length(std::string_view text) {
  if (text.starts_with('\xC2')) return std::min<std::size_t>(2, text.size());
  for (const std::string_view lead : {"\xE2\x80", "\xE2\x81", "\xE3\x80"})
    if (text.starts_with(lead)) return std::min<std::size_t>(3, text.size());
  return in_word(text.front()) ? 0 : 1;
}

/// The word or the mark at the start of a folded text.
std::string_view start_of(std::string_view text) {
  std::size_t length = sign_length(text);
  if (length == 0)
    while (length < text.size() && sign_length(text.substr(length)) == 0) ++length;
  return text.substr(0, length);
}

std::string escaped(std::string_view id) {
  std::string out;
  for (const char c : id) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&apos;";
    else
      out += c;
  }
  return out;
}

/// The number that these hexadecimal digits make; nothing when they are too few, or none.
std::optional<unsigned> hexadecimal(std::string_view digits, std::size_t count) {
  unsigned value = 0;
  const std::string_view number = digits.substr(0, count);
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), value, 16);
  if (number.size() < count || error != std::errc{} || end != number.data() + number.size())
    return std::nullopt;
  return value;
}

/// Bytes of the escape (printable()) of an unseen character, or of a byte that is none, at the
/// start of the text; 0 when it starts with something else.
std::size_t escape_length(std::string_view text) {
  constexpr std::size_t kStart = 2;  // the backslash and the letter
  if (text.starts_with("\\x")) {
    const auto byte = hexadecimal(text.substr(kStart), 2);
    return byte && (*byte < 0x20 || *byte >= 0x7F) ? kStart + 2 : 0;
  }
  if (!text.starts_with("\\u")) return 0;
  for (const std::size_t digits : {5U, 4U}) {
    std::string character;
    if (const auto value = hexadecimal(text.substr(kStart), digits)) append_utf8(*value, character);
    if (has_invisible(character)) return kStart + digits;
  }
  return 0;
}

/// Bytes at the start of the text that stand for themselves, whatever follows.
std::size_t plain_length(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(),
                                [](char c) { return c < ' ' || c > '~' || c == '\\'; });
  return static_cast<std::size_t>(end - text.begin());
}

/// The text with `instead` for every character that nobody sees, as it is or escaped.
std::string without_unseen(std::string_view text, std::string_view instead) {
  std::string out;
  for (;;) {
    const std::size_t plain = plain_length(text);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) return out;
    const std::size_t whole = decode_utf8(text.data(), text.data() + text.size()).length;
    const std::size_t character = std::max<std::size_t>(whole, 1);
    const std::size_t escape = escape_length(text);
    if (escape > 0 || has_invisible(text.substr(0, character)))
      out += instead;
    else
      out += text.substr(0, character);
    text.remove_prefix(std::max(escape, character));
  }
}

/// True when the text starts with the id, or with a truncated id and "…".
bool begins_with(std::string_view text, std::string_view id) {
  constexpr std::string_view kCut = "…";
  constexpr std::size_t kLeast = 8;  // bytes of a truncated id that still identify a user
  const auto differ = std::mismatch(id.begin(), id.end(), text.begin(), text.end());
  const std::string_view rest = text.substr(static_cast<std::size_t>(differ.second - text.begin()));
  const auto common = static_cast<std::size_t>(differ.first - id.begin());
  if (common < id.size()) return common >= kLeast && rest.starts_with(kCut);
  return rest.empty() || !in_word(id.back()) || sign_length(rest) > 0;
}

}  // namespace

void Mentions::add(std::string_view id) {
  for (const std::string& seen : {std::string(id), without_invisible(id)}) {
    const std::string folded = fold_primary_id(seen);
    if (folded.empty() || !ids_.insert(folded).second) continue;
    for (const std::string& form : std::set<std::string>{folded, escaped(folded)})
      by_start_[std::string(start_of(form))].push_back(form);
  }
}

bool Mentions::is_id(std::string_view text) const {
  return ids_.contains(fold_primary_id(text)) ||
         ids_.contains(fold_primary_id(without_unseen(text, "")));
}

bool Mentions::are_in(std::string_view text) const {
  if (ids_.empty()) return false;
  if (are_seen_in(text)) return true;
  const std::string seen = without_unseen(text, "");
  return seen != text && (are_seen_in(seen) || are_seen_in(without_unseen(text, " ")));
}

bool Mentions::are_seen_in(std::string_view text) const {
  const std::string folded = fold_primary_id(text);
  for (std::string_view rest = folded; !rest.empty();) {
    const std::string_view start = start_of(rest);
    const auto known = by_start_.find(std::string(start));
    if (known != by_start_.end() &&
        std::any_of(known->second.begin(), known->second.end(),
                    [rest](const std::string& id) { return begins_with(rest, id); }))
      return true;
    rest.remove_prefix(start.size());
  }
  return false;
}

}  // namespace roster::purge
