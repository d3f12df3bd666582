#include "daemon/watch/survey.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "daemon/schedule/schedule.hpp"
#include "daemon/show/render.hpp"
#include "daemon/work/purge_requests.hpp"
#include "purge/feeds.hpp"
#include "purge/sources.hpp"
#include "users/jobs/undone.hpp"

namespace roster {

namespace {

constexpr Seconds kClockSkew{300};

/// The last load of a profile that was applied and not undone.
std::optional<Job> last_load(Transaction& transaction, const std::string& profile) {
  constexpr std::int64_t kFirstLook = 20;
  std::optional<Job> last;
  for (const JobKind kind : {JobKind::import, JobKind::synchronize}) {
    JobFilter filter;
    filter.kind = kind;
    filter.name = profile;
    filter.dry_run = DryRun::no;
    for (const std::int64_t limit : {kFirstLook, std::int64_t{-1}}) {
      filter.limit = limit;
      const std::vector<Job> jobs = transaction.jobs(filter);
      const auto found = std::find_if(jobs.begin(), jobs.end(), [&](const Job& job) {
        return is_applied(job) && !is_undone(transaction, job.number);
      });
      if (found != jobs.end() && (!last || found->number > last->number)) last = *found;
      if (found != jobs.end() || jobs.size() < static_cast<std::size_t>(kFirstLook)) break;
    }
  }
  return last;
}

void add_profiles(Transaction& transaction, const Config& config, Survey& survey) {
  for (const sis::Profile& profile : config.profiles) {
    if (!profile.import.active && !profile.synchronize.active) continue;
    Survey::Feed feed{profile.code, {}, 0, profile.silent_after, profile.max_age};
    if (const std::optional<Job> job = last_load(transaction, profile.code)) {
      feed.last = job->ended.value_or(job->started);
      feed.job = job->number;
    }
    survey.profiles.push_back(std::move(feed));
  }
}

void add_sources(const std::vector<ObligationSource>& known, const Config& config, Survey& survey) {
  const ObligationsConfig& obligations = config.obligations;
  for (const std::string& name : obligations.sources) {
    Survey::Feed source{name, {}, 0, obligations.silent_after, obligations.max_age};
    for (const ObligationSource& said : known)
      if (said.name == name) source.last = said.as_of;
    survey.sources.push_back(std::move(source));
  }
}

void add_purges(Transaction& transaction, const std::vector<ObligationSource>& known,
                const Config& config, Survey& survey) {
  std::string refusal;
  if (config.obligations.kind == ObligationsConfig::Kind::directory)
    refusal = purge::check_obligations({config.obligations.sources, config.obligations.max_age},
                                       known, survey.now.time)
                  .value_or("");
  for (const PurgeJobConfig& job : config.purge.jobs) survey.purges.push_back({job.name, refusal});
  if (config.purge.jobs.empty()) return;
  const auto stale = purge::stale_feeds(transaction, needed_feeds(config), survey.now.time);
  survey.stale_feeds.assign(stale.begin(), stale.end());
}

Survey::Disk disk_of(std::string what, const std::filesystem::path& path) {
  Survey::Disk disk{std::move(what), path, 0, 0};
  struct statvfs status {};
  if (::statvfs(path.c_str(), &status) != 0) return disk;
  disk.free = std::uint64_t{status.f_bavail} * status.f_frsize;
  disk.size = std::uint64_t{status.f_blocks} * status.f_frsize;
  return disk;
}

void add_disks(const Config& config, Survey& survey) {
  constexpr std::string_view kScheme = "sqlite:";
  if (config.store.starts_with(kScheme) && !config.store.starts_with("sqlite::"))
    survey.disks.push_back(
        disk_of("store", std::filesystem::path(config.store.substr(kScheme.size())).parent_path()));
  survey.disks.push_back(disk_of("spool", config.spool));
}

std::string room_text(std::uint64_t bytes) {
  constexpr double kGiB = 1 << 30;
  return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / kGiB);
}

std::string age_text(Time then, Time now) {
  const auto age = now - then;
  if (age < Seconds{0}) return "of the future";
  if (age < std::chrono::hours(48))
    return fmt::format("{} h old", std::chrono::floor<std::chrono::hours>(age).count());
  return fmt::format("{} days old", age / std::chrono::hours(24));
}

std::string when_text(const Survey::Feed& feed, const date::time_zone& zone) {
  return feed.last ? format_local(zone, *feed.last) : "never";
}

std::string held_line(const Job& job, const date::time_zone& zone) {
  return fmt::format("held since {}: job {} {} {}{}: {}", format_local(zone, job.started),
                     job.number, to_string(job.kind), job.name,
                     job.file.empty() ? "" : " " + on_one_line(job.file), on_one_line(job.message));
}

}  // namespace

bool Survey::Feed::is_silent(Time now, Time since) const {
  if (!silent_after) return false;
  const Time from = last && *last <= now + kClockSkew ? *last : since;
  return now - from > *silent_after;
}

Survey survey(Transaction& transaction, const Config& config, Now now) {
  Survey survey{.now = now};
  JobFilter held;
  held.statuses = {JobStatus::held};
  held.dry_run = DryRun::no;
  survey.held = transaction.jobs(held);
  std::reverse(survey.held.begin(), survey.held.end());
  const std::vector<ObligationSource> known = transaction.obligation_sources();
  add_profiles(transaction, config, survey);
  add_sources(known, config, survey);
  add_purges(transaction, known, config, survey);
  add_disks(config, survey);
  return survey;
}

std::vector<std::string> survey_lines(const Survey& survey, const date::time_zone& zone) {
  std::vector<std::string> lines;
  for (const Job& job : survey.held) lines.push_back(held_line(job, zone));
  for (const Survey::Feed& feed : survey.profiles)
    lines.push_back(fmt::format("profile {}: last loaded {}{}", feed.name, when_text(feed, zone),
                                feed.last ? fmt::format(" (job {})", feed.job) : ""));
  for (const Survey::Feed& source : survey.sources)
    lines.push_back(fmt::format("obligations of {}: {}{}", source.name, source.last ? "as of " : "",
                                when_text(source, zone)) +
                    (source.last ? ", " + age_text(*source.last, survey.now.time) : ""));
  for (const Survey::Purge& purge : survey.purges)
    lines.push_back(
        fmt::format("purge {}: {}", purge.name,
                    purge.refusal.empty() ? "would run" : "would be refused: " + purge.refusal));
  for (const std::string& profile : survey.stale_feeds)
    lines.push_back(fmt::format("users of {} would be kept: its feed is stale", profile));
  for (const Survey::Disk& disk : survey.disks)
    lines.push_back(fmt::format("disk of the {}: {} free of {}", disk.what, room_text(disk.free),
                                room_text(disk.size)));
  return lines;
}

std::vector<std::string> attention(const Survey& survey, const date::time_zone& zone, Time since) {
  std::vector<std::string> lines;
  for (const Job& job : survey.held) lines.push_back(held_line(job, zone));
  for (const auto* feeds : {&survey.profiles, &survey.sources})
    for (const Survey::Feed& feed : *feeds)
      if (feed.is_silent(survey.now.time, since))
        lines.push_back(
            fmt::format("{}: nothing came since {}", feed.name,
                        feed.last ? format_local(zone, *feed.last) : format_local(zone, since)));
  for (const Survey::Purge& purge : survey.purges)
    if (!purge.refusal.empty())
      lines.push_back(fmt::format("purge {} would be refused: {}", purge.name, purge.refusal));
  for (const std::string& profile : survey.stale_feeds)
    lines.push_back(fmt::format("users of {} would be kept: its feed is stale", profile));
  for (const Survey::Disk& disk : survey.disks)
    if (disk.is_scarce())
      lines.push_back(fmt::format("disk of the {}: only {} free of {}", disk.what,
                                  room_text(disk.free), room_text(disk.size)));
  return lines;
}

}  // namespace roster
