// Sqlite jobs: JobStore on table jobs.
#pragma once

#include "users/store/jobs.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"

namespace roster {

class SqliteJobs : public virtual JobStore {
 public:
  explicit SqliteJobs(sqlite::Database& database) : database_(database) {}

  JobNumber add_job(const Job& job) override;
  void update_job(const Job& job) override;
  void set_listed(JobNumber job, std::span<const UserId> users) override;
  std::vector<UserId> listed(JobNumber job) override;
  std::optional<Job> job(JobNumber number) override;
  std::vector<Job> jobs(const JobFilter& filter) override;

 private:
  sqlite::Database& database_;
};

}  // namespace roster
