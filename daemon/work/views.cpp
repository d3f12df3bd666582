#include "daemon/work/views.hpp"

namespace roster {

void Views::read(const std::function<void(Transaction&)>& work) {
  std::unique_ptr<Store> view = take();
  {
    const auto transaction = view->begin(Access::read);
    work(*transaction);
  }
  give_back(std::move(view));  // one that failed is not used again
}

std::unique_ptr<Store> Views::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<Store> view = std::move(idle_.back());
      idle_.pop_back();
      return view;
    }
  }
  return open_reader(store_url_);
}

void Views::give_back(std::unique_ptr<Store> view) {
  constexpr std::size_t kMostIdle = 4;
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMostIdle) idle_.push_back(std::move(view));
}

}  // namespace roster
