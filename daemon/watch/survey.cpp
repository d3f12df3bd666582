#include "daemon/watch/survey.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "daemon/schedule/schedule.hpp"
#include "daemon/show/render.hpp"
#include "daemon/watch/export_survey.hpp"
#include "daemon/work/purge_requests.hpp"
#include "purge/feeds.hpp"
#include "purge/sources.hpp"
#include "sis/load/load.hpp"
#include "users/jobs/undone.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

constexpr Seconds kClockSkew{300};

JobFilter jobs_of(JobKind kind, const std::string& name) {
  JobFilter filter;
  filter.kind = kind;
  filter.name = name;
  filter.dry_run = DryRun::no;
  return filter;
}

/// The last job of a kind and name that was applied and not undone, other than of changes only.
std::optional<Job> last_applied(Transaction& transaction, JobKind kind, const std::string& name) {
  constexpr std::int64_t kFirstLook = 20;
  JobFilter filter = jobs_of(kind, name);
  for (const std::int64_t limit : {kFirstLook, std::int64_t{-1}}) {
    filter.limit = limit;
    const std::vector<Job> jobs = transaction.jobs(filter);
    for (const Job& job : jobs)
      if (is_applied(job) && !is_partial(job.payload) && !is_undone(transaction, job.number))
        return job;
    if (jobs.size() < static_cast<std::size_t>(kFirstLook)) break;
  }
  return {};
}

/// When a job was applied.
Time applied_at(const Job& job) { return job.ended.value_or(job.started); }

/// Adds the last job of a kind and name when it failed; one that is waiting or at work is not it.
void add_if_failed(Transaction& transaction, JobKind kind, const std::string& name,
                   Survey& survey) {
  JobFilter filter = jobs_of(kind, name);
  filter.statuses = {JobStatus::held,
                     JobStatus::failed,
                     JobStatus::dropped,
                     JobStatus::completed_successfully,
                     JobStatus::completed_with_warnings,
                     JobStatus::completed_with_errors};
  filter.limit = 1;
  for (const Job& job : transaction.jobs(filter))
    if (job.status == JobStatus::failed) survey.failed.push_back(job);
}

void add_failed(Transaction& transaction, const Config& config, Survey& survey) {
  for (const sis::Profile& profile : config.profiles)
    for (const JobKind kind : {JobKind::import, JobKind::synchronize})
      if (sis::action_of(profile, kind).active)
        add_if_failed(transaction, kind, profile.code, survey);
  for (const std::string& source : config.obligations.sources)
    add_if_failed(transaction, JobKind::obligations, source, survey);
  for (const PurgeJobConfig& job : config.purge.jobs)
    add_if_failed(transaction, JobKind::purge, job.name, survey);
}

void add_profiles(Transaction& transaction, const Config& config, Survey& survey) {
  for (const sis::Profile& profile : config.profiles) {
    if (!profile.import.active && !profile.synchronize.active) continue;
    Survey::Feed feed{profile.code, {}, {}, 0, profile.silent_after, profile.max_age, {}};
    for (const JobKind kind : {JobKind::import, JobKind::synchronize}) {
      const std::optional<Job> job = last_applied(transaction, kind, profile.code);
      if (!job || job->number < feed.job) continue;
      feed.last = feed.applied = applied_at(*job);
      feed.job = job->number;
    }
    survey.profiles.push_back(std::move(feed));
  }
}

void add_sources(Transaction& transaction, const std::vector<ObligationSource>& known,
                 const Config& config, Survey& survey) {
  const ObligationsConfig& obligations = config.obligations;
  for (const std::string& name : obligations.sources) {
    Survey::Feed source{name, {}, {}, 0, obligations.silent_after, obligations.max_age, {}};
    for (const ObligationSource& said : known)
      if (said.name == name) source.last = source.applied = said.as_of;
    if (const std::optional<Job> job = last_applied(transaction, JobKind::obligations, name))
      source.applied = applied_at(*job);
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
  for (const std::string& profile : stale)  // a new profile has nobody yet
    if (transaction.field_counts(profile)[static_cast<std::size_t>(Field::primary_id)] > 0)
      survey.stale_feeds.push_back(profile);
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
  if (const auto file = store_file(config.store))
    survey.disks.push_back(disk_of("store", std::filesystem::path(*file).parent_path()));
  survey.disks.push_back(disk_of("spool", config.spool));
}

std::string age_text(Time then, Time now) {
  const auto age = now - then;
  if (age < Seconds{0}) return "of the future";
  if (age < std::chrono::hours(2)) return fmt::format("{} min old", age / std::chrono::minutes(1));
  if (age < std::chrono::hours(48))
    return fmt::format("{} h old", std::chrono::floor<std::chrono::hours>(age).count());
  return fmt::format("{} days old", age / std::chrono::hours(24));
}

std::string when_text(const Survey::Feed& feed, const date::time_zone& zone) {
  return feed.last ? format_local(zone, *feed.last) : "never";
}

std::string job_words(const Job& job) {
  return fmt::format("job {} {} {}{}: {}", job.number, to_string(job.kind), job.name,
                     job.file.empty() ? "" : " " + on_one_line(job.file), on_one_line(job.message));
}

std::string held_line(const Job& job, const date::time_zone& zone) {
  return fmt::format("held since {}: {}", format_local(zone, job.started), job_words(job));
}

std::string failed_line(const Job& job, const date::time_zone& zone) {
  return fmt::format("failed {}: {}", format_local(zone, applied_at(job)), job_words(job));
}

std::string ledger_line(const LedgerCheck& check, const date::time_zone& zone) {
  return fmt::format("erasure ledger: {} (looked at {})",
                     check.fault.empty() ? "as it was written" : check.fault,
                     format_local(zone, check.at));
}

}  // namespace

std::optional<Time> Survey::Feed::heard_since(Time now) const {
  return applied && *applied <= now + kClockSkew ? applied : waited_since;
}

bool Survey::Feed::is_silent(Time now) const {
  const std::optional<Time> from = heard_since(now);
  return silent_after && from && now - *from > *silent_after;
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
  add_sources(transaction, known, config, survey);
  add_purges(transaction, known, config, survey);
  add_failed(transaction, config, survey);
  add_disks(config, survey);
  survey.ledger = read_ledger_check(config.spool / kLedgerCheck);
  survey.exports = survey_exports(transaction, config);
  return survey;
}

std::vector<std::string> survey_lines(const Survey& survey, const date::time_zone& zone) {
  std::vector<std::string> lines;
  for (const Job& job : survey.held) lines.push_back(held_line(job, zone));
  for (const Job& job : survey.failed) lines.push_back(failed_line(job, zone));
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
  for (const Survey::Export& one : survey.exports)
    if (one.untaken > 0) lines.push_back(export_line(one, zone));
  for (const Survey::Disk& disk : survey.disks)
    lines.push_back(fmt::format("disk of the {}: {} free of {}", disk.what, size_text(disk.free),
                                size_text(disk.size)));
  if (survey.ledger) lines.push_back(ledger_line(*survey.ledger, zone));
  return lines;
}

std::vector<std::string> attention(const Survey& survey, const date::time_zone& zone) {
  std::vector<std::string> lines;
  for (const Job& job : survey.held) lines.push_back(held_line(job, zone));
  for (const Job& job : survey.failed) lines.push_back(failed_line(job, zone));
  for (const auto* feeds : {&survey.profiles, &survey.sources})
    for (const Survey::Feed& feed : *feeds)
      if (feed.is_silent(survey.now.time))
        lines.push_back(fmt::format("{}: nothing came since {}", feed.name,
                                    format_local(zone, *feed.heard_since(survey.now.time))));
  for (const Survey::Purge& purge : survey.purges)
    if (!purge.refusal.empty())
      lines.push_back(fmt::format("purge {} would be refused: {}", purge.name, purge.refusal));
  for (const std::string& profile : survey.stale_feeds)
    lines.push_back(fmt::format("users of {} would be kept: its feed is stale", profile));
  for (const Survey::Export& one : survey.exports)
    if (one.is_late(survey.now.time)) lines.push_back(export_line(one, zone));
  for (const Survey::Disk& disk : survey.disks)
    if (disk.is_scarce())
      lines.push_back(fmt::format("disk of the {}: only {} free of {}", disk.what,
                                  size_text(disk.free), size_text(disk.size)));
  if (survey.ledger && !survey.ledger->fault.empty())
    lines.push_back(ledger_line(*survey.ledger, zone));
  return lines;
}

}  // namespace roster
