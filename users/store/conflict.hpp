// Store conflict: what an engine throws when transactions were in each other's way.
#pragma once

#include "users/store/error.hpp"

namespace roster {

/// Another transaction was in the way, and nothing of this one is applied: the same work may
/// succeed when it is done again.
struct StoreConflict : StoreError {
  using StoreError::StoreError;
};

}  // namespace roster
