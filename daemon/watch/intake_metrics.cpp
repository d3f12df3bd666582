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

Intake intake_of(const fs::path& directory, const std::set<std::string>& incomplete) {
  Intake intake{{"waiting", {}}, {"incomplete", {}}, {"failed", {}}, {"held", {}}};
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (name.ends_with(".failed")) ++intake["failed"].count;
    if (name.ends_with(".held")) ++intake["held"].count;
    if (sis::is_ignored_name(name)) continue;
    Files& files = intake[incomplete.contains(entry->path()) ? "incomplete" : "waiting"];
    ++files.count;
    if (const std::optional<Time> time = modified(entry->path()))
      files.oldest = std::min(files.oldest.value_or(*time), *time);
  }
  return intake;
}

/// The drop directories by the profile, or `obligations`.
std::map<std::string, fs::path> inputs_of(const Config& config) {
  std::map<std::string, fs::path> inputs;
  for (const sis::Profile& profile : config.profiles)
    if (profile.synchronize.active)
      inputs[profile.code] = config.inbox / profile.synchronize.input;
    else if (profile.import.active)
      inputs[profile.code] = config.inbox / profile.import.input;
  if (config.obligations.kind == ObligationsConfig::Kind::directory)
    inputs["obligations"] = config.inbox / config.obligations.input;
  return inputs;
}

}  // namespace

void add_intake_metrics(std::span<const Job> jobs, const Config& config, Exposition& out) {
  const std::set<std::string> incomplete = incomplete_files(jobs);
  std::map<std::string, Intake> found;
  for (const auto& [profile, directory] : inputs_of(config))
    found[profile] = intake_of(directory, incomplete);
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
