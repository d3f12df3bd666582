#include "exports/selection.hpp"

#include <algorithm>
#include <span>

namespace roster::exports {
namespace {

constexpr std::size_t kBatch = 100;

std::optional<std::string> only(const std::vector<std::string>& list) {
  if (list.size() == 1) return list.front();
  return std::nullopt;
}

void visit_all(Transaction& transaction, const Where& where,
               const std::function<bool(const StoredUser&)>& visit) {
  UserFilter filter;
  filter.user_group = only(where.user_group);
  filter.record_type = only(where.record_type);
  filter.external_id = only(where.profile);
  transaction.scan(
      filter, [&](const StoredUser& stored) { return !fits(where, stored.user) || visit(stored); });
}

void visit_changed(Transaction& transaction, std::int64_t since, const Where& where,
                   const std::function<bool(const StoredUser&)>& visit) {
  std::vector<UserId> ids;
  transaction.changed_since(since, [&](UserId id, std::int64_t) { ids.push_back(id); });
  const std::span<const UserId> all(ids);
  for (std::size_t at = 0; at < all.size(); at += kBatch)
    for (const StoredUser& stored :
         transaction.get(all.subspan(at, std::min(kBatch, all.size() - at))))
      if (fits(where, stored.user) && !visit(stored)) return;
}

}  // namespace

void visit_users(Transaction& transaction, const Selection& selection,
                 const std::function<bool(const StoredUser&)>& visit) {
  if (selection.since) return visit_changed(transaction, *selection.since, selection.where, visit);
  visit_all(transaction, selection.where, visit);
}

}  // namespace roster::exports
