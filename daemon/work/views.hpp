// Views: read-only views of the store, for whoever must not wait for the runner. Any thread may
// read; each read has a view of its own for as long as it lasts.
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

  /// Runs `work` on the store as it is now. Throws StoreError when it cannot be read now, and what
  /// `work` throws.
  void read(const std::function<void(Transaction&)>& work);

 private:
  std::string store_url_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Store>> idle_;  // guarded by mutex_

  std::unique_ptr<Store> take();
  void give_back(std::unique_ptr<Store> view);
};

}  // namespace roster
