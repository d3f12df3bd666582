// Sqlite store: the Store in one SQLite file (schemas/sql says how), used by store.cpp only.
//
// One connection, in WAL mode with synchronous=FULL. A transaction that begins while the store has
// no users runs with a rollback journal instead: a first load then writes a million users once, to
// their place, and not a second time to a log.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "users/store/sqlite/digest_pages.hpp"
#include "users/store/sqlite/first_load.hpp"
#include "users/store/sqlite/instance_lock.hpp"
#include "users/store/sqlite/sqlite.hpp"
#include "users/store/store.hpp"

namespace roster {

class SqliteStore final : public Store {
 public:
  /// `path` is a file or ":memory:".
  explicit SqliteStore(const std::string& path);

  std::unique_ptr<Transaction> begin(Access access) override;
  void checkpoint() override;

 private:
  friend class SqliteTransaction;

  void migrate();
  void set_journal(std::string_view mode);

  bool in_memory_;
  std::unique_ptr<InstanceLock> lock_;
  std::unique_ptr<sqlite::Database> database_;
  bool open_ = false;  // a transaction exists
  bool wal_ = false;
};

class SqliteTransaction final : public Transaction {
 public:
  SqliteTransaction(SqliteStore& store, Access access);
  ~SqliteTransaction() override;
  void commit() override;

  std::vector<Owners> owners(std::span<const std::string_view> values) override;
  std::vector<StoredUser> get(std::span<const UserId> ids) override;
  std::vector<StoredUser> get_existing(std::span<const UserId> ids) override;
  UserId last_user_id() override;
  void scan(const UserFilter& filter, const std::function<bool(const StoredUser&)>& visit) override;
  std::vector<Account> accounts(const UserFilter& filter) override;
  std::int64_t count(const UserFilter& filter) override;
  void put(std::span<Write> writes) override;
  void remove(std::span<const UserId> ids) override;

  void digests(const std::function<void(UserId, const Digest&)>& visit) override;
  void set_digests(std::span<const std::pair<UserId, Digest>> digests) override;

  std::int64_t begin_change(JobNumber job, Time at, std::string_view what) override;
  std::vector<HistoryEntry> history_of_job(JobNumber job, UserId after, std::size_t limit) override;
  std::vector<HistoryEntry> history_of_user(UserId id) override;
  void forget_history(std::span<const UserId> ids) override;
  void forget_history_before(Time time) override;

  std::vector<std::pair<UserId, int>> absences(std::string_view profile) override;
  void set_absences(std::string_view profile,
                    std::span<const std::pair<UserId, int>> absences) override;

  std::optional<Lock> lock_of(UserId id) override;
  std::vector<std::optional<Lock>> locks_of(std::span<const UserId> ids) override;
  void set_lock(UserId id, const std::optional<Lock>& lock) override;

  void begin_obligations(std::string_view source, Time as_of) override;
  void add_obligations(std::string_view source, std::span<const Obligation> rows) override;
  std::vector<std::vector<Obligation>> obligations_of(std::span<const UserId> ids) override;
  void forget_obligations(std::span<const UserId> ids) override;
  std::vector<ObligationSource> obligation_sources() override;
  ObligationCounts count_obligations(std::string_view source) override;

  void put_remains(std::span<const Remains> remains) override;
  void drop_remains(std::span<const std::string> ids) override;
  std::vector<Remains> remains_looser_than(DeletePolicy policy, std::string_view after,
                                           std::size_t limit) override;
  void add_erasures(std::span<const Erasure> erasures) override;
  std::vector<Erasure> erasures_of(std::string_view hash) override;
  std::vector<Erasure> erasures(std::int64_t after, std::size_t limit) override;
  std::optional<Erasure> last_erasure() override;

  JobNumber add_job(const Job& job) override;
  void update_job(const Job& job) override;
  std::optional<Job> job(JobNumber number) override;
  std::vector<Job> jobs(const JobFilter& filter) override;

 private:
  bool has_users();
  void begin_first_load();
  void end_first_load();
  Owners owners_in_indexes(std::string_view value);
  Owners owners_in_first_load(std::string_view value);
  std::optional<StoredUser> find(UserId id);
  StoredUser read_user(UserId id);
  [[noreturn]] void no_user(UserId id) const;
  User decode(UserId id, std::string_view document) const;

  void create(Write& write);
  void update(const Write& write);
  void drop_identifiers(const Write& write);
  void add_identifiers(const Write& write);
  void record(const Write& write);
  void name_created();
  HistoryEntry history_entry(const sqlite::Query& row) const;
  bool has_obligations();
  std::vector<std::string> obligation_keys(UserId id);

  SqliteStore& store_;
  sqlite::Database& database_;
  DigestPages digests_;
  std::optional<HolderTable> first_load_;
  bool may_first_load_ = true;     // until the first put
  std::optional<UserId> last_id_;  // the counter, once it is needed
  std::int64_t revision_ = 0;      // of the change begun
  UserId first_created_ = 0;       // by that change
  std::string buffer_;             // the document being written
};

}  // namespace roster
