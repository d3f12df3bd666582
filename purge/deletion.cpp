#include "purge/deletion.hpp"

#include <future>

#include "purge/ledger/hmac.hpp"

namespace roster::purge {
namespace {

constexpr std::size_t kBatch = 500;
constexpr std::size_t kIdBytes = 16;

/// Drawn at once: a draw takes as long for one id as for hundreds.
std::vector<std::string> random_ids(std::size_t count) {
  const std::string bytes = random_bytes(count * kIdBytes);
  std::vector<std::string> ids;
  for (std::size_t at = 0; at < bytes.size(); at += kIdBytes)
    ids.push_back(to_hex(std::string_view(bytes).substr(at, kIdBytes)));
  return ids;
}

User deactivated(const User& user) {
  User kept = user;
  kept.status = {"DELETED", "Deleted"};
  for (Identifier& identifier : kept.user_identifiers) identifier.status = "INACTIVE";
  return kept;
}

User statistics(const User& user) {
  User kept;
  kept.record_type = user.record_type;
  kept.user_group = user.user_group;
  kept.job_category = user.job_category;
  kept.user_statistics = user.user_statistics;
  return kept;
}

User anonymous_statistics(const User& user, const std::string& id) {
  User kept = statistics(user);
  for (Statistic& statistic : kept.user_statistics) statistic.statistic_note.clear();
  kept.last_name = id;
  return kept;
}

/// The primary id, which an earlier deletion may have moved to last_name.
const std::string& primary_id(const User& user) {
  return user.primary_id.empty() ? user.last_name : user.primary_id;
}

void add_ids(const User& user, const std::vector<std::string>& former,
             std::vector<std::string>& ids) {
  ids.push_back(user.primary_id);
  for (const Identifier& identifier : user.user_identifiers) ids.push_back(identifier.value);
  ids.insert(ids.end(), former.begin(), former.end());
}

LedgerKey ledger_key(Transaction& transaction, const std::filesystem::path& path) {
  const std::optional<LedgerKey> key = read_ledger_key(transaction, path);
  return key ? *key : create_ledger_key(path);
}

}  // namespace

std::string remains_id(Hmac& hmac, std::string_view primary_id) {
  constexpr std::size_t kDigits = 32;
  return to_hex(hmac("remains\n" + fold_primary_id(primary_id))).substr(0, kDigits);
}

std::optional<Remains> remains_of(const User& user, DeletePolicy policy, std::string id,
                                  const std::string& anonymous_id) {
  if (policy == DeletePolicy::fully_remove) return std::nullopt;
  Remains remains{std::move(id), policy, {}};
  if (policy == DeletePolicy::keep_fully_reportable) {
    remains.user = deactivated(user);
  } else if (policy == DeletePolicy::keep_statistics) {
    remains.user = statistics(user);
    remains.user.last_name = primary_id(user);
  } else {
    remains.user = anonymous_statistics(user, anonymous_id);
  }
  return remains;
}

Deletion::Deletion(Transaction& transaction, const std::filesystem::path& path, LedgerJob job)
    : transaction_(transaction),
      policy_(job.policy),
      key_(ledger_key(transaction, path)),
      hmac_(key_.bytes),
      ledger_(transaction, key_, std::move(job)),
      withdrawn_(transaction) {}

void Deletion::remove(std::span<const StoredUser> users) {
  std::vector<UserId> ids;
  for (const StoredUser& stored : users) ids.push_back(stored.id);
  const auto former = transaction_.former_ids(ids);
  // Hashes on another thread while the store works.
  auto entries = std::async(std::launch::async, [&] { return ledger_.entries(users, former); });
  std::vector<Remains> remains;
  std::vector<std::string> earlier, to_scrub;  // earlier: ids of remains
  const std::vector<std::string> anonymous = random_ids(users.size());
  for (std::size_t i = 0; i < users.size(); ++i) {
    const User& user = users[i].user;
    const std::string id = remains_id(hmac_, user.primary_id);
    auto kept = remains_of(user, policy_, id, anonymous[i]);
    kept ? remains.push_back(std::move(*kept)) : earlier.push_back(id);
    for (const std::string& old : former[i]) earlier.push_back(remains_id(hmac_, old));
    if (policy_ == DeletePolicy::fully_remove) add_ids(user, former[i], to_scrub);
  }
  transaction_.drop_remains(earlier);
  transaction_.put_remains(remains);
  transaction_.forget_obligations(ids);
  transaction_.forget_history(ids);
  withdrawn_.forget(users, former);
  transaction_.remove(users);
  transaction_.add_to_scrub(to_scrub);
  transaction_.add_erasures(entries.get());
  transaction_.set_ledger_end(ledger_.end());
}

void enter_erasures(Transaction& transaction, const std::filesystem::path& path, LedgerJob job,
                    std::span<const StoredUser> users) {
  std::vector<UserId> ids;
  for (const StoredUser& stored : users) ids.push_back(stored.id);
  LedgerWriter ledger(transaction, ledger_key(transaction, path), std::move(job));
  transaction.add_erasures(ledger.entries(users, transaction.former_ids(ids)));
  transaction.set_ledger_end(ledger.end());
}

std::int64_t apply_policy_to_remains(Transaction& transaction, DeletePolicy policy) {
  std::int64_t changed = 0;
  for (std::string after;;) {
    const std::vector<Remains> page = transaction.remains_looser_than(policy, after, kBatch);
    if (page.empty()) return changed;
    after = page.back().id;
    std::vector<std::string> ids;
    std::vector<Remains> smaller;
    const std::vector<std::string> anonymous = random_ids(page.size());
    for (const Remains& old : page) {
      ids.push_back(old.id);
      auto kept = remains_of(old.user, policy, old.id, anonymous[ids.size() - 1]);
      if (kept) smaller.push_back(std::move(*kept));
    }
    policy == DeletePolicy::fully_remove ? transaction.drop_remains(ids)
                                         : transaction.put_remains(smaller);
    changed += static_cast<std::int64_t>(page.size());
  }
}

}  // namespace roster::purge
