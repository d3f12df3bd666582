// Sql erasures: ErasureStore on the tables remains, erasures, erased_ids, ledger_end and
// to_scrub.
#pragma once

#include "users/store/erasures.hpp"
#include "users/store/sql/base/database.hpp"

namespace roster {

class SqlErasures : public virtual ErasureStore {
 public:
  explicit SqlErasures(sql::Database& database) : database_(database) {}

  void put_remains(std::span<const Remains> remains) override;
  void drop_remains(std::span<const std::string> ids) override;
  std::vector<Remains> remains_looser_than(DeletePolicy policy, std::string_view after,
                                           std::size_t limit) override;
  void add_erasures(std::span<const Erasure> erasures) override;
  std::vector<Erasure> erasures_of(std::string_view hash) override;
  std::vector<Erasure> erasures(std::int64_t after, std::size_t limit) override;
  std::optional<Erasure> last_erasure() override;
  void erasure_index(
      const std::function<void(std::string_view key, std::int64_t number)>& visit) override;
  std::optional<LedgerEnd> ledger_end() override;
  void set_ledger_end(const LedgerEnd& end) override;
  void add_to_scrub(std::span<const std::string> ids) override;
  std::vector<std::string> to_scrub() override;
  void clear_to_scrub() override;

 private:
  sql::Database& database_;
};

}  // namespace roster
