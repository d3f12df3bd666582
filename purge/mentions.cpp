#include "purge/mentions.hpp"

#include <algorithm>
#include <set>

#include "users/base/fold.hpp"

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
  const std::string folded = fold_primary_id(id);
  if (folded.empty() || !ids_.insert(folded).second) return;
  for (const std::string& form : std::set<std::string>{folded, escaped(folded)})
    by_start_[std::string(start_of(form))].push_back(form);
}

bool Mentions::is_id(std::string_view text) const { return ids_.contains(fold_primary_id(text)); }

bool Mentions::are_in(std::string_view text) const {
  if (ids_.empty()) return false;
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
