#include "daemon/work/views.hpp"

namespace roster {

void Views::read(const std::function<void(Transaction&)>& work) {
  std::unique_ptr<Store> view = take();
  bool is_empty = false;
  {
    const auto transaction = view->begin(Access::read);
    work(*transaction);
    is_empty = transaction->last_user_id() == 0;
  }
  // One that failed is not used again. A first load wants the file for itself.
  if (!is_empty) give_back(std::move(view));
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
