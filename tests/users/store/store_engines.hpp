// The engines the conformance suite runs over.
#pragma once

#include "tests/users/store/store_fixture.hpp"

namespace roster::test {

inline std::vector<Engine> engines() {
  return {{"sqlite", [](const std::filesystem::path& directory) {
             return "sqlite:" + (directory / "roster.db").string();
           }}};
}

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
  return info.param.name;
}

}  // namespace roster::test
