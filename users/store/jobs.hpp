// Jobs: their rows.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "users/model/job.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// What all of it holds for; an empty member does not restrict.
struct JobFilter {
  std::optional<JobKind> kind;
  std::optional<std::string> name;
  std::vector<JobStatus> statuses;  // one of them
  std::optional<DryRun> dry_run;
  std::optional<Time> since;          // started at this time or later
  std::optional<std::int64_t> limit;  // that many, the newest
  bool only_open = false;             // with something left to do (Job::open)
};

class JobStore {
 public:
  virtual ~JobStore() = default;

  /// Adds a job and gives it the next number.
  virtual JobNumber add_job(const Job& job) = 0;
  /// Replaces the job of this number, which must exist. The list of one that has ended is
  /// forgotten.
  virtual void update_job(const Job& job) = 0;
  /// Keeps the people a held job was shown with, so that a decision is about them.
  virtual void set_listed(JobNumber job, std::span<const UserId> users) = 0;
  /// These people, by id.
  virtual std::vector<UserId> listed(JobNumber job) = 0;
  virtual std::optional<Job> job(JobNumber number) = 0;
  /// The jobs that fit, newest first. Quick by kind and name, and for statuses that are open
  /// (pending, running, held) or have something left to do, however many jobs there are.
  virtual std::vector<Job> jobs(const JobFilter& filter) = 0;
};

}  // namespace roster
