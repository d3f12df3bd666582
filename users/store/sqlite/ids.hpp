// Sqlite ids: IdStore over the unique columns of users, and the tables identifiers and former_ids.
#pragma once

#include <optional>

#include "users/store/ids.hpp"
#include "users/store/sqlite/first_load.hpp"
#include "users/store/sqlite/sqlite.hpp"
#include "users/store/users.hpp"

namespace roster {

class SqliteIds : public virtual IdStore {
 public:
  SqliteIds(sqlite::Database& database, IdentifierCase identifier_case)
      : database_(database), case_(identifier_case) {}

  IdentifierCase identifier_case() const override { return case_; }
  std::vector<Owners> owners(std::span<const std::string_view> texts) override;
  std::vector<std::vector<UserId>> former_owners(std::span<const std::string_view> texts) override;
  std::vector<std::vector<std::string>> former_ids(std::span<const UserId> users) override;

  void begin_first_load();
  void end_first_load();
  bool in_first_load() const { return first_load_.has_value(); }

  /// Takes note of a new user's primary id; the caller writes its column.
  void note_primary_key(std::string_view key, UserId id);
  /// Removes the identifiers that an update gives up. What one user gives up another may take, so
  /// all updates of a put drop before any adds.
  void drop_identifiers(const Write& write);
  /// Adds the identifiers that the user did not have before.
  void add_identifiers(const Write& write);
  /// The ids an update takes away become former ones; a former one that it gives back is one no
  /// more.
  void keep_former_ids(const Write& write);

 private:
  sqlite::Database& database_;
  IdentifierCase case_;
  std::optional<HolderTable> first_load_;

  Owners owners_in_indexes(std::string_view text);
  Owners owners_in_first_load(std::string_view text);
};

}  // namespace roster
