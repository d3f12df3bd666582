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

/// The same, with a store in it, and transactions of this isolation unless they say otherwise.
inline std::string isolated_database(const std::filesystem::path& directory,
                                     const std::string& isolation) {
  static std::map<std::filesystem::path, std::string> made;
  PostgresCluster& cluster = PostgresCluster::shared();
  static const std::string store = [&] {
    const std::string url = cluster.fresh();
    open_store(url);
    return PostgresCluster::database_in(url);
  }();
  std::string& url = made[directory];
  if (!url.empty()) return url;
  url = cluster.copy_of(store);
  cluster.sql("postgres", "ALTER DATABASE " + PostgresCluster::database_in(url) +
                              " SET default_transaction_isolation = '" + isolation + "'");
  return url;
}

inline std::string repeatable_read(const std::filesystem::path& directory) {
  return isolated_database(directory, "repeatable read");
}

inline std::string serializable(const std::filesystem::path& directory) {
  return isolated_database(directory, "serializable");
}

inline std::vector<Engine> engines() {
  return {{"sqlite", sqlite_file},
          {"memory", sqlite_memory, Engine::Closing::loses},
          {"postgres", postgres_database},
          {"postgres_repeatable_read", repeatable_read, Engine::Closing::keeps,
           Engine::Rival::writes, postgres_database},
          {"postgres_serializable", serializable, Engine::Closing::keeps, Engine::Rival::writes,
           postgres_database}};
}

inline std::string engine_name(const testing::TestParamInfo<Engine>& info) {
  return info.param.name;
}

}  // namespace roster::test
