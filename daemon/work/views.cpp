#include "daemon/work/views.hpp"

#include <utility>

#include "users/store/url.hpp"

namespace roster {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLongestSnapshot{1};

}  // namespace

Views::Views(std::string store_url)
    : store_url_(std::move(store_url)), one_writer_(store_kind(store_url_) == StoreKind::file) {}

void Views::read(const std::function<void(Transaction&)>& work) {
  View view = take();
  const bool is_new = view.snapshot == nullptr;
  if (is_new) {
    view.begun = Clock::now();
    view.snapshot = view.store->begin(Access::read);
  }
  work(*view.snapshot);
  // One that failed is not used again. A first load wants the file for itself.
  if (is_new && view.snapshot->last_user_id() == 0) return;
  give_back(std::move(view));
}

Views::View Views::take() {
  View view;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      view = std::move(idle_.back());
      idle_.pop_back();
    }
    view.state = state_;
  }
  if (!view.store) view.store = open_reader(store_url_);
  if (view.snapshot && Clock::now() - view.begun > kLongestSnapshot) view.snapshot.reset();
  return view;
}

void Views::give_back(View view) {
  constexpr std::size_t kMostIdle = 4;
  const std::lock_guard lock(mutex_);
  if (writing_ > 0 || view.state != state_ || !one_writer_) view.snapshot.reset();
  if (idle_.size() < kMostIdle) idle_.push_back(std::move(view));
}

void Views::begin_writing() {
  const std::lock_guard lock(mutex_);
  ++writing_;
  ++state_;
  for (View& view : idle_) view.snapshot.reset();
}

void Views::end_writing() {
  const std::lock_guard lock(mutex_);
  --writing_;
  ++state_;
}

}  // namespace roster
