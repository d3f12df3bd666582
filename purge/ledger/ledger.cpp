#include "purge/ledger/ledger.hpp"

#include <algorithm>

#include "purge/ledger/hmac.hpp"
#include "users/base/day.hpp"

namespace roster::purge {
namespace {

constexpr std::size_t kPage = 1000;

/// The same for ids that compare equal. The word in front keeps hashes and chains apart.
std::string hash_id(Hmac& hmac, std::string_view id) { return hmac("id\n" + fold_primary_id(id)); }

std::string chain(Hmac& hmac, const Erasure& entry, std::string_view before) {
  std::string text = "entry\n";
  for (const std::string& part :
       {to_hex(before), std::to_string(entry.number), to_hex(entry.hash), format_time(entry.at),
        std::to_string(entry.job), to_hex(entry.job_name), std::string(to_string(entry.policy))}) {
    text += part + '\n';
  }
  return hmac(text);
}

/// Another key than the one that wrote the entries would answer "never erased" to every question.
void check_key(const LedgerKey& key, const Erasure& first, const std::filesystem::path& path) {
  Hmac hmac(key.bytes);
  if (first.chain == chain(hmac, first, {})) return;
  throw LedgerError("the erasure ledger was not written with the key " + path.string() +
                    ": put the right key back");
}

[[noreturn]] void no_key(const std::filesystem::path& path) {
  throw LedgerError("the erasure ledger's key " + path.string() +
                    " is missing, though the ledger has entries: put its backup back; without it "
                    "nobody can tell who was erased");
}

std::vector<std::string> hashes(Hmac& hmac, const User& user) {
  std::vector<std::string> found{hash_id(hmac, user.primary_id)};
  for (const Identifier& identifier : user.user_identifiers) {
    std::string hash = hash_id(hmac, identifier.value);
    if (std::find(found.begin(), found.end(), hash) == found.end()) found.push_back(hash);
  }
  return found;
}

}  // namespace

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

std::vector<Erasure> LedgerWriter::entries(std::span<const StoredUser> users) {
  std::vector<Erasure> entries;
  for (const StoredUser& stored : users) {
    for (std::string& hash : hashes(hmac_, stored.user)) {
      Erasure entry{last_.number + 1, std::move(hash), job_.at, job_.number,
                    job_.name,        job_.policy,     {}};
      entry.chain = chain(hmac_, entry, last_.chain);
      last_ = entry;
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

std::vector<Erasure> find_erasures(Transaction& transaction, const std::filesystem::path& path,
                                   std::string_view id) {
  const std::optional<LedgerKey> key = read_ledger_key(transaction, path);
  if (!key) return {};
  Hmac hmac(key->bytes);
  return transaction.erasures_of(hash_id(hmac, id));
}

std::optional<std::int64_t> verify_ledger(Transaction& transaction,
                                          const std::filesystem::path& path) {
  const std::optional<LedgerKey> key = read_key_file(path);
  if (!key && transaction.last_erasure()) no_key(path);
  if (!key) return std::nullopt;
  Hmac hmac(key->bytes);
  Erasure before;
  for (;;) {
    const std::vector<Erasure> page = transaction.erasures(before.number, kPage);
    if (page.empty()) return std::nullopt;
    for (const Erasure& entry : page) {
      const bool follows = entry.number == before.number + 1;
      if (!follows || entry.chain != chain(hmac, entry, before.chain)) return before.number + 1;
      before = entry;
    }
  }
}

}  // namespace roster::purge
