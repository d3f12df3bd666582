// Obligations: what other systems say that users owe or hold.
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
  /// What all sources say of these users, in the order asked: rows with the user's primary id, and
  /// rows with one of its identifiers when no user has that primary id. To be on the safe side
  /// identifiers compare case-folded here, too.
  virtual std::vector<std::vector<Obligation>> obligations_of(std::span<const UserId> ids) = 0;
  /// Forgets the rows that obligations_of() gives for these users.
  virtual void forget_obligations(std::span<const UserId> ids) = 0;
  /// All sources that ever spoke, by name.
  virtual std::vector<ObligationSource> obligation_sources() = 0;
  /// Whom the rows of a source concern; identifiers compare as they are.
  virtual ObligationCounts count_obligations(std::string_view source) = 0;
};

}  // namespace roster
