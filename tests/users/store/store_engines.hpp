// The engines the conformance suite runs over.
#pragma once

#include <map>

#include "tests/support/postgres_cluster.hpp"
#include "tests/users/store/store_fixture.hpp"

namespace roster::test {

inline std::string sqlite_file(const std::filesystem::path& directory) {
  return "sqlite:" + (directory / "roster.db").string();
}

inline std::string sqlite_memory(const std::filesystem::path&) { return "sqlite::memory:"; }

/// A database for each directory.
inline std::string postgres_database(const std::filesystem::path& directory) {
  static std::map<std::filesystem::path, std::string> made;
  std::string& url = made[directory];
  if (url.empty()) url = PostgresCluster::shared().fresh();
  return url;
}

inline std::vector<Engine> engines() {
  return {{"sqlite", sqlite_file},
          {"memory", sqlite_memory, Engine::Closing::loses},
          {"postgres", postgres_database}};
}

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
  return info.param.name;
}

}  // namespace roster::test
