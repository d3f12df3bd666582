// Locates the project's own files, for tests that read them.
#pragma once

#include <string>

namespace roster::tests {

/// The root of the source tree, without a final slash.
const std::string& source_root();

}  // namespace roster::tests
