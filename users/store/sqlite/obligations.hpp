// Sqlite obligations: ObligationStore over the tables obligation_sources and obligations.
#pragma once

#include <string>

#include "users/store/obligations.hpp"
#include "users/store/sqlite/sqlite.hpp"

namespace roster {

class SqliteObligations : public virtual ObligationStore {
 public:
  explicit SqliteObligations(sqlite::Database& database) : database_(database) {}

  void begin_obligations(std::string_view source, Time as_of) override;
  void add_obligations(std::string_view source, std::span<const Obligation> rows) override;
  std::vector<std::vector<Obligation>> obligations_of(std::span<const UserId> ids) override;
  void forget_obligations(std::span<const UserId> ids) override;
  std::vector<ObligationSource> obligation_sources() override;
  ObligationCounts count_obligations(std::string_view source) override;

 private:
  sqlite::Database& database_;

  bool has_obligations();
  std::vector<std::string> obligation_keys(UserId id);
};

}  // namespace roster
