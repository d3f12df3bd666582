// Obligations: what other systems say that users owe or hold.
//
// A row belongs to everybody who has its id, and to everybody who had it before: the other system
// may go on using an id after it was renamed or has moved to somebody else, and nobody knows whom
// it means. Ids compare as primary ids do (fold_primary_id), identifiers too, to be on the safe
// side in a store whose identifiers compare with case.
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

  /// Forgets all that a source said and sets the time of what add_obligations() brings next.
  virtual void begin_obligations(std::string_view source, Time as_of) = 0;
  /// Adds to what a source says, also for ids that nobody has. The source must have begun.
  virtual void add_obligations(std::string_view source, std::span<const Obligation> rows) = 0;
  /// What all sources say of these users, in the order asked.
  virtual std::vector<std::vector<Obligation>> obligations_of(std::span<const UserId> ids) = 0;
  /// Forgets the rows that belong to these users, who are about to be removed, and to nobody else.
  virtual void forget_obligations(std::span<const UserId> ids) = 0;
  /// All sources that ever spoke, by name.
  virtual std::vector<ObligationSource> obligation_sources() = 0;
  /// Whom the rows of a source belong to.
  virtual ObligationCounts count_obligations(std::string_view source) = 0;
  /// Up to `limit` rows of a source that belong to nobody, in the order in which they were said.
  virtual std::vector<Obligation> unknown_obligations(std::string_view source,
                                                      std::size_t limit) = 0;
};

}  // namespace roster
