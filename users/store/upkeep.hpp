// Upkeep: the store as a whole: its size, and writing it anew. The engines of every store and
// transaction have these.
#pragma once

#include <cstdint>
#include <functional>

#include "users/store/store.hpp"

namespace roster {

/// The size of the store on its disk, or on its server's.
std::int64_t store_bytes(Transaction& transaction);

/// Writes the whole store anew, so that nothing of deleted rows is left in its files, nor the room
/// they took; no transaction may be open. Others wait meanwhile. `on_progress` is called now and
/// then. Throws StoreError, also for a reader, and when others are in the way for long.
void rewrite_store(Store& store, const std::function<void()>& on_progress);

/// What a transaction of an engine has for store_bytes().
class SizedTransaction {
 public:
  virtual ~SizedTransaction() = default;
  virtual std::int64_t bytes() = 0;
};

/// What a store that writes has for rewrite_store().
class RewritableStore {
 public:
  virtual ~RewritableStore() = default;
  virtual void rewrite(const std::function<void()>& on_progress) = 0;
};

}  // namespace roster
