// Store: the only place users live. Opened by URL; all work happens in a Transaction.
//
//   std::unique_ptr<Store> store = open_store("sqlite:/var/lib/roster/roster.db");
//   std::unique_ptr<Transaction> transaction = store->begin(Access::write);
//   … transaction->put(writes); …
//   transaction->commit();
//
// What a transaction can do is cut by subject; a function takes the subject it needs:
//   UserStore        users: reading and writing them
//   ListStore        users in order, a page at a time
//   IdStore          who holds an id, today or formerly
//   DigestStore      which bytes each user was read from
//   HistoryStore     what changed, and what users were before
//   AbsenceStore     how many full feeds a user was missing from
//   HoldStore        locks, and people who are kept
//   ObligationStore  what users owe or hold elsewhere
//   ErasureStore     what is left of removed users
//   JobStore         the rows of jobs
//   KeyStore         the keys of the HTTP API
//   ExportStore      how far exports got
//
// Threads: a Store and its Transactions belong to one thread at a time. At most one Transaction
// exists at a time; after commit() it can only be destroyed. Batches: every call that may run
// once a record takes a span, so that an engine across a network needs one round trip a batch.
// Errors: StoreError when the engine refuses (disk full, I/O, connection); nothing of the
// transaction is applied. StoreBusy when another process holds the store. A destroyed Transaction
// that was not committed is rolled back.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "users/store/absences.hpp"
#include "users/store/digests.hpp"
#include "users/store/erasures.hpp"
#include "users/store/error.hpp"
#include "users/store/exports.hpp"
#include "users/store/history.hpp"
#include "users/store/holds.hpp"
#include "users/store/ids.hpp"
#include "users/store/jobs.hpp"
#include "users/store/keys.hpp"
#include "users/store/lists.hpp"
#include "users/store/obligations.hpp"
#include "users/store/users.hpp"

namespace roster {

class Transaction : public virtual UserStore,
                    public virtual ListStore,
                    public virtual IdStore,
                    public virtual DigestStore,
                    public virtual HistoryStore,
                    public virtual AbsenceStore,
                    public virtual HoldStore,
                    public virtual ObligationStore,
                    public virtual ErasureStore,
                    public virtual JobStore,
                    public virtual KeyStore,
                    public virtual ExportStore {
 public:
  virtual void commit() = 0;
};

enum class Access : std::uint8_t { read, write };

class Store {
 public:
  virtual ~Store() = default;
  virtual std::unique_ptr<Transaction> begin(Access access) = 0;
  /// Writes everything back and leaves no trace of removed rows in side files. Where somebody is
  /// reading, that waits for a later transaction.
  virtual void checkpoint() = 0;
};

/// An identifier that differs from another in case alone, and whose it is.
struct IdentifierClash {
  std::string value;
  std::string primary_id;  // folded
};

/// What is decided when a store is made. A store that was made otherwise is refused.
struct StoreOptions {
  /// Nothing: insensitive for a new store, else as the store is. A store of an older version, whose
  /// identifiers compared with case, becomes insensitive unless some differ in case alone.
  std::optional<IdentifierCase> identifier_case = {};
  /// Called when a store of an older version stays sensitive for that reason, with those
  /// identifiers (at most 1000), those that clash side by side.
  std::function<void(const std::vector<IdentifierClash>&)> on_clashes = {};
};

/// Opens (and creates or migrates) the store at `sqlite:PATH` or `sqlite::memory:`. Throws
/// StoreBusy when another process has it, StoreError otherwise; std::invalid_argument when the URL
/// is not understood.
std::unique_ptr<Store> open_store(std::string_view url, const StoreOptions& options = {});

/// Opens an existing store for reading alone, in another thread or process than the one that
/// writes. It waits for nobody and nobody waits for it: each of its transactions sees what was
/// committed when it began, however long it takes; during a first load, what was there before.
/// Never makes a store or migrates one. Throws StoreMissing when there is none (a store in memory
/// has no readers), StoreError when it is of another version; begin() also throws StoreBusy where
/// there is nothing to read at the moment.
std::unique_ptr<Store> open_reader(std::string_view url);

/// Makes a whole copy of a store at `to` (an empty file, or none), while others work on it: what is
/// committed at one moment. The copy is checked and brought to the disk; it is a store of its own.
/// `on_share` is told which share of it is copied; what it throws ends the copy. Throws
/// StoreMissing, StoreError.
void backup_store(std::string_view url, const std::string& to,
                  const std::function<void(double)>& on_share = {});

/// Puts the store in the file `from` into the place of the one at the URL; that one, if there is
/// one, is kept in the file `kept`. Throws StoreBusy when a process has it, StoreError.
void replace_store(std::string_view url, const std::string& from, const std::string& kept);

/// The user of this primary id, else of this identifier; nothing when nobody has it.
std::optional<StoredUser> find_user(Transaction& transaction, std::string_view id);

}  // namespace roster
