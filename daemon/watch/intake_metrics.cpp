#include "daemon/watch/intake_metrics.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "sis/drop/drop_directory.hpp"
#include "users/jobs/payload.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;
using Type = Exposition::Type;

/// Files in one state. Only of those that something is still to be done with it matters since when.
struct Files {
  std::int64_t count = 0;
  std::optional<Time> oldest;
};
using Intake = std::map<std::string, Files>;  // by state

struct Input {
  JobKind kind = JobKind::synchronize;  // of what is read from it
  fs::path directory;
};

/// The dropped files that end too early, so that the rest is waited for.
std::set<std::string> incomplete_files(std::span<const Job> jobs) {
  std::set<std::string> incomplete;
  for (const Job& job : jobs) {
    if (job.status != JobStatus::pending) continue;
    const JobFile file = file_in(job.payload);
    if (file.waiting) incomplete.insert(file.dropped);
  }
  return incomplete;
}

std::optional<Time> modified(const fs::path& path) {
  std::error_code gone;
  const auto time = fs::last_write_time(path, gone);
  if (gone) return {};
  return std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(time));
}

/// Nothing will ever be done with it: it was told once.
bool is_left_alone(const fs::directory_entry& entry, JobKind kind) {
  std::error_code gone;
  return !fs::is_regular_file(entry.symlink_status(gone)) ||
         (kind != JobKind::obligations && !sis::is_feed_name(entry.path().filename().string()));
}

Intake intake_of(const Input& input, const std::set<std::string>& incomplete) {
  Intake intake{
      {"waiting", {}}, {"incomplete", {}}, {"failed", {}}, {"held", {}}, {"left_alone", {}}};
  std::error_code error;
  for (fs::directory_iterator entry(input.directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (name.ends_with(".failed")) ++intake["failed"].count;
    if (name.ends_with(".held")) ++intake["held"].count;
    if (sis::is_ignored_name(name)) continue;
    if (is_left_alone(*entry, input.kind)) {
      ++intake["left_alone"].count;
      continue;
    }
    Files& files = intake[incomplete.contains(entry->path()) ? "incomplete" : "waiting"];
    ++files.count;
    if (const std::optional<Time> time = modified(entry->path()))
      files.oldest = std::min(files.oldest.value_or(*time), *time);
  }
  return intake;
}

/// The drop directories by the profile, or `obligations`.
std::map<std::string, Input> inputs_of(const Config& config) {
  std::map<std::string, Input> inputs;
  for (const sis::Profile& profile : config.profiles)
    if (profile.synchronize.active)
      inputs[profile.code] = {JobKind::synchronize, config.inbox / profile.synchronize.input};
    else if (profile.import.active)
      inputs[profile.code] = {JobKind::import, config.inbox / profile.import.input};
  if (config.obligations.kind == ObligationsConfig::Kind::directory)
    inputs["obligations"] = {JobKind::obligations, config.inbox / config.obligations.input};
  return inputs;
}

}  // namespace

void add_intake_metrics(std::span<const Job> jobs, const Config& config, Exposition& out) {
  const std::set<std::string> incomplete = incomplete_files(jobs);
  std::map<std::string, Intake> found;
  for (const auto& [profile, input] : inputs_of(config))
    found[profile] = intake_of(input, incomplete);
  out.family("roster_intake_files", Type::gauge, "Files in the drop directories.");
  for (const auto& [profile, intake] : found)
    for (const auto& [state, files] : intake)
      out.sample({{"profile", profile}, {"state", state}}, files.count);
  out.family("roster_intake_oldest_file_timestamp_seconds", Type::gauge,
             "When the oldest such file was written.");
  for (const auto& [profile, intake] : found)
    for (const auto& [state, files] : intake)
      if (files.oldest)
        out.sample({{"profile", profile}, {"state", state}},
                   files.oldest->time_since_epoch().count());
}

}  // namespace roster
