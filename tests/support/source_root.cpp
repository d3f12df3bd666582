#include "tests/support/source_root.hpp"

namespace roster::tests {

const std::string& source_root() {
  static const std::string kRoot = ROSTER_SOURCE_DIR;
  return kRoot;
}

}  // namespace roster::tests
