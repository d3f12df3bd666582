// Obligations: what users owe or hold in other systems.
//
// A row belongs to every user who has its id now, and to every user who had it before: the source
// may still use an id that was renamed or given to another user, and it is unknown which user it
// means. Ids are compared as primary ids (fold_primary_id). Identifiers too: even when the store
// compares identifiers with case, this avoids missing an obligation.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "users/model/obligation.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

class ObligationStore {
 public:
  virtual ~ObligationStore() = default;

  /// Deletes all rows of a source and sets the time of the rows that add_obligations() adds next.
  virtual void begin_obligations(std::string_view source, Time as_of) = 0;
  /// Adds rows of a source, also for ids that no user has. Requires begin_obligations().
  virtual void add_obligations(std::string_view source, std::span<const Obligation> rows) = 0;
  /// The rows of all sources for these users, in the given order.
  virtual std::vector<std::vector<Obligation>> obligations_of(std::span<const UserId> ids) = 0;
  /// Deletes the rows that belong only to these users, who are about to be removed.
  virtual void forget_obligations(std::span<const UserId> ids) = 0;
  /// All sources that ever reported, by name.
  virtual std::vector<ObligationSource> obligation_sources() = 0;
  /// Counts the rows of a source and the users they belong to.
  virtual ObligationCounts count_obligations(std::string_view source) = 0;
  /// Up to `limit` rows of a source that belong to no user, in the order of the source.
  virtual std::vector<Obligation> unknown_obligations(std::string_view source,
                                                      std::size_t limit) = 0;
};

}  // namespace roster
