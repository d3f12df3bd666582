// Jobs: the rows of jobs.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "users/model/job.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// All conditions must hold; an empty member does not restrict.
struct JobFilter {
  std::optional<JobKind> kind;
  std::optional<std::string> name;
  std::vector<JobStatus> statuses;  // one of them
  std::optional<DryRun> dry_run;
  std::optional<Time> since;          // started at this time or later
  std::optional<std::int64_t> limit;  // at most this many, newest first
  bool only_open = false;             // only jobs that are not closed (Job::open)
  bool only_with_file = false;        // only jobs with a file (Job::file)
};

class JobStore {
 public:
  virtual ~JobStore() = default;

  /// Adds a job and gives it the next number.
  virtual JobNumber add_job(const Job& job) = 0;
  /// The last number given; 0 before the first.
  virtual JobNumber last_job_number() = 0;
  /// Gives no number up to this one any more.
  virtual void skip_job_numbers(JobNumber up_to) = 0;
  /// Replaces the job with this number, which must exist. Forgets the list (set_listed) of a job
  /// that has ended.
  virtual void update_job(const Job& job) = 0;
  /// Stores the users shown for a held job, so that an approval is for exactly these users.
  virtual void set_listed(JobNumber job, std::span<const UserId> users) = 0;
  /// The users of set_listed(), by id.
  virtual std::vector<UserId> listed(JobNumber job) = 0;
  virtual std::optional<Job> job(JobNumber number) = 0;
  /// The matching jobs, newest first. Uses an index for kind and name, for the statuses pending,
  /// running and held, and for only_open, so that the number of old jobs does not matter.
  virtual std::vector<Job> jobs(const JobFilter& filter) = 0;
};

}  // namespace roster
