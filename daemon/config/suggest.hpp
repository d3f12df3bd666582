// Suggest: finds the word that was probably meant by a mistyped one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace roster {

/// Returns `; did you mean 'settle'?` for the closest candidate within two edits (for short words,
/// a third of their length), or "" when none is close. Ignores case.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace roster
