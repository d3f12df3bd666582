// Visit: passes an entry to the visitor; shared by the unpackers.
#pragma once

#include "sis/unpack/unpack.hpp"

namespace roster::sis {

/// Visits the entry, adds it and its bytes to `result`, and reads what the visitor left, so that
/// the checksum is always verified.
void visit_to_end(const Entry& entry, const std::function<void(const Entry&)>& visit,
                  UnpackResult& result);

}  // namespace roster::sis
