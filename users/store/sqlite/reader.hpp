// Sqlite reader: opens a store in a SQLite file read-only, next to the writing process or thread.
// It never creates the file and never blocks a writer. It waits for a commit, for a second at most.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "users/store/sqlite/engine/connection.hpp"
#include "users/store/store.hpp"

namespace roster {

/// The file with the state before a first load.
std::string snapshot_path(const std::string& path);

class SqliteReader final : public Store {
 public:
  explicit SqliteReader(const std::string& path);

  std::unique_ptr<Transaction> begin(Access access) override;
  void checkpoint() override {}

 private:
  /// Which file a connection is to.
  struct FileNumber {
    std::uint64_t device = 0, inode = 0;
    friend bool operator==(const FileNumber&, const FileNumber&) = default;
  };

  std::string path_, name_;
  std::unique_ptr<SqliteConnection> connection_;
  std::optional<FileNumber> kept_;  // the connection serves again as long as the file is this one

  bool in_log_ = false;  // journal_mode = wal

  FileNumber file_number() const;
  bool begin_again();
  void connect();
  bool begin_reading(const std::string& file, std::chrono::milliseconds patience);
  bool begin_reading_snapshot();
  void read_copy();
};

}  // namespace roster
