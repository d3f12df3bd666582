// Metrics: the metrics of the store and the directories; no ids, no file names, no messages.
// Everything that is configured has its series from the start.
#pragma once

#include "daemon/config/config.hpp"
#include "daemon/show/exposition.hpp"
#include "users/store/store.hpp"

namespace roster {

/// Adds the metric families of the store, the inbox and the obligations. Throws StoreError.
void add_store_metrics(Transaction& transaction, const Config& config, Now now, Exposition& out);

}  // namespace roster
