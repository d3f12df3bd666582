// Fold: the form in which ids compare.
#pragma once

#include <string>
#include <string_view>

namespace roster {

/// The case-folded form in which primary ids compare (Unicode, NFC).
std::string fold_primary_id(std::string_view primary_id);

}  // namespace roster
