#include "users/jobs/lost_jobs.hpp"

#include <algorithm>
#include <charconv>

#include "users/base/text.hpp"
#include "users/jobs/report.hpp"
#include "users/jobs/report_reader.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;

/// The numbers of published reports above `last`, ascending.
std::vector<JobNumber> reports_above(const fs::path& reports, JobNumber last) {
  std::vector<JobNumber> numbers;
  if (!fs::is_directory(reports)) return numbers;
  for (const auto& entry : fs::directory_iterator(reports)) {
    const std::string name = entry.path().filename();
    JobNumber number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc{} && end == name.data() + name.size() && number > last)
      numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

/// Of a held job the report is published while it waits, and while it runs approved.
bool has_ended(const std::optional<Job>& told) {
  return told && is_over(told->status) && told->status != JobStatus::held;
}

/// Jobs that have not ended, the rows say.
std::vector<Job> unended(Transaction& transaction) {
  JobFilter filter;
  filter.statuses = {JobStatus::pending, JobStatus::running, JobStatus::held};
  std::vector<Job> jobs = transaction.jobs(filter);
  std::reverse(jobs.begin(), jobs.end());
  return jobs;
}

Job with_row(Store& store, const LostJob& lost) {
  const auto transaction = store.begin(Access::write);
  if (const std::optional<Job> row = transaction->job(lost.number)) return *row;
  transaction->skip_job_numbers(lost.number - 1);
  Job job = *lost.told;
  job.status = JobStatus::pending;
  job.number = transaction->add_job(job);
  transaction->commit();
  return job;
}

void skip(Store& store, JobNumber number) {
  const auto transaction = store.begin(Access::write);
  transaction->skip_job_numbers(number);
  transaction->commit();
}

std::string status_text(JobStatus status) {
  std::string text(to_string(status));
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

/// Without its payload: the file, where it lies as it was dropped, is loaded again.
Job drop(const JobPlace& place, const LostJob& lost, const std::string& by, Now now) {
  Job job = with_row(place.store, lost);
  job.payload.clear();
  job.decided_by = by;
  return drop_job(place, std::move(job),
                  "lost: it had ended (" + status_text(lost.told->status) +
                      "), but the store was replaced by one from before that",
                  now);
}

}  // namespace

std::vector<LostJob> find_lost_jobs(Transaction& transaction, const fs::path& reports) {
  std::vector<LostJob> lost;
  for (const Job& row : unended(transaction))
    if (const std::optional<Job> told = read_report(reports, row.number); has_ended(told))
      lost.push_back({row.number, told});
  for (const JobNumber number : reports_above(reports, transaction.last_job_number()))
    lost.push_back({number, read_report(reports, number)});
  return lost;
}

std::string lost_job_text(const LostJob& lost) {
  std::string text = std::to_string(lost.number);
  if (!lost.told) return text + " (its report cannot be read)";
  text += ' ' + std::string(to_string(lost.told->kind));
  for (const std::string* word : {&lost.told->name, &lost.told->file})
    if (!word->empty()) text += ' ' + printable(*word);
  return text + (lost.told->dry_run == DryRun::yes ? " (dry run, " : " (") +
         status_text(lost.told->status) + ')';
}

std::vector<Job> drop_lost_jobs(const JobPlace& place, const std::vector<LostJob>& lost,
                                const std::string& by, Now now) {
  std::vector<Job> dropped;
  for (const LostJob& one : lost) {
    if (one.told)
      dropped.push_back(drop(place, one, by, now));
    else
      skip(place.store, one.number);
  }
  return dropped;
}

}  // namespace roster
