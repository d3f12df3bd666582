#include "purge/ledger/ledger.hpp"

#include <algorithm>
#include <iterator>

#include "purge/ledger/hmac.hpp"
#include "users/base/day.hpp"
#include "users/base/earlier_fold.hpp"

namespace roster::purge {
namespace {

constexpr std::size_t kPage = 1000;

/// The word in front keeps hashes and chains apart.
std::string hash_folded(Hmac& hmac, const std::string& folded) { return hmac("id\n" + folded); }

std::string chain(Hmac& hmac, const Erasure& entry, std::string_view before) {
  std::vector<std::string> parts{to_hex(before), std::to_string(entry.number)};
  for (const std::string& hash : entry.hashes) parts.push_back(to_hex(hash));
  for (std::string part : {format_time(entry.at), std::to_string(entry.job), to_hex(entry.job_name),
                           std::string(to_string(entry.policy))})
    parts.push_back(std::move(part));
  std::string text = "entry\n";
  for (const std::string& part : parts) text += part + '\n';
  return hmac(text);
}

LedgerEnd end_after(Hmac& hmac, const Erasure& last) {
  return {last.number, hmac("end\n" + std::to_string(last.number) + '\n' + to_hex(last.chain))};
}

/// With a wrong key, every query would answer "never erased".
void check_key(const LedgerKey& key, const Erasure& first, const std::filesystem::path& path) {
  Hmac hmac(key.bytes);
  if (first.chain == chain(hmac, first, {})) return;
  throw LedgerError("the erasure ledger was not written with the key " + path.string() +
                    ": put the right key back");
}

[[noreturn]] void no_key(const std::filesystem::path& path) {
  throw LedgerError("the erasure ledger's key " + path.string() +
                    " is missing, although the ledger has entries: restore it from a backup; "
                    "without it the ledger cannot be queried");
}

std::vector<std::string> hashes(Hmac& hmac, const User& user, std::span<const std::string> former) {
  std::vector<std::string> found{hash_id(hmac, user.primary_id)};
  const auto add = [&](std::string_view id) {
    std::string hash = hash_id(hmac, id);
    if (std::find(found.begin(), found.end(), hash) == found.end())
      found.push_back(std::move(hash));
  };
  for (const Identifier& identifier : user.user_identifiers) add(identifier.value);
  for (const std::string& id : former) add(id);
  return found;
}

/// True when a purge or deletion that was applied removed users.
bool has_removed(Transaction& transaction) {
  JobFilter filter;
  for (const JobKind kind : {JobKind::purge, JobKind::remove}) {
    filter.kind = kind;
    const std::vector<Job> jobs = transaction.jobs(filter);
    if (std::any_of(jobs.begin(), jobs.end(), [](const Job& job) {
          const auto purged = job.counts.find("purged");
          return is_applied(job) && purged != job.counts.end() && purged->second > 0;
        }))
      return true;
  }
  return false;
}

/// Checks that no entry is missing at the end.
std::optional<std::string> check_end(Transaction& transaction, Hmac* hmac, const Erasure& last) {
  const std::optional<LedgerEnd> end = transaction.ledger_end();
  if (end && hmac != nullptr && *end == end_after(*hmac, last)) return std::nullopt;
  if (end && end->number > last.number)
    return "the erasure ledger ends with entry " + std::to_string(last.number) + ", but it had " +
           std::to_string(end->number);
  if (end) return "the end marker of the erasure ledger was modified";
  if (last.number == 0 && has_removed(transaction))
    return std::string("the erasure ledger is empty, although jobs have removed users");
  return std::nullopt;
}

}  // namespace

/// The same for ids that compare equal.
std::string hash_id(Hmac& hmac, std::string_view id) {
  return hash_folded(hmac, fold_primary_id(id));
}

std::optional<std::string> earlier_hash_id(Hmac& hmac, std::string_view id) {
  const std::string earlier = earlier_fold(id);
  if (earlier == fold_primary_id(id)) return std::nullopt;
  return hash_folded(hmac, earlier);
}

std::optional<LedgerKey> read_ledger_key(Transaction& transaction,
                                         const std::filesystem::path& path) {
  std::optional<LedgerKey> key = read_key_file(path);
  const std::vector<Erasure> first = transaction.erasures(0, 1);
  if (first.empty()) return key;
  if (!key) no_key(path);
  check_key(*key, first.front(), path);
  return key;
}

LedgerWriter::LedgerWriter(Transaction& transaction, const LedgerKey& key, LedgerJob job)
    : hmac_(key.bytes), job_(std::move(job)) {
  if (const auto last = transaction.last_erasure()) last_ = *last;
}

std::vector<Erasure> LedgerWriter::entries(std::span<const StoredUser> users,
                                           std::span<const std::vector<std::string>> former) {
  std::vector<Erasure> entries;
  for (std::size_t i = 0; i < users.size(); ++i) {
    Erasure entry{last_.number + 1,
                  hashes(hmac_, users[i].user, former[i]),
                  job_.at,
                  job_.number,
                  job_.name,
                  job_.policy,
                  {}};
    entry.chain = chain(hmac_, entry, last_.chain);
    last_ = entry;
    entries.push_back(std::move(entry));
  }
  return entries;
}

LedgerEnd LedgerWriter::end() { return end_after(hmac_, last_); }

std::vector<Erasure> find_erasures(Transaction& transaction, const std::filesystem::path& path,
                                   std::string_view id) {
  const std::optional<LedgerKey> key = read_ledger_key(transaction, path);
  if (!key) return {};
  Hmac hmac(key->bytes);
  std::vector<Erasure> found = transaction.erasures_of(hash_id(hmac, id));
  if (const auto earlier = earlier_hash_id(hmac, id)) {
    std::vector<Erasure> old = transaction.erasures_of(*earlier);
    const auto middle = found.insert(found.end(), std::make_move_iterator(old.begin()),
                                     std::make_move_iterator(old.end()));
    std::inplace_merge(
        found.begin(), middle, found.end(),
        [](const Erasure& left, const Erasure& right) { return left.number < right.number; });
  }
  return found;
}

ErasedIds::ErasedIds(Transaction& transaction, const std::filesystem::path& path) {
  if (!transaction.last_erasure()) return;
  if (const std::optional<LedgerKey> key = read_ledger_key(transaction, path))
    hmac_.emplace(key->bytes);
}

bool ErasedIds::has_one_of(Transaction& transaction, const User& user) {
  if (!hmac_) return false;
  std::vector<std::string> all = hashes(*hmac_, user, {});
  const auto add_earlier = [&](std::string_view id) {
    if (auto earlier = earlier_hash_id(*hmac_, id)) all.push_back(std::move(*earlier));
  };
  add_earlier(user.primary_id);
  for (const Identifier& identifier : user.user_identifiers) add_earlier(identifier.value);
  return std::any_of(all.begin(), all.end(), [&](const std::string& hash) {
    return !transaction.erasures_of(hash).empty();
  });
}

std::optional<std::string> verify_ledger(Transaction& transaction,
                                         const std::filesystem::path& path) {
  const std::optional<LedgerKey> key = read_key_file(path);
  if (!key && transaction.last_erasure()) no_key(path);
  if (!key) return check_end(transaction, nullptr, {});
  Hmac hmac(key->bytes);
  Erasure before;
  for (;;) {
    const std::vector<Erasure> page = transaction.erasures(before.number, kPage);
    if (page.empty()) return check_end(transaction, &hmac, before);
    for (const Erasure& entry : page) {
      const bool follows = entry.number == before.number + 1;
      if (!follows || entry.chain != chain(hmac, entry, before.chain))
        return "entry " + std::to_string(before.number + 1) +
               " of the erasure ledger was modified or removed";
      before = entry;
    }
  }
}

}  // namespace roster::purge
