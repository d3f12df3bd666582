#include "sis/undo/restoring.hpp"

#include <utility>

namespace roster::sis {

std::vector<UserId> holders_of_ids(Transaction& transaction, const User& user, UserId id) {
  std::vector<std::string_view> values{user.primary_id};
  for (const Identifier& identifier : user.user_identifiers) values.push_back(identifier.value);
  std::vector<UserId> holders;
  for (const Owners& owner : transaction.owners(values))
    for (const UserId holder : {owner.by_primary_id, owner.by_identifier})
      if (holder != 0 && holder != id) holders.push_back(holder);
  return holders;
}

std::unordered_map<UserId, StoredUser> Restoring::untouched(std::span<const HistoryEntry> entries) {
  std::vector<UserId> ids;
  for (const HistoryEntry& entry : entries) ids.push_back(entry.id);
  std::unordered_map<UserId, StoredUser> found;
  for (StoredUser& user : transaction_.get_existing(ids)) found.emplace(user.id, std::move(user));
  for (const HistoryEntry& entry : entries) {
    const auto user = found.find(entry.id);
    if (user == found.end()) {
      report_.kept(entry.before.value_or(User{}), "the user is no longer in the store");
    } else if (user->second.damaged() || entry.state == RowState::damaged) {
      report_.kept(user->second.user, "its row or its earlier version is damaged");
      found.erase(user);
    } else if (!is_as_left(user->second, entry)) {
      report_.kept(user->second.user, "changed since");
      found.erase(user);
    }
  }
  return found;
}

/// A user with a later revision can still be as the job left it, when the later change was undone.
bool Restoring::is_as_left(const StoredUser& now, const HistoryEntry& entry) {
  if (now.revision == entry.revision) return true;
  for (const HistoryEntry& later : transaction_.history_of_user(now.id))
    if (later.revision > entry.revision) return later.before == now.user;
  return false;
}

void Restoring::put_back(std::vector<HistoryEntry> entries) {
  const auto now = untouched(entries);
  std::vector<HistoryEntry> free;
  for (HistoryEntry& entry : entries) {
    if (!now.contains(entry.id)) continue;
    const bool waits = !holders_of_ids(transaction_, *entry.before, entry.id).empty();
    (waits ? waiting_ : free).push_back(std::move(entry));
  }
  write(free, now);
}

void Restoring::put_back_waiting() {
  const std::vector<bool> is_stuck = stuck();
  std::vector<HistoryEntry> going;
  std::vector<UserId> ids;
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    if (is_stuck[i]) {
      report_.kept(*waiting_[i].before, kIdTaken);
      continue;
    }
    ids.push_back(waiting_[i].id);
    going.push_back(std::move(waiting_[i]));
  }
  waiting_.clear();
  std::unordered_map<UserId, StoredUser> now;
  for (StoredUser& user : transaction_.get_existing(ids)) now.emplace(user.id, std::move(user));
  write(going, now);
}

/// Of those who wait: who needs an id of somebody that does not wait, or is stuck in turn.
std::vector<bool> Restoring::stuck() {
  std::unordered_map<UserId, std::vector<std::size_t>> needing;  // by who has the id
  for (const HistoryEntry& entry : waiting_) needing.try_emplace(entry.id);
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < waiting_.size(); ++i)
    for (const UserId holder : holders_of_ids(transaction_, *waiting_[i].before, waiting_[i].id)) {
      const auto waits = needing.find(holder);
      (waits == needing.end() ? found : waits->second).push_back(i);
    }
  std::vector<bool> is_stuck(waiting_.size());
  while (!found.empty()) {
    const std::size_t at = found.back();
    found.pop_back();
    if (is_stuck[at]) continue;
    is_stuck[at] = true;
    for (const std::size_t next : needing[waiting_[at].id]) found.push_back(next);
  }
  return is_stuck;
}

void Restoring::write(std::span<const HistoryEntry> entries,
                      const std::unordered_map<UserId, StoredUser>& now) {
  std::vector<Write> writes;
  for (const HistoryEntry& entry : entries) {
    const StoredUser& current = now.at(entry.id);
    const FieldSet changed = differing_fields(current.user, *entry.before);
    // The ids that the load gave to this user were wrong.
    writes.push_back({entry.id, &*entry.before, &current, {}, changed, Write::GoneIds::forgotten});
    report_.restored(*entry.before, changed);
  }
  transaction_.put(writes);
}

}  // namespace roster::sis
