// Sql obligations: ObligationStore on the tables obligation_sources and obligations.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "users/base/fold.hpp"
#include "users/store/obligations.hpp"
#include "users/store/sql/base/database.hpp"

namespace roster {

class SqlObligations : public virtual ObligationStore {
 public:
  SqlObligations(sql::Database& database, IdentifierCase identifier_case)
      : database_(database), case_(identifier_case) {}

  void begin_obligations(std::string_view source, Time as_of) override;
  void add_obligations(std::string_view source, std::span<const Obligation> rows) override;
  std::vector<std::vector<Obligation>> obligations_of(std::span<const UserId> ids) override;
  void forget_obligations(std::span<const UserId> ids) override;
  std::vector<ObligationSource> obligation_sources() override;
  ObligationCounts count_obligations(std::string_view source) override;
  std::vector<Obligation> unknown_obligations(std::string_view source, std::size_t limit) override;

 private:
  sql::Database& database_;
  IdentifierCase case_;

  std::optional<std::int64_t> last_row_;  // loaded on first use

  /// A row and a user it belongs to.
  struct Known {
    UserId user = 0;
    std::int64_t number = 0;
    std::int64_t fee = 0;
    bool blocks = false;  // not a fee, which counts by its sum
    bool is_request = false;

    auto operator<=>(const Known&) const = default;
  };
  using Holders = std::map<std::string, std::set<std::size_t>>;

  std::int64_t number_of(std::string_view source);
  std::int64_t last_row();
  Holders holders_of(std::span<const UserId> ids);
  static Known known_row(UserId user, const sql::Query& row);
  std::vector<Known> known_rows(std::string_view source);
  void add_folded(std::string_view source, std::vector<Known>& known);
  void visit_folded(const std::function<void(const std::string& key, UserId user)>& visit);
};

}  // namespace roster
