#include "daemon/work/dropped_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <set>
#include <system_error>

#include "daemon/show/render.hpp"
#include "daemon/show/report_csv.hpp"
#include "sis/drop/drop_directory.hpp"
#include "sis/load/load.hpp"
#include "users/jobs/payload.hpp"
#include "users/jobs/report.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

std::string_view ending_of(JobStatus status) {
  if (status == JobStatus::held) return sis::kHeld;
  return is_completed(status) ? sis::kHandled : sis::kFailed;
}

/// The current name of a file that must still be renamed; nothing when it is done.
std::optional<std::string> waiting_name(const JobFile& file, const std::string& name,
                                        const sis::DropDirectory& directory, JobStatus status) {
  if (file.ended.empty())
    return directory.has(name, file.stamp) ? std::optional(name) : std::nullopt;
  const bool decided = status != JobStatus::held && file.ended.ends_with(sis::kHeld);
  if (!decided || !directory.has(file.ended, file.stamp)) return {};
  return file.ended;
}

bool is_temporary(int code) {
  constexpr int kTemporary[] = {ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, ENOMEM, EINTR};
  return std::find(std::begin(kTemporary), std::end(kTemporary), code) != std::end(kTemporary);
}

void write_sender_report(const Session& session, const Job& job, const std::string& name,
                         const sis::DropDirectory& directory, const OnLeftOver& on_passed_over) {
  const std::string report = name + std::string(sis::kSenderReport);
  try {
    directory.write(report, report_csv_head(job),
                    report_directory(session.reports(), job.number) / sis::kSenderRows);
  } catch (const std::system_error& error) {
    if (is_temporary(error.code().value())) throw;
    if (on_passed_over) on_passed_over(job, error.what());
  }
}

void rename_dropped(const Session& session, Job& job, JobFile& file,
                    const OnLeftOver& on_passed_over) {
  const fs::path path = file.dropped;
  const std::string name = path.filename();
  if (!fs::exists(path.parent_path())) return;
  const sis::DropDirectory directory(path.parent_path());
  const auto waits = waiting_name(file, name, directory, job.status);
  if (!waits) return;
  // Writes the report first, so that it exists when the file has its ending.
  write_sender_report(session, job, name, directory, on_passed_over);
  const auto ended = directory.finish(*waits, file.stamp, name, ending_of(job.status), job.number);
  if (ended) file.ended = *ended;
}

/// `job 17 is complete`, `job 17 has failed`.
std::string over_text(const Job& job) {
  if (job.status == JobStatus::failed) return fmt::format("job {} has failed", job.number);
  return fmt::format("job {} is {}", job.number,
                     is_completed(job.status) ? "complete" : status_text(job.status));
}

}  // namespace

std::string left_over_text(const Job& job, const std::string& what) {
  return fmt::format("{}, but something is left to do: {}; it is tried again", over_text(job),
                     what);
}

std::string unreported_text(const Job& job, const std::string& what) {
  return fmt::format(
      "{}, but the sender's report is missing: {}; `rosterctl job {}` shows what it would say",
      over_text(job), what, job.number);
}

OnLeftOver left_over_in(std::string& note) {
  return [&note](const Job& job, const std::string& what) { note = left_over_text(job, what); };
}

OnLeftOver unreported_in(std::string& note) {
  return [&note](const Job& job, const std::string& what) { note = unreported_text(job, what); };
}

void finish_file(const Session& session, Job& job, const OnLeftOver& on_passed_over) {
  JobFile file = file_in(job.payload);
  if (file.dropped.empty() && file.spooled.empty()) return;
  if (!file.dropped.empty()) rename_dropped(session, job, file, on_passed_over);
  if (job.status != JobStatus::held && !file.spooled.empty()) {
    fs::remove(file.spooled);
    file.spooled.clear();
  }
  if (job.status != JobStatus::held)
    fs::remove(report_directory(session.reports(), job.number) / sis::kSenderRows);
  file.waiting = false;
  job.payload = with_file(job.payload, file);
}

std::vector<fs::path> drop_directories(Store& store) {
  JobFilter filter;
  filter.only_with_file = true;
  std::set<fs::path> found;
  for (const Job& job : store.begin(Access::read)->jobs(filter)) try {
      const fs::path dropped = file_in(job.payload).dropped;
      if (dropped.has_parent_path()) found.insert(dropped.parent_path());
    } catch (const JsonError&) {  // a damaged row names none
      continue;
    }
  return {found.begin(), found.end()};
}

std::optional<std::string> keep_copy(const Session& session, int fd, const Job& job) {
  const FeedFile original(fd, job.file);
  std::string name = std::to_string(job.number);
  if (session.fence() > 0) name += fmt::format("-{}", session.fence());
  const std::string path = original.copy_to(session.config().spool, name);
  const auto digest = [&] {
    return sis::file_digest(FeedFile(path).fd(), job.file, session.config().limits);
  };
  if (job.digest.empty() || digest() == job.digest) return path;
  fs::remove(path);
  return {};
}

}  // namespace roster
