// Fold: the form in which ids compare.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace roster {

/// How identifiers compare; decided for a whole store.
enum class IdentifierCase : std::uint8_t { insensitive, sensitive };

/// The form in which primary ids compare: composed (NFC) and without case. The folding is the
/// simple one, which makes one letter of one: `straße` is not `strasse`.
std::string fold_primary_id(std::string_view primary_id);

/// The form in which identifiers compare: that of primary ids, or as they are written.
std::string fold_identifier(std::string_view value, IdentifierCase identifier_case);

}  // namespace roster
