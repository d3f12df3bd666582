// Prepare: converts a record to the user to be stored. Pure.
#pragma once

#include "sis/load/outcomes.hpp"

namespace roster::sis {

/// Sets the outcome's record to the user to be stored, based on `before`, and adds warnings; or
/// returns why this is not possible.
std::optional<Rejection> prepare(Outcome& outcome, const ReadOptions& options,
                                 IdentifierCase identifier_case);

}  // namespace roster::sis
