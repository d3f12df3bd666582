// Lists: users in the order in which people look for them, a page at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "users/store/stored_user.hpp"

namespace roster {

/// What a list is ordered by first; then by the others, in this order. All are compared folded, as
/// primary ids are.
enum class ListOrder : std::uint8_t { last_name, first_name, primary_id };

/// Which part of a list is wanted.
struct Page {
  std::int64_t offset = 0, limit = 0;
};

class ListStore {
 public:
  virtual ~ListStore() = default;

  /// The users of a page of all users, by an index: quick however many there are. Nothing when the
  /// store does not keep this order; that by primary id it always does.
  virtual std::optional<std::vector<UserId>> page(ListOrder order, const Page& page) = 0;
  /// Makes the store keep the order of names from now on, if it does not yet. That costs a pass
  /// over all users once, and a load two more indexes.
  virtual void keep_names() = 0;
};

}  // namespace roster
