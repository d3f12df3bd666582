#include "daemon/config.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "daemon/schedule.hpp"

namespace roster {
namespace {

/// All that is wrong with a configuration, as an administrator sees it.
std::string complaints(const std::string& text) {
  return parse_config(text, "roster.yaml").problem_text();
}

/// What is wrong with one profile besides its code.
std::string profile_complaints(const std::string& lines) {
  return complaints("profiles:\n- code: SIS\n" + lines);
}

std::string purge_complaints(const std::string& lines) {
  return complaints("profiles: [{code: SIS}]\nobligations: none\npurge:\n  jobs:\n  - name: all\n" +
                    lines);
}

Config usable(const std::string& text) {
  const ConfigFile file = parse_config(text, "/etc/roster/roster.yaml");
  EXPECT_EQ(file.problem_text(), "");
  EXPECT_TRUE(file.is_usable());
  return file.config;
}

std::string contents(const std::string& file) {
  std::ifstream in{std::string{ROSTER_SOURCE_DIR} + "/" + file};
  EXPECT_TRUE(in.is_open()) << file;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// ---- what can be said ------------------------------------------------------------------------

TEST(Config, EveryKeyIsRead) {
  const Config config = usable(R"(
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
workers: 3
limits: {file: 1GiB, unpacked: 2TiB, ratio: 50, entries: 7, record: 512KiB}
profiles:
- code: SIS
  description: "Student: system"
  contact: [sis-team@example.edu]
  import: {active: false, record_type: staff, input: first, xsd: v2, schedule: "@daily", catch_up: false}
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
  guard: {rejected: 1%, updated: 2.5%, newly_due: 0%, shrink: 100%, from: 7}
obligations: {input: owed, sources: [circulation, acquisitions], max_age: 2d}
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
notify: {command: [/bin/mail, -x], to: [it@example.edu], on: [dropped, held]}
)");
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
  EXPECT_EQ(config.workers, 3);
  EXPECT_EQ(config.limits.file, 1ULL << 30);
  EXPECT_EQ(config.limits.unpacked, 2ULL << 40);
  EXPECT_EQ(config.limits.ratio, 50U);
  EXPECT_EQ(config.limits.entries, 7U);
  EXPECT_EQ(config.limits.record, 512U << 10);

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
  EXPECT_EQ(profile.guard.from, 7);

  EXPECT_EQ(config.obligations.kind, ObligationsConfig::Kind::directory);
  EXPECT_EQ(config.obligations.input, "owed");
  EXPECT_EQ(config.obligations.sources, (std::vector<std::string>{"circulation", "acquisitions"}));
  EXPECT_EQ(config.obligations.max_age, Seconds{2 * 86400});
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

// ---- the files in etc/ -----------------------------------------------------------------------

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

TEST(SampleConfig, HoldsEveryKeyAtItsDefault) {
  const Config sample = usable(contents("etc/roster.yaml"));
  const Config least = usable(
      "{profiles: [{code: SIS}], obligations: {sources: [circulation]},"
      " purge: {jobs: [{name: expired}]}}");
  EXPECT_EQ(sample.store, least.store);
  EXPECT_EQ(sample.timezone, least.timezone);
  EXPECT_EQ(sample.inbox, least.inbox);
  EXPECT_EQ(sample.spool, least.spool);
  EXPECT_EQ(sample.spool_retention, least.spool_retention);
  EXPECT_EQ(sample.reports, least.reports);
  EXPECT_EQ(sample.report_retention, least.report_retention);
  EXPECT_EQ(sample.history_retention, least.history_retention);
  EXPECT_EQ(sample.control, least.control);
  EXPECT_EQ(sample.settle, least.settle);
  EXPECT_EQ(sample.incomplete, least.incomplete);
  EXPECT_EQ(sample.rescan, least.rescan);
  EXPECT_EQ(sample.workers, least.workers);
  EXPECT_EQ(sample.limits.file, least.limits.file);
  EXPECT_EQ(sample.limits.unpacked, least.limits.unpacked);
  EXPECT_EQ(sample.limits.ratio, least.limits.ratio);
  EXPECT_EQ(sample.limits.entries, least.limits.entries);
  EXPECT_EQ(sample.limits.record, least.limits.record);
  ASSERT_EQ(sample.profiles.size(), 1U);
  expect_same(sample.profiles[0], least.profiles[0]);
  EXPECT_EQ(sample.obligations.input, least.obligations.input);
  EXPECT_EQ(sample.obligations.max_age, least.obligations.max_age);
  EXPECT_EQ(sample.purge.delete_policy, least.purge.delete_policy);
  ASSERT_EQ(sample.purge.jobs.size(), 1U);
  expect_same(sample.purge.jobs[0], least.purge.jobs[0]);
  EXPECT_EQ(sample.notify.command, least.notify.command);
  EXPECT_EQ(sample.notify.to, least.notify.to);
  EXPECT_EQ(sample.notify.on, least.notify.on);
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
}

// ---- mistakes --------------------------------------------------------------------------------

TEST(ConfigMistakes, AllAreFoundNotOnlyTheFirst) {
  EXPECT_EQ(complaints("settle: soon\n"
                       "rescan: 0s\n"
                       "profiles:\n"
                       "  - code: S I S\n"
                       "    sychronize: {active: true}\n"
                       "    full: yes\n"
                       "purge:\n"
                       "  jobs:\n"
                       "    - schedule: \"0 2 30 2 *\"\n"),
            "roster.yaml:1:9: settle: 'soon' is no duration; write 90s, 10m, 24h, 30d or 2w\n"
            "roster.yaml:2:9: rescan: '0s' is out of range (1s to 1d)\n"
            "roster.yaml:4:11: profiles[1].code: 'S I S' may only hold letters (a to z), digits, "
            "'_' and '-'\n"
            "roster.yaml:5:5: profiles[1].sychronize: unknown key; did you mean 'synchronize'?\n"
            "roster.yaml:6:11: profiles[1].full: 'yes' is not true or false\n"
            "roster.yaml:9:5: purge.jobs: needs obligations, so that nobody who owes is purged; "
            "or write obligations: none\n"
            "roster.yaml:9:7: purge.jobs[1].name: missing\n"
            "roster.yaml:9:17: purge.jobs[1].schedule: '0 2 30 2 *' never fires: there is no "
            "such day\n");
}

TEST(ConfigMistakes, AWarningDoesNotMakeItUnusable) {
  const ConfigFile file = parse_config("settle: 1s\n", "roster.yaml");
  EXPECT_EQ(file.problem_text(),
            "roster.yaml:1:1: warning: profiles: there are none; nothing will be loaded\n");
  EXPECT_TRUE(file.is_usable());
  EXPECT_FALSE(parse_config("settle: 1\nprofiles: [{code: A}]", "roster.yaml").is_usable());
}

TEST(ConfigMistakes, UnknownKeys) {
  EXPECT_EQ(profile_complaints("  colour: red\n"),
            "roster.yaml:3:3: profiles[1].colour: unknown key\n");
  EXPECT_EQ(profile_complaints("  import: {macth: BARCODE, match: BARCODE}\n"),
            "roster.yaml:3:12: profiles[1].import.macth: unknown key\n"
            "roster.yaml:3:28: profiles[1].import.match: unknown key\n");
  EXPECT_EQ(complaints("Setle: 3s\nprofiles: [{code: A}]\n"),
            "roster.yaml:1:1: Setle: unknown key; did you mean 'settle'?\n");
  EXPECT_EQ(complaints("limits: {fiel: 3}\nprofiles: [{code: A}]\n"),
            "roster.yaml:1:10: limits.fiel: unknown key; did you mean 'file'?\n");
}

TEST(ConfigMistakes, RepeatedKeys) {
  EXPECT_EQ(complaints("settle: 3s\nprofiles: [{code: A}]\nsettle: 4s\n"),
            "roster.yaml:3:1: settle: repeated key; it was given in line 1 already\n");
  EXPECT_EQ(profile_complaints("  purge_date:\n    after_expiry: {A: 1d, B: 2d, A: 3d}\n"),
            "roster.yaml:4:34: profiles[1].purge_date.after_expiry.A: repeated key; it was given "
            "in line 4 already\n");
}

TEST(ConfigMistakes, WrongTypes) {
  EXPECT_EQ(complaints("profiles: SIS\n"),
            "roster.yaml:1:11: profiles: must be a list, not a single value\n");
  EXPECT_EQ(complaints("- profiles\n"), "roster.yaml:1:1: must be a map of keys, not a list\n");
  EXPECT_EQ(complaints("{settle: [1s], limits: 3, inbox: , profiles: [{code: A}]}\n"),
            "roster.yaml:1:10: settle: must be a single value, not a list\n"
            "roster.yaml:1:24: limits: must be a map of keys, not a single value\n"
            "roster.yaml:1:34: inbox: has no value\n");
  EXPECT_EQ(complaints("profiles: [A]\n"),
            "roster.yaml:1:12: profiles[1]: must be a map of keys, not a single value\n"
            "roster.yaml:1:12: profiles[1].code: missing\n");
  EXPECT_EQ(profile_complaints("  contact: me@example.edu\n"),
            "roster.yaml:3:12: profiles[1].contact: must be a list, not a single value\n");
  EXPECT_EQ(profile_complaints("  absent: never\n"),
            "roster.yaml:3:11: profiles[1].absent: must be ignore or a map of keys (after, status, "
            "purge_after)\n");
  EXPECT_EQ(complaints("{profiles: [{code: A}], obligations: some}"),
            "roster.yaml:1:38: obligations: must be none or a map of keys (input, sources, "
            "max_age)\n");
}

TEST(ConfigMistakes, Quantities) {
  const auto about = [](const std::string& line) {
    return complaints(line + "\nprofiles: [{code: A}]\n");
  };
  EXPECT_EQ(about("settle: 10"),
            "roster.yaml:1:9: settle: '10' is no duration; write 90s, 10m, 24h, 30d or 2w\n");
  EXPECT_EQ(about("spool_retention: -5d"),
            "roster.yaml:1:18: spool_retention: '-5d' is negative; write 90s, 10m, 24h, 30d or "
            "2w\n");
  EXPECT_EQ(about("settle: 99999999999999999999s"),
            "roster.yaml:1:9: settle: '99999999999999999999s' is no duration; write 90s, 10m, "
            "24h, 30d or 2w\n");
  EXPECT_EQ(about("workers: 0"), "roster.yaml:1:10: workers: '0' is out of range (1 to 256)\n");
  EXPECT_EQ(about("workers: many"), "roster.yaml:1:10: workers: 'many' is not a whole number\n");
  EXPECT_EQ(about("workers: 010"), "roster.yaml:1:10: workers: '010' is not a whole number\n");
  EXPECT_EQ(about("workers: 99999999999"),
            "roster.yaml:1:10: workers: '99999999999' is out of range (1 to 256)\n");
  EXPECT_EQ(about("limits: {file: 4GB}"),
            "roster.yaml:1:16: limits.file: '4GB' is no size; write 512KiB, 64MiB or 4GiB\n");
  EXPECT_EQ(about("limits: {record: 1GiB}"),
            "roster.yaml:1:18: limits.record: '1GiB' is out of range (1KiB to 64MiB)\n");
  EXPECT_EQ(profile_complaints("  guard: {updated: 0.5}\n"),
            "roster.yaml:3:20: profiles[1].guard.updated: '0.5' is no percentage; write 0% to "
            "100%\n");
  EXPECT_EQ(profile_complaints("  purge_date: {after_expiry: {default: 36h}}\n"),
            "roster.yaml:3:40: profiles[1].purge_date.after_expiry.default: '36h' is not a number "
            "of whole days\n");
  EXPECT_EQ(purge_complaints("    days_after_purge_date: -1\n"),
            "roster.yaml:6:28: purge.jobs[1].days_after_purge_date: '-1' is out of range (0 to "
            "36500)\n");
  for (const auto* amount : {"-1", "1.", ".5", "1.234", "1,5", "ten", "1e3"}) {
    EXPECT_EQ(purge_complaints(std::string{"    waive_threshold: "} + amount + "\n"),
              std::string{"roster.yaml:6:22: purge.jobs[1].waive_threshold: '"} + amount +
                  "' is no amount; write 10 or 12.50\n");
  }
}

TEST(ConfigMistakes, WordsThatAreNotAmongThoseKnown) {
  EXPECT_EQ(profile_complaints("  reading: tolerent\n"),
            "roster.yaml:3:12: profiles[1].reading: 'tolerent' is not tolerant or strict; did you "
            "mean 'tolerant'?\n");
  EXPECT_EQ(profile_complaints("  synchronize: {record_type: PUBLIC}\n"),
            "roster.yaml:3:30: profiles[1].synchronize.record_type: 'PUBLIC' is not public, staff "
            "or contact; did you mean 'public'?\n");
  EXPECT_EQ(profile_complaints("  synchronize: {type: merge, xsd: v3, unmatched: Add}\n"),
            "roster.yaml:3:23: profiles[1].synchronize.type: 'merge' is not swap_all\n"
            "roster.yaml:3:35: profiles[1].synchronize.xsd: 'v3' is not v1, v2, auto or a schema "
            "file (.xsd)\n"
            "roster.yaml:3:50: profiles[1].synchronize.unmatched: 'Add' is not add or reject; did "
            "you mean 'add'?\n");
  EXPECT_EQ(profile_complaints("  mandatory: [surname, emial]\n"),
            "roster.yaml:3:15: profiles[1].mandatory[1]: a user has no field 'surname'\n"
            "roster.yaml:3:24: profiles[1].mandatory[2]: a user has no field 'emial'; did you "
            "mean 'email'?\n");
  EXPECT_EQ(complaints("{timezone: Europe/Atlantis, profiles: [{code: A}]}"),
            "roster.yaml:1:12: timezone: there is no time zone 'Europe/Atlantis'; write one like "
            "Europe/Oslo, or system\n");
  EXPECT_EQ(complaints("{store: mysql://x, profiles: [{code: A}]}"),
            "roster.yaml:1:9: store: 'mysql://x' is no store; write sqlite:PATH or "
            "postgresql://HOST/NAME\n");
  EXPECT_EQ(complaints("{purge: {delete_policy: remove}, profiles: [{code: A}]}"),
            "roster.yaml:1:25: purge.delete_policy: 'remove' is not keep_fully_reportable, "
            "keep_statistics, keep_statistics_and_remove_primary_id or fully_remove\n");
  EXPECT_EQ(complaints("{notify: {on: [running], to: [a b], command: [mail]},"
                       " profiles: [{code: A}]}"),
            "roster.yaml:1:16: notify.on[1]: 'running' is not failed, held, dropped, "
            "completed_with_errors, completed_with_warnings or completed_successfully\n"
            "roster.yaml:1:31: notify.to[1]: 'a b' is no mail address\n"
            "roster.yaml:1:46: notify.command: 'mail' is no absolute path of a program\n");
}

TEST(ConfigMistakes, Schedules) {
  EXPECT_EQ(profile_complaints("  synchronize: {schedule: 0 25 * * *}\n"),
            "roster.yaml:3:27: profiles[1].synchronize.schedule: hour 25 is not between 0 and "
            "23\n");
  EXPECT_EQ(purge_complaints("    schedule: on_arrival\n"),
            "roster.yaml:6:15: purge.jobs[1].schedule: on_arrival is for feeds; a purge waits for "
            "no file\n");
}

TEST(ConfigMistakes, NamesTakenTwice) {
  EXPECT_EQ(complaints("profiles: [{code: A}, {code: B}, {code: A}]\n"),
            "roster.yaml:1:41: profiles[3].code: 'A' is taken by profiles[1]\n");
  EXPECT_EQ(purge_complaints("  - name: all\n"),
            "roster.yaml:6:11: purge.jobs[2].name: 'all' is taken by purge.jobs[1]\n");
  EXPECT_EQ(complaints("profiles: [{description: nameless}]\n"),
            "roster.yaml:1:12: profiles[1].code: missing\n");
  EXPECT_EQ(complaints("{profiles: [{code: '" + std::string(256, 'x') + "'}]}"),
            "roster.yaml:1:20: profiles[1].code: is longer than 255 bytes\n");
}

TEST(ConfigMistakes, InputsLieBelowTheInboxAndApart) {
  EXPECT_EQ(profile_complaints("  import: {input: /srv/other}\n"
                               "  synchronize: {input: a/../../b}\n"),
            "roster.yaml:3:19: profiles[1].import.input: '/srv/other' is absolute; name a "
            "directory below inbox\n"
            "roster.yaml:4:24: profiles[1].synchronize.input: 'a/../../b' leads out of inbox with "
            "'..'\n");
  EXPECT_EQ(profile_complaints("  import: {input: ./}\n"),
            "roster.yaml:3:19: profiles[1].import.input: './' is inbox itself; name a directory "
            "below it\n");
  EXPECT_EQ(complaints("profiles:\n"
                       "- {code: A, synchronize: {active: true, input: sis/new}}\n"
                       "- {code: B, synchronize: {active: true, input: ./sis//new/}}\n"
                       "- {code: C, synchronize: {active: true, input: sis}}\n"
                       "- {code: D, synchronize: {active: true, input: sis2}}\n"
                       "- {code: E, synchronize: {active: false, input: sis}}\n"
                       "obligations: {input: sis2/owed, sources: [a]}\n"),
            "roster.yaml:3:48: profiles[2].synchronize.input: 'sis/new' overlaps 'sis/new' of "
            "profiles[1].synchronize.input\n"
            "roster.yaml:4:48: profiles[3].synchronize.input: 'sis' overlaps 'sis/new' of "
            "profiles[1].synchronize.input\n"
            "roster.yaml:7:22: obligations.input: 'sis2/owed' overlaps 'sis2' of "
            "profiles[4].synchronize.input\n");
}

TEST(ConfigMistakes, AbsenceNeedsFullFeedsAndAConsequence) {
  EXPECT_EQ(profile_complaints("  absent: {after: 3, status: INACTIVE}\n"),
            "roster.yaml:3:11: profiles[1].absent: needs full: true; only a feed that holds "
            "everybody shows who is absent\n");
  EXPECT_EQ(profile_complaints("  full: true\n  absent: {after: 3}\n"),
            "roster.yaml:4:11: profiles[1].absent: does nothing; give it a status, purge_after or "
            "both\n");
  EXPECT_EQ(profile_complaints("  full: true\n  absent: {status: INACTIVE}\n"),
            "roster.yaml:4:11: profiles[1].absent.after: missing\n");
  EXPECT_EQ(profile_complaints("  full: true\n  absent: {after: 0, status: INACTIVE}\n"),
            "roster.yaml:4:19: profiles[1].absent.after: '0' is out of range (1 to 1000)\n");
}

TEST(ConfigMistakes, ObligationsMustBeSaidBeforeAPurge) {
  const std::string purge = "profiles: [{code: A}]\npurge: {jobs: [{name: all}]}\n";
  EXPECT_EQ(complaints(purge),
            "roster.yaml:2:15: purge.jobs: needs obligations, so that nobody who owes is purged; "
            "or write obligations: none\n");
  EXPECT_EQ(complaints(purge + "obligations: none\n"), "");
  EXPECT_EQ(complaints(purge + "obligations: {sources: []}\n"),
            "roster.yaml:3:24: obligations.sources: missing; name at least one, or write "
            "obligations: none\n");
  EXPECT_EQ(complaints(purge + "obligations: {sources: [a, .b, c/d, a]}\n"),
            "roster.yaml:3:28: obligations.sources[2]: '.b' is no file name\n"
            "roster.yaml:3:32: obligations.sources[3]: 'c/d' is no file name\n"
            "roster.yaml:3:37: obligations.sources[4]: 'a' is named twice\n");
}

TEST(ConfigMistakes, WhatIsAllowedButUnwise) {
  EXPECT_EQ(profile_complaints("  import: {active: true}\n"
                               "  synchronize: {active: true, xsd: v1}\n"),
            "roster.yaml:3:20: warning: profiles[1].import.active: import and synchronize are "
            "both active; import is not needed after the first load\n"
            "roster.yaml:4:36: warning: profiles[1].synchronize.xsd: V.1 is deprecated; ask the "
            "SIS for V.2\n");
}

// ---- hostile and broken files ----------------------------------------------------------------

TEST(ConfigFileForm, OnlyPlainYamlIsAccepted) {
  EXPECT_EQ(complaints("settle: &s 3s\nrescan: *s\n"),
            "roster.yaml:1:9: anchors (&name) are not supported: write the value out each time\n"
            "roster.yaml:2:9: aliases (*name) are not supported: write the value out\n");
  EXPECT_EQ(complaints("settle: !!str 3s\n"), "roster.yaml:1:9: tags (!name) are not supported\n");
  EXPECT_EQ(complaints("settle: 3s\n---\nsettle: 4s\n"),
            "roster.yaml:3:1: a second document begins here\n");
  EXPECT_EQ(complaints("? [a, b]\n: 3\n"), "roster.yaml:1:3: a key must be plain text\n");
  EXPECT_EQ(complaints(""), "roster.yaml: the file is empty\n");
  EXPECT_EQ(complaints("# nothing yet\n"), "roster.yaml: the file is empty\n");
}

TEST(ConfigFileForm, BrokenYamlIsLocated) {
  EXPECT_EQ(complaints("settle: 3s\nlimits: {file: 3\n"),
            "roster.yaml:3:1: not YAML: end of map flow not found\n");
  EXPECT_EQ(complaints("a: 1\n b: 2\n"), "roster.yaml:2:3: not YAML: illegal map value\n");
}

TEST(ConfigFileForm, ControlCharactersAreRefusedAndShown) {
  EXPECT_EQ(profile_complaints("  description: \"a\\nb\\e[31m\"\n"),
            "roster.yaml:3:16: profiles[1].description: 'a\\x0ab\\x1b[31m' holds a control "
            "character, or is not UTF-8\n");
  EXPECT_EQ(profile_complaints("  description: a\xff\xc3\xa5\xc3\n"),
            "roster.yaml:3:16: profiles[1].description: 'a\\xff\xc3\xa5\\xc3' holds a control "
            "character, or is not UTF-8\n");
  EXPECT_EQ(profile_complaints("  \"a\\nb\": 1\n"),
            "roster.yaml:3:3: profiles[1].a\\x0ab: unknown key\n");
}

TEST(ConfigFileForm, LongValuesAreCutInMessages) {
  EXPECT_EQ(complaints("{settle: " + std::string(100, 'x') + ", profiles: [{code: A}]}"),
            "roster.yaml:1:10: settle: '" + std::string(60, 'x') +
                "…' is no duration; write 90s, 10m, 24h, 30d or 2w\n");
}

TEST(ConfigFileForm, AFileLargerThanAMebibyteIsRefused) {
  EXPECT_EQ(complaints(std::string((1U << 20) + 1, '#')),
            "roster.yaml: the file is larger than 1MiB\n");
}

TEST(ConfigFileForm, DeepNestingIsRefused) {
  EXPECT_EQ(complaints("profiles: " + std::string(100'000, '[')),
            "roster.yaml:1:1: nested too deeply\n");
}

TEST(ConfigFileForm, AMissingFileIsAProblemLikeAnyOther) {
  const ConfigFile file = load_config("/nonexistent/roster.yaml");
  EXPECT_EQ(file.problem_text(),
            "/nonexistent/roster.yaml: cannot be read: No such file or directory\n");
  EXPECT_FALSE(file.is_usable());
  EXPECT_EQ(load_config("/tmp").problem_text(), "/tmp: cannot be read: Is a directory\n");
}

TEST(ConfigFileForm, WhateverIsBrokenInAFileItsProblemsLieWithinIt) {
  const std::string whole = contents("etc/roster.yaml");
  const auto lines = std::count(whole.begin(), whole.end(), '\n');
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string broken = whole;
    broken[at] = "\"{[:#&*!|\n\0"[at % 12];
    const ConfigFile file = parse_config(broken, "roster.yaml");
    refused += file.is_usable() ? 0U : 1U;
    for (const Problem& problem : file.problems) {
      ASSERT_LE(problem.at.line, lines + 2) << "byte " << at << ": " << file.problem_text();
    }
  }
  EXPECT_GT(refused, whole.size() / 20);
}

// ---- directories -----------------------------------------------------------------------------

class ConfigDirectories : public testing::Test {
 protected:
  ConfigDirectories() {
    std::string name = testing::TempDir() + "roster_config_XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  ~ConfigDirectories() override { std::filesystem::remove_all(root_); }

  void make(const std::string& name) { std::filesystem::create_directories(root_ / name); }

  /// What is wrong with the directories, the test's own one written as `/root`.
  std::string complaints() {
    const ConfigFile file = parse_config(
        "inbox: in\nspool: spool\nreports: reports\n"
        "profiles:\n"
        "- code: SIS\n"
        "  contact: [me@example.edu]\n"
        "  synchronize: {active: true, xsd: own.xsd}\n"
        "obligations: {sources: [circulation]}\n"
        "notify: {command: [/nonexistent/mail]}\n",
        root_ / "roster.yaml");
    EXPECT_EQ(file.problem_text(), "");
    std::string text;
    for (const Problem& problem : check_directories(file)) {
      text += format_problem("roster.yaml", problem) + "\n";
    }
    return std::regex_replace(text, std::regex{root_.string()}, "/root");
  }

  std::filesystem::path root_;
};

TEST_F(ConfigDirectories, MissingOnesAreNamed) {
  make("in/synchronize");
  EXPECT_EQ(complaints(),
            "roster.yaml:7:36: profiles[1].synchronize.xsd: /root/own.xsd: No such file or "
            "directory\n"
            "roster.yaml:8:14: obligations.input: /root/in/obligations: No such file or "
            "directory\n"
            "roster.yaml:9:19: warning: notify.command: /nonexistent/mail: No such file or "
            "directory\n");
}

TEST_F(ConfigDirectories, AMissingInboxIsSaidOnce) {
  std::ofstream{root_ / "spool"} << "in the way";
  EXPECT_EQ(complaints(),
            "roster.yaml:1:8: inbox: /root/in: No such file or directory\n"
            "roster.yaml:2:8: spool: /root/spool: not a directory\n"
            "roster.yaml:9:19: warning: notify.command: /nonexistent/mail: No such file or "
            "directory\n");
}

}  // namespace
}  // namespace roster
