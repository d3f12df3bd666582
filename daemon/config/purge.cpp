// Reads the sections `obligations`, `purge` and `notify`.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/read.hpp"
#include "daemon/config/units.hpp"
#include "users/model/job.hpp"

namespace roster {
namespace {

constexpr int kHundredYears = 36500;  // days
constexpr int kMostPeople = 1'000'000'000;

/// A source is a file name: not hidden, without a directory.
void read_sources(const YamlValue& value, std::vector<std::string>& target) {
  target.clear();
  for (const YamlValue& item : value.items()) {
    const auto* name = item.text();
    if (name == nullptr) continue;
    if (name->starts_with('.') || name->find('/') != std::string::npos) {
      item.error(fmt::format("{} is not a file name", in_quotes(*name)));
    } else if (std::find(target.begin(), target.end(), *name) != target.end()) {
      item.error(fmt::format("{} is named twice", in_quotes(*name)));
    } else {
      target.push_back(*name);
    }
  }
}

void read_silent_after(const YamlValue& value, ObligationsConfig& obligations) {
  obligations.silent_after.reset();
  if (value.is_word("none")) return;
  Seconds allowed{};
  value.read_duration(allowed, kMinute, kYear);
  if (allowed > Seconds{}) obligations.silent_after = allowed;
}

constexpr YamlKey<purge::ObligationsGuard> kObligationGuardKeys[] = {
    {"shrink", [](auto& value, auto& guard) { value.read_share(guard.shrink); }},
    {"unknown", [](auto& value, auto& guard) { value.read_share(guard.unknown); }},
    {"from", [](auto& value, auto& guard) { value.read_integer(guard.from, 0, kMostPeople); }},
};

constexpr YamlKey<ObligationsConfig> kObligationKeys[] = {
    {"input", [](auto& value, auto& obligations) { read_input(value, obligations.input); }},
    {"sources", [](auto& value, auto& obligations) { read_sources(value, obligations.sources); }},
    {"max_age",
     [](auto& value, auto& obligations) {
       value.read_duration(obligations.max_age, kMinute, kYear);
     }},
    {"silent_after", read_silent_after},
    {"guard", [](auto& value,
                 auto& obligations) { read_map(value, kObligationGuardKeys, obligations.guard); }},
};

/// Reads a decimal amount: digits, with at most two after a point.
void read_amount(const YamlValue& value, std::string& target) {
  const auto* text = value.text(1, 15);
  if (text == nullptr) return;
  if (!is_plain_amount(*text)) {
    value.error(fmt::format("{} is not an amount; write 10 or 12.50", in_quotes(*text)));
  } else {
    target = *text;
  }
}

/// Reads `any`, which is the default, or the value itself.
template <class Read>
void read_unless_any(const YamlValue& value, std::optional<std::string>& target, Read read) {
  target.reset();
  if (value.is_word("any")) return;
  std::string text;
  read(value, text);
  if (!text.empty()) target = text;
}

constexpr YamlKey<PurgeGuard> kPurgeGuardKeys[] = {
    {"share", [](auto& value, auto& guard) { value.read_share(guard.share); }},
    {"from", [](auto& value, auto& guard) { value.read_integer(guard.from, 0, kMostPeople); }},
};

constexpr YamlKey<PurgeJobConfig> kPurgeJobKeys[] = {
    {"name", [](auto& value, auto& job) { read_code(value, job.name); }},
    {"days_after_purge_date",
     [](auto& value, auto& job) {
       value.read_integer(job.days_after_purge_date, 0, kHundredYears);
     }},
    {"record_type",
     [](auto& value, auto& job) { read_unless_any(value, job.record_type, read_record_type); }},
    {"user_group",
     [](auto& value, auto& job) {
       read_unless_any(value, job.user_group, [](auto& group, auto& text) { group.read(text); });
     }},
    {"waive_threshold", [](auto& value, auto& job) { read_amount(value, job.waive_threshold); }},
    {"require_expired", [](auto& value, auto& job) { value.read(job.require_expired); }},
    {"block_on_requests", [](auto& value, auto& job) { value.read(job.block_on_requests); }},
    {"schedule",
     [](auto& value, auto& job) { read_schedule_without_arrival(value, job.schedule, "a purge"); }},
    {"catch_up", [](auto& value, auto& job) { value.read(job.catch_up); }},
    {"guard", [](auto& value, auto& job) { read_map(value, kPurgeGuardKeys, job.guard); }},
};

void read_delete_policy(const YamlValue& value, PurgeConfig& purge) {
  constexpr std::string_view kPolicies[] = {"keep_fully_reportable", "keep_statistics",
                                            "keep_statistics_and_remove_primary_id",
                                            "fully_remove"};
  if (const auto policy = value.choose(kPolicies)) purge.delete_policy = kPolicies[*policy];
}

void read_jobs(const YamlValue& value, PurgeConfig& purge) {
  for (const YamlValue& item : value.items()) {
    PurgeJobConfig job;
    read_map(item, kPurgeJobKeys, job);
    purge.jobs.push_back(std::move(job));
  }
}

constexpr YamlKey<PurgeConfig> kPurgeKeys[] = {
    {"delete_policy", read_delete_policy},
    {"jobs", read_jobs},
};

void read_command(const YamlValue& value, std::vector<std::string>& target) {
  value.read(target);
  if (!target.empty() && !target.front().starts_with('/')) {
    value.error(fmt::format("{} is not the absolute path of a program", in_quotes(target.front())));
  }
}

/// Reads job statuses: those in which a job has ended or waits for a decision.
void read_statuses(const YamlValue& value, std::vector<std::string>& target) {
  const std::string_view words[] = {
      to_string(JobStatus::failed),
      to_string(JobStatus::held),
      to_string(JobStatus::dropped),
      to_string(JobStatus::completed_with_errors),
      to_string(JobStatus::completed_with_warnings),
      to_string(JobStatus::completed_successfully),
  };
  target.clear();
  for (const YamlValue& item : value.items()) {
    if (const auto word = item.choose(words)) target.emplace_back(words[*word]);
  }
}

constexpr YamlKey<NotifyConfig> kNotifyKeys[] = {
    {"command", [](auto& value, auto& notify) { read_command(value, notify.command); }},
    {"to", [](auto& value, auto& notify) { read_addresses(value, notify.to); }},
    {"on", [](auto& value, auto& notify) { read_statuses(value, notify.on); }},
};

}  // namespace

void read_obligations(const YamlValue& value, Config& config) {
  using Kind = ObligationsConfig::Kind;
  ObligationsConfig& obligations = config.obligations;
  if (value.is_word("none")) {
    obligations.kind = Kind::none;
  } else if (value.is_single()) {
    value.error("must be none or a map of keys (input, sources, max_age, silent_after, guard)");
  } else {
    obligations.kind = Kind::directory;
    read_map(value, kObligationKeys, obligations);
  }
}

void read_purge(const YamlValue& value, Config& config) {
  read_map(value, kPurgeKeys, config.purge);
}

void read_notify(const YamlValue& value, Config& config) {
  read_map(value, kNotifyKeys, config.notify);
}

void list_purge_keys(std::vector<std::string>& keys) {
  list_keys("obligations.", kObligationKeys, keys);
  list_keys("obligations.guard.", kObligationGuardKeys, keys);
  list_keys("purge.", kPurgeKeys, keys);
  list_keys("purge.jobs.", kPurgeJobKeys, keys);
  list_keys("purge.jobs.guard.", kPurgeGuardKeys, keys);
  list_keys("notify.", kNotifyKeys, keys);
}

}  // namespace roster
