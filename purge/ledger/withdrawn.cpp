#include "purge/ledger/withdrawn.hpp"

namespace roster::purge {
namespace {

template <class Visit>
void for_ids(const User& user, Visit visit) {
  visit(user.primary_id);
  for (const Identifier& identifier : user.user_identifiers) visit(identifier.value);
}

}  // namespace

Withdrawn::Withdrawn(Transaction& transaction) : transaction_(transaction) {
  transaction.withdrawn([this](UserId user, const User& before) {
    for_ids(before, [&](const std::string& id) { by_id_.emplace(fold_primary_id(id), user); });
  });
}

void Withdrawn::forget(std::span<const StoredUser> users,
                       std::span<const std::vector<std::string>> former) {
  if (by_id_.empty()) return;
  std::vector<UserId> found;
  const auto look_for = [&](const std::string& id) {
    const auto [first, last] = by_id_.equal_range(fold_primary_id(id));
    for (auto at = first; at != last; ++at) found.push_back(at->second);
  };
  for (const StoredUser& stored : users) for_ids(stored.user, look_for);
  for (const std::vector<std::string>& ids : former)
    for (const std::string& id : ids) look_for(id);
  transaction_.forget_history(found);
}

}  // namespace roster::purge
