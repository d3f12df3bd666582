// First load: loads a million users into an empty SQLite store quickly. Updating two unique indexes
// of random values is most of the cost of a load, so the indexes are dropped during the load and
// created at its end, in value order. Meanwhile a hash table in memory finds the holder of a value.
// Used by users/ only.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "users/store/sql/base/database.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// The kind of value that was hashed; one text can be both.
enum class ValueKind : std::uint8_t { primary_key, identifier };

/// Maps hashes of values to the users that may hold them. 12 bytes a slot; at most five million
/// slots for three million values.
class HolderTable {
 public:
  HolderTable();

  void add(ValueKind kind, std::string_view value, UserId id);
  /// Prefetches the slot of a value for a later find(). Memory latency would otherwise be most of
  /// the time of a search.
  void prefetch(ValueKind kind, std::string_view value) const;
  /// The user with this hash for which `holds` returns true; 0 when there is none.
  UserId find(ValueKind kind, std::string_view value,
              const std::function<bool(UserId)>& holds) const;

 private:
  std::uint64_t hash(ValueKind kind, std::string_view value) const;
  void insert(std::uint64_t hash, std::uint32_t id);
  void grow();

  std::uint64_t seed_;  // random, so that nobody can construct a feed of colliding values
  std::size_t used_ = 0;
  std::vector<std::uint64_t> hashes_;  // 0: free; separate, because most searches end here
  std::vector<std::uint32_t> ids_;
};

void drop_value_indexes(sql::Database& database);
/// Throws StoreError when two users hold the same value.
void create_value_indexes(sql::Database& database);

}  // namespace roster
