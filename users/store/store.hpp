// Store: the only place users live. Opened by URL; all work happens in a Transaction.
//
//   std::unique_ptr<Store> store = open_store("sqlite:/var/lib/roster/roster.db");
//   std::unique_ptr<Transaction> transaction = store->begin(Access::write);
//   … transaction->put(writes); …
//   transaction->commit();
//
// Threads: a Store and its Transactions belong to one thread at a time. At most one Transaction
// exists at a time; after commit() it can only be destroyed. Batches: every call that may run
// once a record takes a span, so that an engine across a network needs one round trip a batch.
// Errors: StoreError when the engine refuses (disk full, I/O, connection); nothing of the
// transaction is applied. StoreBusy when another process holds the store. A destroyed Transaction
// that was not committed is rolled back.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "users/base/fold.hpp"
#include "users/model/erasure.hpp"
#include "users/model/fields.hpp"
#include "users/model/job.hpp"
#include "users/model/obligation.hpp"
#include "users/model/user.hpp"

namespace roster {

struct StoreError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct StoreBusy : StoreError {
  using StoreError::StoreError;
};
/// The disk did not confirm a write, so nobody knows what is on it. The process must end and begin
/// again from what it finds; trying again would report success for data that is lost.
struct StoreBroken : StoreError {
  using StoreError::StoreError;
};

/// The store's own number of a user: dense, never reused, never shown. 0 is nobody.
using UserId = std::int64_t;

/// 128 bits over a record's bytes; zero means none.
struct Digest {
  std::uint64_t low = 0, high = 0;

  explicit operator bool() const { return low != 0 || high != 0; }
  friend bool operator==(const Digest&, const Digest&) = default;
};

/// A user with what the store knows about the row.
struct StoredUser {
  UserId id = 0;
  std::int64_t revision = 0;  // the change that last touched it (Transaction::begin_change)
  User user;
};

/// Who holds a value. Primary ids compare case-folded (Unicode), identifiers as they are.
struct Owners {
  UserId by_primary_id = 0;
  UserId by_identifier = 0;
  std::string identifier_type;  // of by_identifier
};

/// One user to write. The engine keeps `before` as the history of the change.
struct Write {
  UserId id = 0;                       // 0: create; the engine fills it in
  const User* user = nullptr;          // not owned
  const StoredUser* before = nullptr;  // what was stored; nullptr for a new user; not owned
  Digest digest;                       // of the record it was read from; none for a staff edit
  FieldSet changed;                    // for the history; ignored for a new user
};

/// What a purge decides by, without the rest of the user.
struct Account {
  UserId id = 0;
  std::optional<Day> expiry_date;
  bool external = false;
};

struct UserFilter {
  std::optional<std::string> user_group;
  std::optional<std::string> record_type;
  std::optional<std::string> external_id;  // profile code
  std::optional<Day> due_by;               // purge date not after this day
  std::optional<std::int64_t> limit;
};

/// One entry of a user's history, or one user of a change.
struct HistoryEntry {
  std::int64_t revision = 0;
  UserId id = 0;
  JobNumber job = 0;  // 0: a staff edit
  Time at{};
  std::string what;            // "synchronize SIS", "set user_group", …
  FieldSet changed;            // empty: the user was created
  std::optional<User> before;  // nothing: the user did not exist
};

struct Lock {
  std::string holder;
  Time until;
};

struct JobFilter {
  std::optional<JobKind> kind;
  std::optional<JobStatus> status;
  std::optional<std::string> name;
  std::optional<std::int64_t> limit;  // newest first
};

class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual void commit() = 0;

  // Users ------------------------------------------------------------------------------------
  /// Who holds each value, as a primary id or as an identifier; in the order asked.
  virtual std::vector<Owners> owners(std::span<const std::string_view> values) = 0;
  /// The users of these ids, in the order asked. An id that does not exist is a bug.
  virtual std::vector<StoredUser> get(std::span<const UserId> ids) = 0;
  /// Those of them that exist.
  virtual std::vector<StoredUser> get_existing(std::span<const UserId> ids) = 0;
  /// The largest id ever given; 0 before the first user.
  virtual UserId last_user_id() = 0;
  /// Calls `visit` for each user that fits, ordered by primary id; stops when it returns false.
  /// `visit` may call what reads, but nothing that writes.
  virtual void scan(const UserFilter& filter,
                    const std::function<bool(const StoredUser&)>& visit) = 0;
  /// The accounts of the users that fit, ordered by primary id.
  virtual std::vector<Account> accounts(const UserFilter& filter) = 0;
  /// How many users fit, whatever the filter's limit.
  virtual std::int64_t count(const UserFilter& filter) = 0;
  /// Creates and updates, with identifiers, digest and history, as part of the change begun with
  /// begin_change(). Uniqueness of primary ids, and of identifier values across users and types, is
  /// the caller's duty (owners()); the engine refuses a violation with StoreError.
  virtual void put(std::span<Write> writes) = 0;
  /// Forgets users: row, identifiers, digest, lock, absence. What they were before earlier updates
  /// stays in the history unless forget_history() is called.
  virtual void remove(std::span<const UserId> ids) = 0;

  // Digests ----------------------------------------------------------------------------------
  /// Calls `visit` for every user that has a digest.
  virtual void digests(const std::function<void(UserId, const Digest&)>& visit) = 0;
  /// Sets the digests of users whose record was read again and found unchanged.
  virtual void set_digests(std::span<const std::pair<UserId, Digest>> digests) = 0;

  // History ----------------------------------------------------------------------------------
  /// Starts a change: all puts until the next call belong to it. Returns its revision, larger than
  /// every earlier one. `job` is 0 for a staff edit.
  virtual std::int64_t begin_change(JobNumber job, Time at, std::string_view what) = 0;
  /// Updates stay known until they are forgotten; that a user was created, as long as the user is.
  /// What a job changed: up to `limit` users with ids above `after`, ordered by id.
  virtual std::vector<HistoryEntry> history_of_job(JobNumber job, UserId after,
                                                   std::size_t limit) = 0;
  /// A user's history, oldest first.
  virtual std::vector<HistoryEntry> history_of_user(UserId id) = 0;
  virtual void forget_history(std::span<const UserId> ids) = 0;
  /// Forgets every change older than `time`.
  virtual void forget_history_before(Time time) = 0;

  // Absence: how many full feeds in a row a user was missing from -----------------------------
  virtual std::vector<std::pair<UserId, int>> absences(std::string_view profile) = 0;
  /// Replaces all absences of the profile: who is not named is not absent.
  virtual void set_absences(std::string_view profile,
                            std::span<const std::pair<UserId, int>> absences) = 0;

  // Locks ------------------------------------------------------------------------------------
  virtual std::optional<Lock> lock_of(UserId id) = 0;
  /// The locks of these users, in the order asked.
  virtual std::vector<std::optional<Lock>> locks_of(std::span<const UserId> ids) = 0;
  virtual void set_lock(UserId id, const std::optional<Lock>& lock) = 0;

  // Obligations ------------------------------------------------------------------------------
  /// Forgets all that a source said and sets the time of what add_obligations() brings next.
  virtual void begin_obligations(std::string_view source, Time as_of) = 0;
  /// Adds to what a source says, also for ids that nobody has. The source must have begun.
  virtual void add_obligations(std::string_view source, std::span<const Obligation> rows) = 0;
  /// What all sources say of these users, in the order asked: rows with the user's primary id, and
  /// rows with one of its identifiers when no user has that primary id. To be on the safe side
  /// identifiers compare case-folded here, too.
  virtual std::vector<std::vector<Obligation>> obligations_of(std::span<const UserId> ids) = 0;
  /// Forgets the rows that obligations_of() gives for these users.
  virtual void forget_obligations(std::span<const UserId> ids) = 0;
  /// All sources that ever spoke, by name.
  virtual std::vector<ObligationSource> obligation_sources() = 0;
  /// Whom the rows of a source concern; identifiers compare as they are.
  virtual ObligationCounts count_obligations(std::string_view source) = 0;

  // What is left of removed users ------------------------------------------------------------
  /// Adds remains, or replaces those of the same id.
  virtual void put_remains(std::span<const Remains> remains) = 0;
  virtual void drop_remains(std::span<const std::string> ids) = 0;
  /// Up to `limit` remains with ids above `after` that keep more than `policy` would keep, ordered
  /// by id. Those are all for DeletePolicy::fully_remove.
  virtual std::vector<Remains> remains_looser_than(DeletePolicy policy, std::string_view after,
                                                   std::size_t limit) = 0;
  /// Appends to the erasure ledger; the caller numbers the entries.
  virtual void add_erasures(std::span<const Erasure> erasures) = 0;
  /// The entries of a hash, oldest first.
  virtual std::vector<Erasure> erasures_of(std::string_view hash) = 0;
  /// Up to `limit` entries with numbers above `after`, in order.
  virtual std::vector<Erasure> erasures(std::int64_t after, std::size_t limit) = 0;
  virtual std::optional<Erasure> last_erasure() = 0;

  // Jobs -------------------------------------------------------------------------------------
  /// Adds a job and gives it the next number.
  virtual JobNumber add_job(const Job& job) = 0;
  /// Replaces the job of this number, which must exist.
  virtual void update_job(const Job& job) = 0;
  virtual std::optional<Job> job(JobNumber number) = 0;
  virtual std::vector<Job> jobs(const JobFilter& filter) = 0;
};

enum class Access : std::uint8_t { read, write };

class Store {
 public:
  virtual ~Store() = default;
  virtual std::unique_ptr<Transaction> begin(Access access) = 0;
  /// Writes everything back and leaves no trace of removed rows in side files.
  virtual void checkpoint() = 0;
};

/// Opens (and creates or migrates) the store at `sqlite:PATH` or `sqlite::memory:`. Throws
/// StoreBusy when another process has it, StoreError otherwise; std::invalid_argument when the URL
/// is not understood.
std::unique_ptr<Store> open_store(std::string_view url);

Account account_of(const StoredUser& user);

/// The user of this primary id, else of this identifier; nothing when nobody has it.
std::optional<StoredUser> find_user(Transaction& transaction, std::string_view id);

}  // namespace roster
