// Sql jobs: JobStore on table jobs.
#pragma once

#include "users/store/jobs.hpp"
#include "users/store/sql/base/database.hpp"

namespace roster {

class SqlJobs : public virtual JobStore {
 public:
  explicit SqlJobs(sql::Database& database) : database_(database) {}

  JobNumber add_job(const Job& job) override;
  JobNumber last_job_number() override;
  void skip_job_numbers(JobNumber up_to) override;
  void update_job(const Job& job) override;
  void set_listed(JobNumber job, std::span<const UserId> users) override;
  std::vector<UserId> listed(JobNumber job) override;
  std::optional<Job> job(JobNumber number) override;
  std::vector<Job> jobs(const JobFilter& filter) override;

 private:
  sql::Database& database_;
};

}  // namespace roster
