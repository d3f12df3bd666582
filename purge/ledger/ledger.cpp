#include "purge/ledger/ledger.hpp"

#include <algorithm>
#include <cstring>
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

/// True when the ledger was written with the key. An entry that does not fit it may have been
/// modified, so others are asked too: the next one, and the end.
bool fits(Transaction& transaction, Hmac& hmac, const Erasure& first) {
  if (first.chain == chain(hmac, first, {})) return true;
  const std::vector<Erasure> second = transaction.erasures(first.number, 1);
  if (!second.empty() && second.front().chain == chain(hmac, second.front(), first.chain))
    return true;
  const std::optional<LedgerEnd> end = transaction.ledger_end();
  const std::optional<Erasure> last = transaction.last_erasure();
  return end && last && *end == end_after(hmac, *last);
}

/// With a wrong key, every query would answer "never erased".
void check_key(Transaction& transaction, const LedgerKey& key, const std::filesystem::path& path) {
  Hmac hmac(key.bytes);
  const std::vector<Erasure> first = transaction.erasures(0, 1);
  if (first.empty() || fits(transaction, hmac, first.front())) return;
  throw LedgerError("the key " + path.string() +
                    " does not fit the first entry of the erasure ledger: is it the key of this "
                    "store? Put the right key back");
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

/// How many users the applied jobs from this one on removed: each of them has an entry. A lower
/// bound, because jobs are forgotten at some time.
std::int64_t count_removed(Transaction& transaction, JobNumber first) {
  struct Removing {
    JobKind kind;
    const char* count;
  };
  constexpr Removing kinds[] = {
      {JobKind::purge, "purged"}, {JobKind::remove, "purged"}, {JobKind::undo, "removed"}};
  std::int64_t sum = 0;
  JobFilter filter;
  for (const Removing& removing : kinds) {
    filter.kind = removing.kind;
    for (const Job& job : transaction.jobs(filter)) {
      const auto removed = job.counts.find(removing.count);
      if (job.number >= first && is_applied(job) && removed != job.counts.end())
        sum += removed->second;
    }
  }
  return sum;
}

/// Checks by the jobs' counts that no entry is missing: for an end that was cut off with its
/// marker.
std::optional<std::string> check_jobs(Transaction& transaction, const Erasure& last) {
  const std::vector<Erasure> first = transaction.erasures(0, 1);
  const std::int64_t removed = count_removed(transaction, first.empty() ? 0 : first.front().job);
  if (removed <= last.number) return std::nullopt;
  if (first.empty())
    return std::string("the erasure ledger is empty, although jobs have removed users");
  return "the erasure ledger ends with entry " + std::to_string(last.number) +
         ", but jobs have removed " + std::to_string(removed) + " users";
}

/// Compares the index by which ids are looked up with the entries: both have the same sum of
/// hashes. The key of these hashes is a new one each time, so that no change can keep the sum.
class IndexCheck {
 public:
  void expect(const Erasure& entry) {
    std::vector<std::string_view> keys;
    for (const std::string& hash : entry.hashes)
      keys.push_back(std::string_view(hash).substr(0, ErasureStore::kIndexedBytes));
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    for (const std::string_view key : keys) sum_ += hash_of(key, entry.number);
  }
  bool fits(Transaction& transaction) {
    transaction.erasure_index(
        [this](std::string_view key, std::int64_t number) { sum_ -= hash_of(key, number); });
    return sum_ == 0;
  }

 private:
  Hmac hmac_{random_bytes(32)};
  std::uint64_t sum_ = 0;

  std::uint64_t hash_of(std::string_view key, std::int64_t number) {
    const std::string hash = hmac_(std::to_string(number) + '\n' + std::string(key));
    std::uint64_t bits = 0;
    std::memcpy(&bits, hash.data(), sizeof bits);
    return bits;
  }
};

/// What the entries show about the end. The versions that wrote no end marker wrote one hash an
/// entry.
struct Walked {
  Erasure last;
  bool had_marker = false;
};

/// Checks that no entry is missing at the end.
std::optional<std::string> check_end(Transaction& transaction, Hmac* hmac, const Walked& walked) {
  const Erasure& last = walked.last;
  const std::optional<LedgerEnd> end = transaction.ledger_end();
  if (end && hmac != nullptr && *end == end_after(*hmac, last))
    return check_jobs(transaction, last);
  if (end && end->number > last.number)
    return "the erasure ledger ends with entry " + std::to_string(last.number) + ", but it had " +
           std::to_string(end->number);
  if (end) return "the end marker of the erasure ledger was modified";
  if (auto fault = check_jobs(transaction, last)) return fault;
  if (walked.had_marker) return "the end marker of the erasure ledger was removed";
  return std::nullopt;
}

/// Reads all entries, and adds them to `index`, unless that is nothing.
std::optional<std::string> verify(Transaction& transaction, const std::filesystem::path& path,
                                  IndexCheck* index) {
  const std::optional<LedgerKey> key = read_key_file(path);
  if (!key && transaction.last_erasure()) no_key(path);
  if (!key) return check_end(transaction, nullptr, {});
  check_key(transaction, *key, path);
  Hmac hmac(key->bytes);
  Walked walked;
  Erasure& before = walked.last;
  for (;;) {
    const std::vector<Erasure> page = transaction.erasures(before.number, kPage);
    if (page.empty()) return check_end(transaction, &hmac, walked);
    for (const Erasure& entry : page) {
      const bool follows = entry.number == before.number + 1;
      if (!follows || entry.chain != chain(hmac, entry, before.chain))
        return "entry " + std::to_string(before.number + 1) +
               " of the erasure ledger was modified or removed";
      if (index != nullptr) index->expect(entry);
      walked.had_marker |= entry.hashes.size() > 1;
      before = entry;
    }
  }
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
  if (!transaction.last_erasure()) return key;
  if (!key) no_key(path);
  check_key(transaction, *key, path);
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

/// Of all ids of the user, also as earlier versions entered them.
std::vector<std::string> ErasedIds::hashes_of(const User& user) {
  if (!hmac_) return {};
  std::vector<std::string> all = hashes(*hmac_, user, {});
  const auto add_earlier = [&](std::string_view id) {
    if (auto earlier = earlier_hash_id(*hmac_, id)) all.push_back(std::move(*earlier));
  };
  add_earlier(user.primary_id);
  for (const Identifier& identifier : user.user_identifiers) add_earlier(identifier.value);
  return all;
}

bool ErasedIds::has_one_of(Transaction& transaction, const User& user) {
  const std::vector<std::string> all = hashes_of(user);
  return std::any_of(all.begin(), all.end(), [&](const std::string& hash) {
    return !transaction.erasures_of(hash).empty();
  });
}

bool ErasedIds::has_one_since(Transaction& transaction, const User& user, JobNumber undo) {
  std::int64_t by_undo = 0, by_other = 0;  // numbers of the last entries
  for (const std::string& hash : hashes_of(user))
    for (const Erasure& entry : transaction.erasures_of(hash)) {
      if (entry.job == undo) by_undo = std::max(by_undo, entry.number);
      const std::optional<Job> job = transaction.job(entry.job);
      if (!job || job->kind != JobKind::undo) by_other = std::max(by_other, entry.number);
    }
  return by_other > by_undo;
}

std::optional<std::string> verify_entries(Transaction& transaction,
                                          const std::filesystem::path& path) {
  return verify(transaction, path, nullptr);
}

std::optional<std::string> verify_ledger(Transaction& transaction,
                                         const std::filesystem::path& path) {
  IndexCheck index;
  if (auto fault = verify(transaction, path, &index)) return fault;
  if (index.fits(transaction)) return std::nullopt;
  return "the index of the erasure ledger was modified: some ids are not found, although their "
         "entries are there";
}

}  // namespace roster::purge
