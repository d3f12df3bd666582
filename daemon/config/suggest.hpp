// Suggest: what a person probably meant who mistyped a word.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace roster {

/// `; did you mean 'settle'?` for the closest candidate at most two slips away (a third of short
/// words), or "" when none is close. Capitals count as equal.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace roster
