// Fold: the form in which ids are compared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace roster {

/// How identifiers are compared; set once for a store.
enum class IdentifierCase : std::uint8_t { insensitive, sensitive };

/// The form in which primary ids are compared: NFC, case folded. Uses simple folding, which maps
/// one letter to one letter: `straße` is not `strasse`.
std::string fold_primary_id(std::string_view primary_id);

/// The form in which identifiers are compared: folded as primary ids are, or unchanged.
std::string fold_identifier(std::string_view value, IdentifierCase identifier_case);

}  // namespace roster
