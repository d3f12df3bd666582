#include "users/store/upkeep.hpp"

#include "users/store/error.hpp"

namespace roster {

std::int64_t store_bytes(Transaction& transaction) {
  auto* sized = dynamic_cast<SizedTransaction*>(&transaction);
  return sized != nullptr ? sized->bytes() : 0;
}

void rewrite_store(Store& store, const std::function<void()>& on_progress) {
  auto* writer = dynamic_cast<RewritableStore*>(&store);
  if (writer == nullptr) throw StoreError("a store that is open for reading only is not rewritten");
  writer->rewrite(on_progress);
}

}  // namespace roster
