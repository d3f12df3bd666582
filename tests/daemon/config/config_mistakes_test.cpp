#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "daemon/config/config.hpp"
#include "tests/daemon/config/config_support.hpp"

namespace roster {
namespace {

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
            "roster.yaml:1:9: settle: 'soon' is not a duration; write 90s, 10m, 24h, 30d or 2w\n"
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

TEST(ConfigMistakes, HttpIsNotServedToOtherMachinesUnasked) {
  EXPECT_EQ(complaints("profiles: [{code: A}]\nhttp: {listen: \"0.0.0.0:80\"}\n"),
            "roster.yaml:2:16: http.listen: other machines could reach it without TLS; listen on "
            "127.0.0.1 or a Unix socket behind a reverse proxy, or name the proxies in "
            "trusted_proxies\n");
  EXPECT_EQ(
      complaints("profiles: [{code: A}]\nhttp: {listen: \"localhost:80\", hosts: [\"A:1\"]}\n"),
      "roster.yaml:2:16: http.listen: 'localhost:80' is not a listen address; write "
      "unix:/run/roster/http.sock, 127.0.0.1:8080, systemd or off\n"
      "roster.yaml:2:40: http.hosts[1]: 'A:1' is not a host name; write it in lower case, "
      "without a port\n");
}

TEST(ConfigMistakes, ASocketsPathIsShort) {
  const std::string path = "/" + std::string(107, 'x');
  EXPECT_EQ(complaints("profiles: [{code: A}]\ncontrol: " + path + "\n"),
            "roster.yaml:2:10: control: a socket's path has at most 107 bytes; this one has 108: " +
                path + "\n");
  EXPECT_EQ(complaints("profiles: [{code: A}]\nhttp: {listen: \"unix:" + path + "\"}\n"),
            "roster.yaml:2:16: http.listen: a socket's path has at most 107 bytes; this one has "
            "108: " +
                path + "\n");
  EXPECT_EQ(complaints("profiles: [{code: A}]\ncontrol: " + path.substr(1) + "\n"),
            "roster.yaml:2:10: control: a socket's path has at most 107 bytes; this one has " +
                std::to_string(std::filesystem::absolute(path.substr(1)).native().size()) + ": " +
                std::filesystem::absolute(path.substr(1)).string() + "\n");
  EXPECT_EQ(complaints("profiles: [{code: A}]\ncontrol: " + path.substr(0, 107) + "\n"), "");
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
            "max_age, silent_after, guard)\n");
}

TEST(ConfigMistakes, Quantities) {
  const auto about = [](const std::string& line) {
    return complaints(line + "\nprofiles: [{code: A}]\n");
  };
  EXPECT_EQ(about("settle: 10"),
            "roster.yaml:1:9: settle: '10' is not a duration; write 90s, 10m, 24h, 30d or 2w\n");
  EXPECT_EQ(about("spool_retention: -5d"),
            "roster.yaml:1:18: spool_retention: '-5d' is negative; write 90s, 10m, 24h, 30d or "
            "2w\n");
  EXPECT_EQ(about("settle: 99999999999999999999s"),
            "roster.yaml:1:9: settle: '99999999999999999999s' is not a duration; write 90s, 10m, "
            "24h, 30d or 2w\n");
  EXPECT_EQ(about("workers: 0"), "roster.yaml:1:10: workers: '0' is out of range (1 to 256)\n");
  EXPECT_EQ(about("workers: many"), "roster.yaml:1:10: workers: 'many' is not a whole number\n");
  EXPECT_EQ(about("workers: 010"), "roster.yaml:1:10: workers: '010' is not a whole number\n");
  EXPECT_EQ(about("workers: 99999999999"),
            "roster.yaml:1:10: workers: '99999999999' is out of range (1 to 256)\n");
  EXPECT_EQ(about("limits: {file: 4GB}"),
            "roster.yaml:1:16: limits.file: '4GB' is not a size; write 512KiB, 64MiB or 4GiB\n");
  EXPECT_EQ(about("limits: {record: 1GiB}"),
            "roster.yaml:1:18: limits.record: '1GiB' is out of range (1KiB to 64MiB)\n");
  EXPECT_EQ(profile_complaints("  guard: {updated: 0.5}\n"),
            "roster.yaml:3:20: profiles[1].guard.updated: '0.5' is not a percentage; write 0% to "
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
                  "' is not an amount; write 10 or 12.50\n");
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
  EXPECT_EQ(profile_complaints("  mandatory: [address, rs_libraries, rs_library]\n"),
            "roster.yaml:3:38: profiles[1].mandatory[3]: a user has no field 'rs_library'\n");
  EXPECT_EQ(complaints("{timezone: Europe/Atlantis, profiles: [{code: A}]}"),
            "roster.yaml:1:12: timezone: there is no time zone 'Europe/Atlantis'; write one like "
            "Europe/Oslo, or system\n");
  EXPECT_EQ(complaints("{store: mysql://x, profiles: [{code: A}]}"),
            "roster.yaml:1:9: store: is not a store URL; write sqlite:PATH or "
            "postgresql://HOST/DATABASE\n");
  EXPECT_EQ(complaints("{purge: {delete_policy: remove}, profiles: [{code: A}]}"),
            "roster.yaml:1:25: purge.delete_policy: 'remove' is not keep_fully_reportable, "
            "keep_statistics, keep_statistics_and_remove_primary_id or fully_remove\n");
  EXPECT_EQ(complaints("{notify: {on: [running], to: [a b], command: [mail]},"
                       " profiles: [{code: A}]}"),
            "roster.yaml:1:16: notify.on[1]: 'running' is not failed, held, dropped, "
            "completed_with_errors, completed_with_warnings or completed_successfully\n"
            "roster.yaml:1:31: notify.to[1]: 'a b' is not a mail address\n"
            "roster.yaml:1:46: notify.command: 'mail' is not the absolute path of a program\n");
}

TEST(ConfigMistakes, UrlsThatLibpqDoesNotUnderstand) {
  for (const char* url : {"postgresql://roster@a/roster?sslmod=require", "postgresql://a/%zz",
                          "postgresql://roster:sec/ret@a/roster"})
    EXPECT_EQ(
        complaints(fmt::format("{{store: '{}', profiles: [{{code: A}}]}}", url)),
        "roster.yaml:1:9: store: libpq does not understand this URL: a setting is unknown, or "
        "a special character is not written as %XX\n");
}

TEST(ConfigMistakes, Schedules) {
  EXPECT_EQ(profile_complaints("  synchronize: {schedule: 0 25 * * *}\n"),
            "roster.yaml:3:27: profiles[1].synchronize.schedule: hour 25 is not between 0 and "
            "23\n");
  EXPECT_EQ(purge_complaints("    schedule: on_arrival\n"),
            "roster.yaml:6:15: purge.jobs[1].schedule: on_arrival is only for feeds; a purge does "
            "not wait for a file\n");
  EXPECT_EQ(complaints("exports: [{name: a, as: csv, schedule: on_arrival}]\n"),
            "roster.yaml:1:40: exports[1].schedule: on_arrival is only for feeds; an export does "
            "not wait for a file\n");
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
            "roster.yaml:3:11: profiles[1].absent: needs full: true; only a feed that contains all "
            "users shows who is absent\n");
  EXPECT_EQ(
      profile_complaints("  full: true\n  absent: {after: 3}\n"),
      "roster.yaml:4:11: profiles[1].absent: has no effect; set status, purge_after or both\n");
  EXPECT_EQ(profile_complaints("  full: true\n  absent: {status: INACTIVE}\n"),
            "roster.yaml:4:11: profiles[1].absent.after: missing\n");
  EXPECT_EQ(profile_complaints("  full: true\n  absent: {after: 0, status: INACTIVE}\n"),
            "roster.yaml:4:19: profiles[1].absent.after: '0' is out of range (1 to 1000)\n");
}

TEST(ConfigMistakes, GeneratedIdsNeedAMatchByAnotherType) {
  const std::string why =
      "profiles[1].generate_primary_id: needs synchronize.match by another type, e.g. BARCODE; "
      "with match: primary_id, every load would create new users for records without a primary "
      "id\n";
  EXPECT_EQ(profile_complaints("  generate_primary_id: true\n  synchronize: {active: true}\n"),
            "roster.yaml:3:24: " + why);
  EXPECT_EQ(profile_complaints("  generate_primary_id: true\n"
                               "  synchronize: {active: true, match: BARCODE}\n"),
            "");
  EXPECT_EQ(profile_complaints("  generate_primary_id: true\n  import: {active: true}\n"), "");
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
            "roster.yaml:3:28: obligations.sources[2]: '.b' is not a file name\n"
            "roster.yaml:3:32: obligations.sources[3]: 'c/d' is not a file name\n"
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

}  // namespace
}  // namespace roster
