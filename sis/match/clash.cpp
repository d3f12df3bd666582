#include "sis/match/clash.hpp"

#include <algorithm>
#include <deque>
#include <unordered_map>

namespace roster::sis {

namespace {

class Settlement {
 public:
  explicit Settlement(std::span<const Wish> wishes) : wishes_(wishes), refused_(wishes.size()) {
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      records_[wishes[i].person].push_back(i);
      for (const Obstacle& obstacle : wishes[i].obstacles)
        waiting_for_[obstacle.holder].push_back(i);
    }
  }

  std::vector<std::optional<Refusal>> run() {
    for (std::size_t i = 0; i < wishes_.size(); ++i) refuse_held(i);
    for (std::size_t i = 0; i < wishes_.size(); ++i)
      if (!refused_[i]) claim(i);
    for (std::size_t i = 0; i < wishes_.size(); ++i) again_.push_back(i);
    while (!again_.empty()) {
      const std::size_t i = again_.front();
      again_.pop_front();
      reconsider(i);
    }
    return std::move(refused_);
  }

 private:
  using Indexes = std::vector<std::size_t>;

  std::span<const Wish> wishes_;
  std::vector<std::optional<Refusal>> refused_;
  std::unordered_map<UserId, Indexes> records_;      // of a user, in feed order
  std::unordered_map<UserId, Indexes> waiting_for_;  // records that need an id of this user
  std::unordered_map<IdKey, std::size_t> claims_;    // the granted record that takes an id
  std::unordered_map<UserId, std::size_t> granted_;  // the granted record of a user
  std::deque<std::size_t> again_;

  bool wants(std::size_t i, IdKey key) const {
    return std::find(wishes_[i].wants.begin(), wishes_[i].wants.end(), key) !=
           wishes_[i].wants.end();
  }

  /// Can a record that may still be granted free the id?
  bool may_be_given_up(const Obstacle& obstacle) const {
    const auto records = records_.find(obstacle.holder);
    return records != records_.end() &&
           std::any_of(records->second.begin(), records->second.end(),
                       [&](std::size_t i) { return !refused_[i] && !wants(i, obstacle.key); });
  }

  /// Rejects a record that needs an id that its holder keeps.
  void refuse_held(std::size_t i) {
    if (refused_[i]) return;
    for (const Obstacle& obstacle : wishes_[i].obstacles)
      if (!may_be_given_up(obstacle)) return refuse(i, {obstacle.key, obstacle.holder, false});
  }

  /// Rejects a record, and the records that depend on it.
  void refuse(std::size_t first, const Refusal& why) {
    std::deque<std::pair<std::size_t, Refusal>> all{{first, why}};
    while (!all.empty()) {
      const auto [i, refusal] = all.front();
      all.pop_front();
      if (refused_[i]) continue;
      refused_[i] = refusal;
      give_back(i);
      const auto waiting = waiting_for_.find(wishes_[i].person);
      if (waiting == waiting_for_.end()) continue;
      for (const std::size_t next : waiting->second)
        for (const Obstacle& obstacle : wishes_[next].obstacles)
          if (!refused_[next] && !may_be_given_up(obstacle))
            all.emplace_back(next, Refusal{obstacle.key, obstacle.holder, false});
    }
  }

  /// Reserves the ids for a record, unless an earlier one has reserved them.
  void claim(std::size_t i) {
    if (granted_.contains(wishes_[i].person)) return refuse(i, {0, 0, true});
    for (const IdKey key : wishes_[i].wants)
      if (claims_.contains(key)) return refuse(i, {key, 0, false});
    for (const IdKey key : wishes_[i].wants) claims_[key] = i;
    granted_[wishes_[i].person] = i;
  }

  void give_back(std::size_t i) {
    const auto granted = granted_.find(wishes_[i].person);
    if (granted == granted_.end() || granted->second != i) return;
    granted_.erase(granted);
    for (const IdKey key : wishes_[i].wants) claims_.erase(key);
  }

  /// Grants a rejected record after all when the reason was a record that was rejected later.
  void reconsider(std::size_t i) {
    if (!refused_[i] || granted_.contains(wishes_[i].person)) return;
    for (const IdKey key : wishes_[i].wants)
      if (claims_.contains(key)) return;
    for (const Obstacle& obstacle : wishes_[i].obstacles) {
      const auto holder = granted_.find(obstacle.holder);
      if (holder == granted_.end() || wants(holder->second, obstacle.key)) return;
    }
    refused_[i].reset();
    for (const IdKey key : wishes_[i].wants) claims_[key] = i;
    granted_[wishes_[i].person] = i;
    if (const auto waiting = waiting_for_.find(wishes_[i].person); waiting != waiting_for_.end())
      again_.insert(again_.end(), waiting->second.begin(), waiting->second.end());
  }
};

}  // namespace

std::vector<std::optional<Refusal>> settle_wishes(std::span<const Wish> wishes) {
  return Settlement(wishes).run();
}

}  // namespace roster::sis
