// Erasures: remains of removed users (for statistics) and the erasure ledger.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "users/model/erasure.hpp"

namespace roster {

class ErasureStore {
 public:
  virtual ~ErasureStore() = default;

  /// Adds remains or replaces those with the same id.
  virtual void put_remains(std::span<const Remains> remains) = 0;
  virtual void drop_remains(std::span<const std::string> ids) = 0;
  /// Up to `limit` remains with ids above `after` that hold more than `policy` allows, ordered by
  /// id. For DeletePolicy::fully_remove: all remains.
  virtual std::vector<Remains> remains_looser_than(DeletePolicy policy, std::string_view after,
                                                   std::size_t limit) = 0;

  /// Appends to the erasure ledger; the caller numbers the entries.
  virtual void add_erasures(std::span<const Erasure> erasures) = 0;
  /// The entries with this hash, oldest first.
  virtual std::vector<Erasure> erasures_of(std::string_view hash) = 0;
  /// Up to `limit` entries with numbers above `after`, in order.
  virtual std::vector<Erasure> erasures(std::int64_t after, std::size_t limit) = 0;
  virtual std::optional<Erasure> last_erasure() = 0;
  /// Calls `visit` for each row of the index that erasures_of() reads: the first kIndexedBytes of a
  /// hash and the number of an entry with it, each pair once. `visit` must not use the store.
  virtual void erasure_index(
      const std::function<void(std::string_view key, std::int64_t number)>& visit) = 0;
  static constexpr std::size_t kIndexedBytes = 8;
  /// The end of the ledger; nothing before the first entry with a proof.
  virtual std::optional<LedgerEnd> ledger_end() = 0;
  virtual void set_ledger_end(const LedgerEnd& end) = 0;

  /// Ids of removed users that still have to be removed from the reports.
  virtual void add_to_scrub(std::span<const std::string> ids) = 0;
  virtual std::vector<std::string> to_scrub() = 0;
  virtual void clear_to_scrub() = 0;
};

}  // namespace roster
