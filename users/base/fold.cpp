#include "users/base/fold.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace roster {
namespace {

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

}  // namespace

std::string fold_primary_id(std::string_view primary_id) {
  if (is_ascii(primary_id)) return lower_ascii(primary_id);
  utf8proc_uint8_t* folded = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(primary_id.data()),
                   static_cast<utf8proc_ssize_t>(primary_id.size()), &folded,
                   utf8proc_option_t(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
  if (length < 0) return std::string(primary_id);  // not UTF-8: equal bytes are equal ids
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(folded, &std::free);
  return std::string(reinterpret_cast<const char*>(folded), static_cast<std::size_t>(length));
}

std::string fold_identifier(std::string_view value, IdentifierCase identifier_case) {
  return identifier_case == IdentifierCase::sensitive ? std::string(value) : fold_primary_id(value);
}

}  // namespace roster
