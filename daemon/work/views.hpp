// Views: read-only views of the store, for queries that must not wait for the runner. Any thread
// may read; each read has its own view.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "users/store/store.hpp"

namespace roster {

class Views {
 public:
  explicit Views(std::string store_url) : store_url_(std::move(store_url)) {}

  /// Runs `work` on the current state of the store. Throws StoreError when it cannot be read now,
  /// and what `work` throws.
  void read(const std::function<void(Transaction&)>& work);

 private:
  std::string store_url_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Store>> idle_;  // guarded by mutex_

  std::unique_ptr<Store> take();
  void give_back(std::unique_ptr<Store> view);
};

}  // namespace roster
