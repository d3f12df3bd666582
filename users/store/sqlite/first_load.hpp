// First load: how a million users enter an empty SQLite store quickly. Keeping two unique indexes
// of random values up to date is most of the cost of a load, so they are dropped while it runs and
// made at its end, in value order. In between, a hash table in memory answers who holds a value.
// Used by users/ only.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "users/store/sqlite/engine/sqlite.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// What kind of value a hash stands for; the same text may be both.
enum class ValueKind : std::uint8_t { primary_key, identifier };

/// From the hashes of values to the users that may hold them. 12 bytes a slot; at most five million
/// slots for three million values.
class HolderTable {
 public:
  HolderTable();

  void add(ValueKind kind, std::string_view value, UserId id);
  /// Has the slot of a value brought from memory, for a find() soon after: waiting for one at a
  /// time would take most of a search.
  void prefetch(ValueKind kind, std::string_view value) const;
  /// The user for which `holds` says yes, among those with the value's hash; 0 when none.
  UserId find(ValueKind kind, std::string_view value,
              const std::function<bool(UserId)>& holds) const;

 private:
  std::uint64_t hash(ValueKind kind, std::string_view value) const;
  void insert(std::uint64_t hash, std::uint32_t id);
  void grow();

  std::uint64_t seed_;  // so that nobody can prepare a feed of colliding values
  std::size_t used_ = 0;
  std::vector<std::uint64_t> hashes_;  // 0: the slot is free; apart, since most searches end here
  std::vector<std::uint32_t> ids_;
};

void drop_value_indexes(sqlite::Database& database);
/// Throws StoreError when two users hold one value.
void create_value_indexes(sqlite::Database& database);

}  // namespace roster
