// Ledger: proves that an id was erased, by which job and when, without storing the id.
//
// Each removed user has an entry with the HMAC-SHA-256 of every id (the primary id, every
// identifier, every former id) under a secret key in a file beside the store. With both, one can
// ask "was this id erased?", but the ids cannot be read out. The entries are chained: each carries
// an HMAC over itself and the previous one, and the number of the last one is authenticated
// likewise, so that verify_ledger() detects an entry that was changed, removed or cut off. Entries
// of schema version 2 have one hash each.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "purge/ledger/hmac.hpp"
#include "purge/ledger/key.hpp"
#include "users/store/store.hpp"

namespace roster::purge {

/// Reads the key. Nothing when neither the file nor an entry exists: no key was created yet. Throws
/// LedgerError when the file is missing although the ledger has entries, when the ledger was
/// written with another key, and as read_key_file() does.
std::optional<LedgerKey> read_ledger_key(Transaction& transaction,
                                         const std::filesystem::path& path);

/// What a job writes to its entries, besides the hashes.
struct LedgerJob {
  Time at{};
  JobNumber number = 0;
  std::string name;
  DeletePolicy policy = DeletePolicy::fully_remove;
};

/// The job's name in the entries of an undo starts with this. (That of no other job has a blank
/// after the word.) What an undo removed stays in the history for a while.
inline constexpr std::string_view kUndoEntry = "undo ";
inline bool is_by_undo(const Erasure& entry) { return entry.job_name.starts_with(kUndoEntry); }

/// Creates the entries of one job, in batches, to be added in the same transaction.
class LedgerWriter {
 public:
  LedgerWriter(Transaction& transaction, const LedgerKey& key, LedgerJob job);
  /// Returns the next entries of the chain, for Transaction::add_erasures(). `former` are the
  /// users' former ids, in the same order. Does not use the store: it may run on another thread
  /// while the store works, one call at a time.
  std::vector<Erasure> entries(std::span<const StoredUser> users,
                               std::span<const std::vector<std::string>> former);
  /// For Transaction::set_ledger_end(), after the entries were added.
  LedgerEnd end();

 private:
  Hmac hmac_;
  LedgerJob job_;
  Erasure last_;
};

/// The entries of an id, compared case-folded, oldest first; none when it was never erased. An id
/// that earlier versions folded otherwise (`straße` as `strasse`) is looked up both ways. Throws
/// LedgerError.
std::vector<Erasure> find_erasures(Transaction& transaction, const std::filesystem::path& key,
                                   std::string_view id);

/// Checks for many users whether one of their ids was erased; reads the key once.
class ErasedIds {
 public:
  /// Without a key, or without entries, no id was erased. Throws as read_ledger_key() does.
  ErasedIds(Transaction& transaction, const std::filesystem::path& key);

  /// True when the user's primary id or one of the identifiers was erased.
  bool has_one_of(Transaction& transaction, const User& user);
  /// True when a purge or a deletion erased one of these ids after the undo `undo` removed the
  /// user.
  bool has_one_since(Transaction& transaction, const User& user, JobNumber undo);

 private:
  std::optional<Hmac> hmac_;

  std::vector<std::string> hashes_of(const User& user);
};

/// The hash of an id in the ledger.
std::string hash_id(Hmac& hmac, std::string_view id);
/// The one under which earlier versions entered it, where that is another. It may also be that of
/// somebody else's id.
std::optional<std::string> earlier_hash_id(Hmac& hmac, std::string_view id);

/// Returns nothing when every entry is unchanged and none is missing, else a message; nothing, too,
/// for an empty ledger that no job of the store speaks against. Throws LedgerError when the key is
/// unusable or another one, or missing although the ledger has entries.
std::optional<std::string> verify_entries(Transaction& transaction,
                                          const std::filesystem::path& key);
/// The same; each entry must also be found by each of its ids.
std::optional<std::string> verify_ledger(Transaction& transaction,
                                         const std::filesystem::path& key);

}  // namespace roster::purge
