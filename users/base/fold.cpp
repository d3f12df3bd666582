#include "users/base/fold.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

namespace roster {
namespace {

using Bytes = const utf8proc_uint8_t*;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// NFC; nothing when the bytes are not UTF-8.
std::optional<std::string> compose(std::string_view text) {
  utf8proc_uint8_t* composed = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<Bytes>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &composed, utf8proc_option_t(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (length < 0) return std::nullopt;
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(composed, &std::free);
  return std::string(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length));
}

/// Simple case folding: one character gives one character. Full case folding would turn `ß` into
/// `ss`.
utf8proc_int32_t fold_simply(utf8proc_int32_t c) {
  constexpr utf8proc_int32_t kCapitalDottedI = 0x130;  // folds to itself; `i` belongs to `I`
  constexpr utf8proc_ssize_t kMost = 4;
  utf8proc_int32_t folded[kMost];
  int boundary = 0;
  const auto length = utf8proc_decompose_char(c, folded, kMost, UTF8PROC_CASEFOLD, &boundary);
  if (length == 1) return folded[0];
  return c == kCapitalDottedI ? c : utf8proc_tolower(c);
}

/// `text` must be UTF-8.
std::string fold_simply(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t c = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<Bytes>(text.data() + at),
                                         static_cast<utf8proc_ssize_t>(text.size() - at), &c);
    if (length <= 0) return std::string(text);
    at += static_cast<std::size_t>(length);
    utf8proc_uint8_t bytes[4];
    out.append(reinterpret_cast<const char*>(bytes),
               static_cast<std::size_t>(utf8proc_encode_char(fold_simply(c), bytes)));
  }
  return out;
}

}  // namespace

std::string fold_primary_id(std::string_view id) {
  if (is_ascii(id)) return lower_ascii(id);
  const std::optional<std::string> composed = compose(id);
  if (!composed) return std::string(id);  // not UTF-8: equal bytes are equal ids
  // Folding can put characters next to each other that NFC composes.
  return compose(fold_simply(*composed)).value_or(std::string(id));
}

std::string fold_identifier(std::string_view value, IdentifierCase identifier_case) {
  return identifier_case == IdentifierCase::sensitive ? std::string(value) : fold_primary_id(value);
}

}  // namespace roster
