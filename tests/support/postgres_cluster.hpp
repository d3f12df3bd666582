// A private PostgreSQL cluster for tests: see the program tests/support/postgres_cluster, which
// makes it, runs it, and removes it when the test's process ends in whatever way.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace roster::test {

/// Every failure throws std::runtime_error: a test that cannot have its cluster fails.
class PostgresCluster {
 public:
  /// The cluster that the tests of this process share: started on first use.
  static PostgresCluster& shared();

  /// `settings`: as "fsync=on", each the server's.
  explicit PostgresCluster(const std::vector<std::string>& settings = {});
  /// A streaming standby of this cluster.
  explicit PostgresCluster(const PostgresCluster& primary,
                           const std::vector<std::string>& settings = {});
  ~PostgresCluster();
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  /// Where its socket is; data and log lie in it, too.
  const std::filesystem::path& home() const { return home_; }
  /// `postgresql:///DATABASE?host=…&user=roster`
  std::string url(std::string_view database) const;
  /// The database in such a URL.
  static std::string database_in(const std::string& url);
  /// The URL of a new, empty database that belongs to the role `roster`.
  std::string fresh();
  /// The URL of a new copy of a database that nobody uses.
  std::string copy_of(std::string_view database);

  /// Runs a script as superuser; returns rows as lines, with | between columns.
  std::string sql(std::string_view database, std::string_view script);

  void start();
  void stop();
  /// As in a crash: the next start recovers.
  void stop_at_once();
  void promote();

 private:
  std::filesystem::path home_;
  std::FILE* orders_ = nullptr;
  std::FILE* answers_ = nullptr;
  pid_t pid_ = 0;
  int made_ = 0;  // databases

  void launch(std::vector<std::string> words);
  void order(std::string_view line);
  std::string answer();
};

}  // namespace roster::test
