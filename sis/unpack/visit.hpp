// Visit: what the unpackers share about handing an entry out.
#pragma once

#include "sis/unpack/unpack.hpp"

namespace roster::sis {

/// Visits the entry, counts it and its bytes into `result`, and reads what the visitor left, so
/// that its checksum is proved in any case.
void visit_to_end(const Entry& entry, const std::function<void(const Entry&)>& visit,
                  UnpackResult& result);

}  // namespace roster::sis
