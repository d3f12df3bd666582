#include <gtest/gtest.h>

#include "daemon/config/config.hpp"
#include "tests/daemon/config/config_support.hpp"

namespace roster {
namespace {

constexpr auto kEveryKey = R"(
store: sqlite:/data/users.db
timezone: Europe/Oslo
inbox: /data/in
spool: /data/spool
spool_retention: 1w
reports: /data/reports
report_retention: 10d
history_retention: 0s
control: /data/sock
settle: 2s
incomplete: 1h
rescan: 90s
watch_config: false
workers: 3
limits: {file: 1GiB, unpacked: 2TiB, ratio: 50, entries: 7, record: 512KiB}
profiles:
- code: SIS
  description: "Student: system"
  contact: [sis-team@example.edu]
  import:
    {active: false, record_type: staff, input: first, xsd: v2, schedule: "@daily", catch_up: false}
  synchronize:
    active: true
    record_type: contact
    match: BARCODE
    type: swap_all
    unmatched: reject
    input: nightly/sis/
    xsd: own/users.xsd
    schedule: "0 2 * * *"
    catch_up: false
  reading: strict
  mandatory: [last_name, user_group, email]
  generate_primary_id: true
  purge_date:
    after_expiry: {default: 365d, UNDERGRAD: 26w, "010": 0d}
    overrule_feed: true
  absent: {after: 3, status: INACTIVE, purge_after: 180d}
  full: true
  silent_after: 36h
  max_age: none
  guard:
    {rejected: 1%, updated: 2.5%, created: 3%, newly_due: 0%, shrink: 100%, absent: 4%, cleared: 6%,
     from: 7, at_least: 8}
obligations:
  {input: owed, sources: [circulation, acquisitions], max_age: 2d, silent_after: 30h,
   guard: {shrink: 15%, unknown: 2%, from: 9}}
purge:
  delete_policy: fully_remove
  jobs:
  - name: undergraduates
    days_after_purge_date: 10
    record_type: public
    user_group: UNDERGRAD
    waive_threshold: 12.50
    require_expired: false
    block_on_requests: true
    schedule: "0 3 1 * *"
    catch_up: true
    guard: {share: 20%, from: 5}
identifiers: {case: sensitive}
notify: {command: [/bin/mail, -x], to: [it@example.edu], on: [dropped, held]}
http: {listen: "0.0.0.0:8080", hosts: [roster.example.edu], trusted_proxies: [192.0.2.7]}
)";

TEST(Config, TheKeysOfTheWholeAreRead) {
  const Config config = usable(kEveryKey);
  EXPECT_EQ(config.store, "sqlite:/data/users.db");
  EXPECT_EQ(config.timezone, "Europe/Oslo");
  EXPECT_EQ(config.inbox, "/data/in");
  EXPECT_EQ(config.spool, "/data/spool");
  EXPECT_EQ(config.spool_retention, Seconds{7 * 86400});
  EXPECT_EQ(config.reports, "/data/reports");
  EXPECT_EQ(config.report_retention, Seconds{10 * 86400});
  EXPECT_EQ(config.history_retention, Seconds{0});
  EXPECT_EQ(config.control, "/data/sock");
  EXPECT_EQ(config.settle, Seconds{2});
  EXPECT_EQ(config.incomplete, Seconds{3600});
  EXPECT_EQ(config.rescan, Seconds{90});
  EXPECT_FALSE(config.watch_config);
  EXPECT_EQ(config.workers, 3);
  EXPECT_EQ(config.limits.file, 1ULL << 30);
  EXPECT_EQ(config.limits.unpacked, 2ULL << 40);
  EXPECT_EQ(config.limits.ratio, 50U);
  EXPECT_EQ(config.limits.entries, 7U);
  EXPECT_EQ(config.limits.record, 512U << 10);
}

TEST(Config, TheActionsOfAProfileAreRead) {
  const Config config = usable(kEveryKey);
  ASSERT_EQ(config.profiles.size(), 1U);
  const sis::Profile& profile = config.profiles[0];
  EXPECT_EQ(profile.code, "SIS");
  EXPECT_EQ(profile.description, "Student: system");
  EXPECT_EQ(profile.contact, std::vector<std::string>{"sis-team@example.edu"});
  EXPECT_FALSE(profile.import.active);
  EXPECT_EQ(profile.import.record_type, "STAFF");
  EXPECT_EQ(profile.import.input, "first");
  EXPECT_EQ(profile.import.xsd.kind, sis::XsdChoice::Kind::v2);
  EXPECT_EQ(profile.import.schedule, "@daily");
  EXPECT_FALSE(profile.import.catch_up);
  EXPECT_TRUE(profile.synchronize.active);
  EXPECT_EQ(profile.synchronize.record_type, "CONTACT");
  EXPECT_EQ(profile.synchronize.match, "BARCODE");
  EXPECT_EQ(profile.synchronize.unmatched, sis::Unmatched::reject);
  EXPECT_EQ(profile.synchronize.input, "nightly/sis");
  EXPECT_EQ(profile.synchronize.xsd.kind, sis::XsdChoice::Kind::file);
  EXPECT_EQ(profile.synchronize.xsd.path, "/etc/roster/own/users.xsd");
  EXPECT_EQ(profile.synchronize.schedule, "0 2 * * *");
  EXPECT_FALSE(profile.synchronize.catch_up);
}

TEST(Config, ThePoliciesOfAProfileAreRead) {
  const Config config = usable(kEveryKey);
  ASSERT_EQ(config.profiles.size(), 1U);
  const sis::Profile& profile = config.profiles[0];
  EXPECT_EQ(profile.reading, sis::Reading::strict);
  EXPECT_EQ(profile.mandatory, (std::vector<std::string>{"last_name", "user_group", "email"}));
  EXPECT_TRUE(profile.generate_primary_id);
  EXPECT_EQ(profile.purge_date.default_days, 365);
  EXPECT_EQ(profile.purge_date.days_by_group,
            (std::map<std::string, int>{{"010", 0}, {"UNDERGRAD", 182}}));
  EXPECT_TRUE(profile.purge_date.overrule_feed);
  EXPECT_EQ(profile.absent.after, 3);
  EXPECT_EQ(profile.absent.status, "INACTIVE");
  EXPECT_EQ(profile.absent.purge_days, 180);
  EXPECT_TRUE(profile.full);
  EXPECT_DOUBLE_EQ(profile.guard.rejected, 0.01);
  EXPECT_DOUBLE_EQ(profile.guard.updated, 0.025);
  EXPECT_DOUBLE_EQ(profile.guard.newly_due, 0);
  EXPECT_DOUBLE_EQ(profile.guard.shrink, 1);
  EXPECT_DOUBLE_EQ(profile.guard.created, 0.03);
  EXPECT_DOUBLE_EQ(profile.guard.absent, 0.04);
  EXPECT_DOUBLE_EQ(profile.guard.cleared, 0.06);
  EXPECT_EQ(profile.guard.from, 7);
  EXPECT_EQ(profile.guard.at_least, 8);
  EXPECT_EQ(profile.silent_after, std::chrono::hours(36));
  EXPECT_EQ(profile.max_age, std::nullopt);
}

TEST(Config, ObligationsPurgeJobsAndNotificationsAreRead) {
  const Config config = usable(kEveryKey);
  EXPECT_EQ(config.obligations.kind, ObligationsConfig::Kind::directory);
  EXPECT_EQ(config.obligations.input, "owed");
  EXPECT_EQ(config.obligations.sources, (std::vector<std::string>{"circulation", "acquisitions"}));
  EXPECT_EQ(config.obligations.max_age, Seconds{2 * 86400});
  EXPECT_EQ(config.obligations.silent_after, std::chrono::hours(30));
  EXPECT_DOUBLE_EQ(config.obligations.guard.shrink, 0.15);
  EXPECT_DOUBLE_EQ(config.obligations.guard.unknown, 0.02);
  EXPECT_EQ(config.obligations.guard.from, 9);
  EXPECT_EQ(config.purge.delete_policy, "fully_remove");
  ASSERT_EQ(config.purge.jobs.size(), 1U);
  const PurgeJobConfig& job = config.purge.jobs[0];
  EXPECT_EQ(job.name, "undergraduates");
  EXPECT_EQ(job.days_after_purge_date, 10);
  EXPECT_EQ(job.record_type, "PUBLIC");
  EXPECT_EQ(job.user_group, "UNDERGRAD");
  EXPECT_EQ(job.waive_threshold, "12.50");
  EXPECT_FALSE(job.require_expired);
  EXPECT_TRUE(job.block_on_requests);
  EXPECT_EQ(job.schedule, "0 3 1 * *");
  EXPECT_TRUE(job.catch_up);
  EXPECT_DOUBLE_EQ(job.guard.share, 0.2);
  EXPECT_EQ(job.guard.from, 5);
  EXPECT_EQ(config.identifier_case, IdentifierCase::sensitive);
  EXPECT_EQ(config.http.listen->address, "0.0.0.0");
  EXPECT_EQ(config.http.hosts, std::vector<std::string>{"roster.example.edu"});
  EXPECT_EQ(config.http.trusted_proxies, std::vector<std::string>{"192.0.2.7"});
  EXPECT_EQ(config.notify.command, (std::vector<std::string>{"/bin/mail", "-x"}));
  EXPECT_EQ(config.notify.to, std::vector<std::string>{"it@example.edu"});
  EXPECT_EQ(config.notify.on, (std::vector<std::string>{"dropped", "held"}));
}

TEST(Config, RelativePathsAreTakenFromTheFilesDirectory) {
  const Config config = usable(
      "{store: sqlite:users.db, inbox: in, spool: ../spool, reports: r, control: c.sock,"
      " profiles: [{code: SIS}]}");
  EXPECT_EQ(config.store, "sqlite:/etc/roster/users.db");
  EXPECT_EQ(config.inbox, "/etc/roster/in");
  EXPECT_EQ(config.spool, "/etc/spool");
  EXPECT_EQ(config.reports, "/etc/roster/r");
  EXPECT_EQ(config.control, "/etc/roster/c.sock");
  EXPECT_EQ(usable("{store: 'sqlite::memory:', profiles: [{code: A}]}").store, "sqlite::memory:");
}

TEST(Config, PathsAreAbsoluteEvenWhenTheFileIsNamedFromWhereOneStands) {
  const Config config = parse_config("{inbox: in, profiles: [{code: SIS}]}", "roster.yaml").config;
  EXPECT_EQ(config.inbox, std::filesystem::current_path() / "in");
}

TEST(Config, TextsAreWhatIsWrittenNotWhatYamlMakesOfThem) {
  const Config config = usable(
      "profiles: [{code: NO, description: 010}, {code: '1', description: 1.10},"
      " {code: 1e3, description: yes}]");
  EXPECT_EQ(config.profiles[0].code, "NO");
  EXPECT_EQ(config.profiles[0].description, "010");
  EXPECT_EQ(config.profiles[1].description, "1.10");
  EXPECT_EQ(config.profiles[2].code, "1e3");
  EXPECT_EQ(config.profiles[2].description, "yes");
}

}  // namespace
}  // namespace roster
