#include "purge/blockers.hpp"

#include <array>
#include <map>
#include <set>

#include "purge/asked.hpp"
#include "users/base/day.hpp"

namespace roster::purge {
namespace {

/// Number of obligations of each kind, and the balance.
struct Sums {
  std::array<std::int64_t, kObligationKinds> counts{};
  std::map<std::string, std::int64_t> others;  // by word
  Amount balance;

  std::int64_t count(ObligationKind kind) const {
    return counts.at(static_cast<std::size_t>(kind));
  }
};

Sums sum(std::span<const Obligation> obligations) {
  Sums sums;
  for (const Obligation& obligation : obligations) {
    if (obligation.kind == ObligationKind::fee) {
      sums.balance = sums.balance + obligation.amount;
    } else if (obligation.kind == ObligationKind::other) {
      sums.others[obligation.word] += obligation.count;
    } else {
      sums.counts.at(static_cast<std::size_t>(obligation.kind)) += obligation.count;
    }
  }
  return sums;
}

class List {
 public:
  explicit List(const Sums& sums) : sums_(sums) {}

  void count(std::string_view name, ObligationKind kind) {
    if (sums_.count(kind) > 0) add(name, std::to_string(sums_.count(kind)));
  }
  void add(std::string_view name, std::string_view value) {
    reasons.push_back(std::string(name) + ':' + std::string(value));
  }

  std::vector<std::string> reasons;

 private:
  const Sums& sums_;
};

/// The until day is included.
bool is_kept(const std::optional<Keep>& keep, Day today) {
  return keep && (!keep->until || *keep->until >= today);
}

}  // namespace

std::vector<std::string> blockers(const Account& account, const Ties& ties, const Policy& policy,
                                  Now now) {
  using Kind = ObligationKind;
  const Sums sums = sum(ties.obligations);
  List list(sums);
  list.count("loans", Kind::loan);
  if (sums.balance > policy.waive_threshold) list.add("balance", format_amount(sums.balance));
  list.count("po_lines", Kind::po_line);
  list.count("purchase_orders", Kind::purchase_order);
  list.count("invoices", Kind::invoice);
  list.count("locked_bibs", Kind::locked_bib);
  list.count("import_profiles", Kind::import_profile);
  list.count("md_editor", Kind::md_editor);
  if (ties.lock && ties.lock->until > now.time) list.add("locked", ties.lock->holder);
  list.count("assets", Kind::asset);
  list.count("grants", Kind::grant);
  list.count("hold_shelf_requests", Kind::hold_shelf_request);
  if (policy.require_expired && account.expiry_date && *account.expiry_date >= now.today) {
    list.add("not_expired", format_day(*account.expiry_date));
  }
  if (policy.block_on_requests) list.count("requests", Kind::request);
  list.count("proxies", Kind::proxy);
  list.count("guarantees", Kind::guarantee);
  list.count("blocks", Kind::block);
  for (const auto& [word, count] : sums.others)
    if (count > 0) list.add("other:" + word, std::to_string(count));
  if (policy.keep_internal && !account.external) list.reasons.emplace_back("internal_account");
  if (is_kept(ties.keep, now.today)) list.add("kept", ties.keep->reason);
  return std::move(list.reasons);
}

std::vector<std::vector<std::string>> blockers(Transaction& transaction,
                                               std::span<const Account> accounts,
                                               const Policy& policy,
                                               const std::set<std::string>& stale_feeds, Now now) {
  std::vector<UserId> ids;
  for (const Account& account : accounts) ids.push_back(account.id);
  const auto obligations = transaction.obligations_of(ids);
  const auto locks = transaction.locks_of(ids);
  const auto keeps = transaction.keeps_of(ids);
  const auto unasked = not_asked(transaction, ids);
  std::vector<std::vector<std::string>> found;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    found.push_back(blockers(accounts[i], {obligations[i], locks[i], keeps[i]}, policy, now));
    if (stale_feeds.contains(accounts[i].external_id))
      found.back().push_back("feed_stale:" + accounts[i].external_id);
    found.back().insert(found.back().end(), unasked[i].begin(), unasked[i].end());
  }
  return found;
}

std::vector<std::vector<std::string>> blockers(Transaction& transaction,
                                               std::span<const StoredUser> users,
                                               const Policy& policy,
                                               const std::set<std::string>& stale_feeds, Now now) {
  std::vector<Account> accounts;
  for (const StoredUser& user : users) accounts.push_back(account_of(user));
  auto found = blockers(transaction, accounts, policy, stale_feeds, now);
  for (std::size_t i = 0; i < users.size(); ++i)
    if (users[i].damaged()) found[i].push_back(damaged_row(users[i].id));
  return found;
}

std::string damaged_row(UserId id) { return "damaged_row:" + std::to_string(id); }

}  // namespace roster::purge
