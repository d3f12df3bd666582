// Sqlite obligations: ObligationStore on the tables obligation_sources and obligations.
#pragma once

#include <set>
#include <string>

#include "users/base/fold.hpp"
#include "users/store/obligations.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"

namespace roster {

class SqliteObligations : public virtual ObligationStore {
 public:
  SqliteObligations(sqlite::Database& database, IdentifierCase identifier_case)
      : database_(database), case_(identifier_case) {}

  void begin_obligations(std::string_view source, Time as_of) override;
  void add_obligations(std::string_view source, std::span<const Obligation> rows) override;
  std::vector<std::vector<Obligation>> obligations_of(std::span<const UserId> ids) override;
  void forget_obligations(std::span<const UserId> ids) override;
  std::vector<ObligationSource> obligation_sources() override;
  ObligationCounts count_obligations(std::string_view source) override;
  std::vector<Obligation> unknown_obligations(std::string_view source, std::size_t limit) override;

 private:
  sqlite::Database& database_;
  IdentifierCase case_;

  /// The keys of a user's current and former ids that have rows.
  std::set<std::string> keys_of(UserId id);
  /// Fills the temporary table known_rows(row, user): the rows of a source and the users they
  /// belong to.
  void find_known_rows(std::string_view source);
};

}  // namespace roster
