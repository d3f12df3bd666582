#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

#include "daemon/config/config.hpp"
#include "tests/daemon/config/config_support.hpp"

namespace roster {
namespace {

void expect_same(const sis::Action& left, const sis::Action& right) {
  EXPECT_EQ(left.active, right.active);
  EXPECT_EQ(left.record_type, right.record_type);
  EXPECT_EQ(left.match, right.match);
  EXPECT_EQ(left.unmatched, right.unmatched);
  EXPECT_EQ(left.input, right.input);
  EXPECT_EQ(left.xsd.kind, right.xsd.kind);
  EXPECT_EQ(left.schedule, right.schedule);
  EXPECT_EQ(left.catch_up, right.catch_up);
}

void expect_same(const sis::Profile& left, const sis::Profile& right) {
  EXPECT_EQ(left.description, right.description);
  EXPECT_EQ(left.contact, right.contact);
  expect_same(left.import, right.import);
  expect_same(left.synchronize, right.synchronize);
  EXPECT_EQ(left.reading, right.reading);
  EXPECT_EQ(left.mandatory, right.mandatory);
  EXPECT_EQ(left.generate_primary_id, right.generate_primary_id);
  EXPECT_EQ(left.purge_date.default_days, right.purge_date.default_days);
  EXPECT_EQ(left.purge_date.days_by_group, right.purge_date.days_by_group);
  EXPECT_EQ(left.purge_date.overrule_feed, right.purge_date.overrule_feed);
  EXPECT_EQ(left.absent.after, right.absent.after);
  EXPECT_EQ(left.absent.status, right.absent.status);
  EXPECT_EQ(left.absent.purge_days, right.absent.purge_days);
  EXPECT_EQ(left.full, right.full);
  EXPECT_EQ(left.guard.rejected, right.guard.rejected);
  EXPECT_EQ(left.guard.updated, right.guard.updated);
  EXPECT_EQ(left.guard.newly_due, right.guard.newly_due);
  EXPECT_EQ(left.guard.shrink, right.guard.shrink);
  EXPECT_EQ(left.guard.from, right.guard.from);
  EXPECT_EQ(left.guard.created, right.guard.created);
  EXPECT_EQ(left.guard.absent, right.guard.absent);
  EXPECT_EQ(left.guard.cleared, right.guard.cleared);
  EXPECT_EQ(left.guard.at_least, right.guard.at_least);
  EXPECT_EQ(left.silent_after, right.silent_after);
  EXPECT_EQ(left.max_age, right.max_age);
}

void expect_same(const PurgeJobConfig& left, const PurgeJobConfig& right) {
  EXPECT_EQ(left.days_after_purge_date, right.days_after_purge_date);
  EXPECT_EQ(left.record_type, right.record_type);
  EXPECT_EQ(left.user_group, right.user_group);
  EXPECT_EQ(left.waive_threshold, right.waive_threshold);
  EXPECT_EQ(left.require_expired, right.require_expired);
  EXPECT_EQ(left.block_on_requests, right.block_on_requests);
  EXPECT_EQ(left.schedule, right.schedule);
  EXPECT_EQ(left.catch_up, right.catch_up);
  EXPECT_EQ(left.guard.share, right.guard.share);
  EXPECT_EQ(left.guard.from, right.guard.from);
}

void expect_same(const ExportConfig& left, const ExportConfig& right) {
  EXPECT_EQ(left.settings.what, right.settings.what);
  EXPECT_EQ(left.settings.columns, right.settings.columns);
  EXPECT_EQ(left.settings.where, right.settings.where);
  EXPECT_EQ(left.settings.file, right.settings.file);
  EXPECT_EQ(left.settings.removed_ids, right.settings.removed_ids);
  EXPECT_EQ(left.schedule, right.schedule);
  EXPECT_EQ(left.catch_up, right.catch_up);
  EXPECT_EQ(left.after, right.after);
  EXPECT_FALSE(left.receipt);
  EXPECT_FALSE(right.receipt);
}

/// The keys of the whole.
void expect_same(const Config& left, const Config& right) {
  EXPECT_EQ(left.store, right.store);
  EXPECT_EQ(left.timezone, right.timezone);
  EXPECT_EQ(left.inbox, right.inbox);
  EXPECT_EQ(left.spool, right.spool);
  EXPECT_EQ(left.spool_retention, right.spool_retention);
  EXPECT_EQ(left.reports, right.reports);
  EXPECT_EQ(left.outbox, right.outbox);
  EXPECT_EQ(left.report_retention, right.report_retention);
  EXPECT_EQ(left.history_retention, right.history_retention);
  EXPECT_EQ(left.control, right.control);
  EXPECT_EQ(left.settle, right.settle);
  EXPECT_EQ(left.incomplete, right.incomplete);
  EXPECT_EQ(left.rescan, right.rescan);
  EXPECT_EQ(left.watch_config, right.watch_config);
  EXPECT_EQ(left.obligations.silent_after, right.obligations.silent_after);
  EXPECT_EQ(left.workers, right.workers);
  EXPECT_EQ(left.limits.file, right.limits.file);
  EXPECT_EQ(left.limits.unpacked, right.limits.unpacked);
  EXPECT_EQ(left.limits.ratio, right.limits.ratio);
  EXPECT_EQ(left.limits.entries, right.limits.entries);
  EXPECT_EQ(left.limits.record, right.limits.record);
}

TEST(SampleConfig, HoldsEveryKeyAtItsDefault) {
  const Config sample = usable(contents("etc/roster.yaml"));
  const Config least = usable(
      "{profiles: [{code: SIS}], obligations: {sources: [circulation]},"
      " purge: {jobs: [{name: expired}]},"
      " exports: [{name: doors, as: csv, columns: [{name: group, from: user_group}]}]}");
  expect_same(sample, least);
  ASSERT_EQ(sample.profiles.size(), 1U);
  expect_same(sample.profiles[0], least.profiles[0]);
  EXPECT_EQ(sample.obligations.input, least.obligations.input);
  EXPECT_EQ(sample.obligations.max_age, least.obligations.max_age);
  EXPECT_EQ(sample.purge.delete_policy, least.purge.delete_policy);
  ASSERT_EQ(sample.purge.jobs.size(), 1U);
  expect_same(sample.purge.jobs[0], least.purge.jobs[0]);
  ASSERT_EQ(sample.exports.size(), 1U);
  expect_same(sample.exports[0], least.exports[0]);
  EXPECT_EQ(sample.notify.command, least.notify.command);
  EXPECT_EQ(sample.notify.to, least.notify.to);
  EXPECT_EQ(sample.notify.on, least.notify.on);
  EXPECT_FALSE(sample.http.listen);
  EXPECT_FALSE(least.http.listen);
  EXPECT_EQ(sample.http.hosts, least.http.hosts);
  EXPECT_EQ(sample.http.trusted_proxies, least.http.trusted_proxies);
  EXPECT_EQ(sample.http.user_header, least.http.user_header);
  EXPECT_EQ(sample.http.group_header, least.http.group_header);
  EXPECT_EQ(sample.http.roles.viewer, least.http.roles.viewer);
  EXPECT_EQ(sample.http.roles.operating, least.http.roles.operating);
  EXPECT_EQ(sample.http.roles.approver, least.http.roles.approver);
  EXPECT_EQ(sample.http.four_eyes, least.http.four_eyes);
  EXPECT_EQ(sample.http.user_groups, least.http.user_groups);
}

/// The paths a configuration gives, without the numbers of list items.
std::set<std::string> given_keys(const ConfigFile& file) {
  std::set<std::string> keys;
  for (const auto& [path, position] : file.positions) {
    keys.insert(std::regex_replace(path, std::regex{R"(\[\d+\])"}, ""));
  }
  return keys;
}

/// The sample with each `# or: key: …` in the place of the key's line before it.
std::string with_alternatives(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (std::regex_match(line, match, std::regex{R"(( *)# or: (\w+:)(.*))"})) {
      const std::string key = match[1].str() + match[2].str();
      for (auto& earlier : lines) {
        if (earlier.starts_with(key)) earlier = key + match[3].str();
      }
    } else {
      lines.push_back(line);
    }
  }
  std::string result;
  for (const auto& line : lines) result += line + "\n";
  return result;
}

TEST(SampleConfig, ShowsEveryKeyThereIs) {
  const std::string text = contents("etc/roster.yaml");
  auto shown = given_keys(parse_config(text, "roster.yaml"));
  std::string alternative = with_alternatives(text);
  alternative.resize(alternative.find("\nobligations:"));  // its map is shown already
  const ConfigFile other = parse_config(alternative, "roster.yaml");
  EXPECT_EQ(other.problem_text(), "");
  shown.merge(given_keys(other));
  for (const std::string& key : known_keys()) EXPECT_TRUE(shown.contains(key)) << key;
}

TEST(SampleConfig, TheManualExplainsEveryKeyThereIs) {
  const std::string manual = contents("docs/man/roster.yaml.5");
  for (const std::string& key : known_keys()) {
    const std::string name = key.substr(key.rfind('.') + 1);
    EXPECT_NE(manual.find("\n.It Cm " + name), std::string::npos) << key;
  }
}

TEST(SampleConfig, TheExampleInTheManualIsUsable) {
  const std::string manual = contents("docs/man/roster.yaml.5");
  const auto start = manual.find("profiles:\n  - code: SIS");
  const Config config = usable(manual.substr(start, manual.find("\n.Ed", start) - start));
  EXPECT_EQ(config.purge.jobs.size(), 1U);
}

TEST(SampleConfig, TheMinimalFileLoadsWhatIsDropped) {
  const Config config = usable(contents("etc/roster.minimal.yaml"));
  ASSERT_EQ(config.profiles.size(), 1U);
  EXPECT_TRUE(config.profiles[0].synchronize.active);
  EXPECT_EQ(config.profiles[0].synchronize.schedule, "on_arrival");
  EXPECT_EQ(config.profiles[0].synchronize.input, "synchronize");
  EXPECT_EQ(config.profiles[0].mandatory, std::vector<std::string>{"last_name"});
}

}  // namespace
}  // namespace roster
