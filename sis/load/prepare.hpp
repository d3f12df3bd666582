// Prepare: a record that was read becomes the user to be stored. Pure.
#pragma once

#include "sis/load/outcomes.hpp"

namespace roster::sis {

/// Makes of the outcome's record what the person becomes, against `before`, with the warnings that
/// this gives; or answers why it cannot.
std::optional<Rejection> prepare(Outcome& outcome, const ReadOptions& options,
                                 IdentifierCase identifier_case);

}  // namespace roster::sis
