// Sql history: HistoryStore on the tables changes and history.
#pragma once

#include "users/store/history.hpp"
#include "users/store/sql/base/change.hpp"
#include "users/store/users.hpp"

namespace roster {

class SqlHistory : public virtual HistoryStore {
 public:
  SqlHistory(sql::Database& database, sql::Change& change) : database_(database), change_(change) {}

  std::int64_t begin_change(JobNumber job, Time at, std::string_view what,
                            std::string_view by) override;
  std::vector<HistoryEntry> history_of_job(JobNumber job, UserId after, std::size_t limit) override;
  std::vector<HistoryEntry> edits_before(std::int64_t before, std::size_t limit) override;
  std::vector<HistoryEntry> history_of_user(UserId id) override;
  void changed_since(std::int64_t revision,
                     const std::function<void(UserId, std::int64_t revision)>& visit) override;
  std::int64_t revision_at(Time time) override;
  std::int64_t last_revision() override;
  void forget_history(std::span<const UserId> ids) override;
  void earlier_versions(std::span<const UserId> ids,
                        const std::function<void(const User& before)>& visit) override;
  void withdrawn(const std::function<void(UserId, const User& before)>& visit) override;
  bool has_history(JobNumber job) override;
  void set_seen(JobNumber job, std::span<const UserRange> users) override;
  std::vector<UserRange> seen(JobNumber job) override;
  void forget_history_before(Time time) override;

  /// Stores the document as it is before an update. For a user written twice in one change, the
  /// first one is kept. Stores nothing for a user created by the change or for a damaged row.
  void record(const Write& write);

 private:
  sql::Database& database_;
  sql::Change& change_;

  static HistoryEntry entry(const sql::Query& row);
  std::string asker_of(JobNumber job);
};

}  // namespace roster
