// Earlier fold: how ids compared up to schema version 2. Only what was hashed then needs it.
#pragma once

#include <string>
#include <string_view>

namespace roster {

/// Composed (NFC) and folded in full: `straße` as `strasse`, which fold_primary_id() keeps apart.
std::string earlier_fold(std::string_view id);

}  // namespace roster
