// Sql ids: IdStore on the unique columns of users, and the tables identifiers and former_ids.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "users/store/ids.hpp"
#include "users/store/sql/base/connection.hpp"
#include "users/store/sql/base/holder_table.hpp"
#include "users/store/users.hpp"

namespace roster {

class SqlIds : public virtual IdStore {
 public:
  explicit SqlIds(SqlConnection& connection)
      : connection_(connection),
        database_(connection.database),
        documents_(connection.documents),
        case_(connection.identifier_case) {}

  IdentifierCase identifier_case() const override { return case_; }
  std::vector<Owners> owners(std::span<const std::string_view> texts) override;
  std::vector<std::vector<UserId>> former_owners(std::span<const std::string_view> texts) override;
  std::vector<std::vector<std::string>> former_ids(std::span<const UserId> users) override;

  void begin_first_load();
  void end_first_load();
  bool in_first_load() const { return first_load_.has_value(); }
  bool had_first_load() const { return had_first_load_; }

  /// Registers a new user's primary id for lookups; the caller writes the column.
  void note_primary_key(std::string_view key, UserId id);
  /// Frees the ids that an update gives up. Another user may take them, so all updates of a put()
  /// release before any of them adds.
  void release(const Write& write);
  /// Adds the identifiers that are new for the user.
  void add_identifiers(const Write& write);
  /// Adds ids that an update removes to the former ids; deletes former ids that it gives back.
  void keep_former_ids(const Write& write);

 private:
  SqlConnection& connection_;
  sql::Database& database_;
  SqlDocuments& documents_;
  IdentifierCase case_;
  std::optional<HolderTable> first_load_;
  bool had_first_load_ = false;

  /// A text in its two lookup forms.
  struct Keys {
    std::string primary;
    std::string identifier;
  };

  /// What a user holds, read from the document once per batch.
  struct Reading {
    std::string primary;
    std::map<std::string, std::string> types;  // by the identifier's key
  };
  using Readings = std::unordered_map<UserId, Reading>;

  Keys keys_of(std::string_view text) const;
  std::string key_of(const Identifier& identifier) const;
  /// The user's identifiers as pairs of type and key.
  std::set<std::pair<std::string_view, std::string>> typed_keys(const User& user) const;
  std::vector<Owners> owners_in_indexes(std::span<const std::string_view> texts);
  const Reading& reading_of(UserId id, Readings& readings);
  Owners owners_in_first_load(const Keys& keys, Readings& readings);
  void park_primary_key(const Write& write);
};

}  // namespace roster
