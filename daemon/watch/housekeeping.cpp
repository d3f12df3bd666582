#include "daemon/watch/housekeeping.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "daemon/work/recovery.hpp"
#include "sis/drop/drop_directory.hpp"
#include "users/jobs/payload.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

Time last_change(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return Time::max();
  return Time{std::chrono::seconds{status.st_mtim.tv_sec}};
}

/// The copies that jobs still need: jobs that are held, pending or running.
std::set<std::string> needed_copies(Store& store) {
  std::set<std::string> needed;
  JobFilter filter;
  filter.statuses = {JobStatus::pending, JobStatus::running, JobStatus::held};
  for (const Job& job : store.begin(Access::read)->jobs(filter))
    needed.insert(file_in(job.payload).spooled);
  return needed;
}

/// Names of copies start with a digit; other files in the spool (the timetable) are not copies.
bool is_copy(const fs::path& path) {
  const char first = path.filename().string().front();
  return first >= '0' && first <= '9';
}

int remove_copies(const Session& session, const std::set<std::string>& needed, Time before) {
  const fs::path& spool = session.config().spool;
  int removed = 0;
  if (!fs::exists(spool)) return 0;
  for (const auto& entry : fs::directory_iterator(spool)) {
    session.progress();
    if (!entry.is_regular_file() || !is_copy(entry.path()) || needed.contains(entry.path()) ||
        last_change(entry.path()) >= before)
      continue;
    removed += fs::remove(entry.path()) ? 1 : 0;
  }
  return removed;
}

int remove_reports(Session& session, Time before) {
  const fs::path reports = session.reports();
  int removed = 0;
  if (!fs::exists(reports)) return 0;
  for (const auto& entry : fs::directory_iterator(reports)) {
    session.progress();
    const std::string name = entry.path().filename();
    JobNumber number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || end != name.data() + name.size()) continue;
    const std::optional<Job> job = session.store().begin(Access::read)->job(number);
    if (!job || !job->ended || *job->ended >= before || job->status == JobStatus::held) continue;
    removed += fs::remove_all(entry.path()) > 0 ? 1 : 0;
  }
  return removed;
}

/// The dropped files whose jobs wait for a decision.
std::set<std::uint64_t> held_files(Store& store) {
  JobFilter filter;
  filter.statuses = {JobStatus::held};
  std::set<std::uint64_t> held;
  for (const Job& job : store.begin(Access::read)->jobs(filter))
    held.insert(file_in(job.payload).stamp.inode);
  return held;
}

int remove_handled(const Config& config, const std::set<std::uint64_t>& held, Time before) {
  std::set<std::string> inputs;
  for (const sis::Profile& profile : config.profiles)
    inputs.insert({profile.import.input, profile.synchronize.input});
  if (config.obligations.kind == ObligationsConfig::Kind::directory)
    inputs.insert(config.obligations.input);
  int removed = 0;
  for (const std::string& input : inputs) {
    const fs::path directory = config.inbox / input;
    if (!input.empty() && fs::is_directory(directory))
      removed += sis::DropDirectory(directory).remove_finished_before(before, held);
  }
  return removed;
}

std::vector<std::string> export_names(const Config& config) {
  std::vector<std::string> names;
  for (const ExportConfig& one : config.exports) names.push_back(one.settings.name);
  return names;
}

/// Files that the targets of exports took, by their names.
int remove_taken(const Config& config, Time before) {
  int removed = 0;
  for (const ExportConfig& one : config.exports) {
    const fs::path directory = config.outbox / one.settings.name;
    if (!one.receipt || !fs::is_directory(directory)) continue;
    for (const auto& entry : fs::directory_iterator(directory)) {
      const std::string name = entry.path().filename();
      const bool taken =
          std::any_of(one.receipt->renamed.begin(), one.receipt->renamed.end(),
                      [&](const std::string& ending) { return name.ends_with(ending); });
      if (taken && entry.is_regular_file() && last_change(entry.path()) < before)
        removed += fs::remove(entry.path()) ? 1 : 0;
    }
  }
  return removed;
}

}  // namespace

Kept keep_house(Session& session, Time present) {
  const Config& config = session.config();
  Store& store = session.store();
  store.require_writer();
  Kept kept;
  { const StoreCopies left_behind(config.spool); }
  kept.spooled = remove_copies(session, needed_copies(store), present - config.spool_retention);
  kept.reports = remove_reports(session, present - config.report_retention);
  kept.handled = remove_handled(config, held_files(store), present - config.spool_retention);
  kept.handled += remove_taken(config, present - config.spool_retention);
  session.progress();
  const auto transaction = store.begin(Access::write);
  if (!config.standalone) transaction->forget_exports_except(export_names(config));
  transaction->forget_history_before(present - config.history_retention);
  transaction->commit();
  return kept;
}

}  // namespace roster
