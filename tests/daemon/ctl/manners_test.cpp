// How rosterctl answers people who mistype, ask for help, or pipe.
#include "tests/daemon/ctl/ctl_feeds.hpp"
#include "tests/daemon/rosterctl.hpp"

namespace roster::test {
namespace {

class Manners : public Rosterctl {};

TEST_F(Manners, AnUnknownCommandIsNamedAndTheNearestSuggested) {
  EXPECT_EQ(plain({"synch"}), 2);
  EXPECT_EQ(err_, "rosterctl: there is no command 'synch'; did you mean 'sync'?\n");
  EXPECT_EQ(plain({"--store", "sqlite:x.db", "fly", "away"}), 2);
  EXPECT_EQ(err_, "rosterctl: there is no command 'fly'\n");
  EXPECT_EQ(plain({}), 2);
  EXPECT_EQ(err_, "rosterctl: name a command; `rosterctl help` lists them\n");
}

TEST_F(Manners, AnUnknownOptionIsNamedAndTheNearestSuggested) {
  EXPECT_EQ(run({"users", "--grup", "STAFF"}), 2);
  EXPECT_EQ(err_, "rosterctl: users has no option --grup; did you mean '--group'?\n");
  EXPECT_EQ(run({"user", "s1", "s2"}), 2);
  EXPECT_EQ(err_, "rosterctl: user: unexpected argument 's2'; see `rosterctl help user`\n");
}

TEST_F(Manners, WhatIsMissingIsCalledByItsName) {
  EXPECT_EQ(run({"user"}), 2);
  EXPECT_EQ(err_, "rosterctl: ID is required; see `rosterctl help user`\n");
  EXPECT_EQ(run({"jobs", "--limit"}), 2);
  EXPECT_EQ(err_, "rosterctl: --limit needs a value; see `rosterctl help jobs`\n");
  EXPECT_EQ(run({"jobs", "--limit", "many"}), 2);
  EXPECT_EQ(err_, "rosterctl: --limit: 'many' is not a number; see `rosterctl help jobs`\n");
  run({"sync", file("a.xml", users(user("s1")))});
  EXPECT_EQ(run({"lock", "s1", "--for", "1h"}), 2);
  EXPECT_EQ(err_, "rosterctl: --holder is required\n");
}

TEST_F(Manners, AFlagTakesNoValue) {
  run({"sync", file("a.xml", users(user("s1")))});
  for (const char* word : {"--force=false", "--force=0", "--force=no", "--dry-run=off"})
    EXPECT_EQ(run({"delete", "s1", word}), 2) << word;
  EXPECT_EQ(run({"delete", "s1", "--force=false"}), 2);
  EXPECT_EQ(err_, "rosterctl: --force takes no value; see `rosterctl help delete`\n");
  EXPECT_EQ(run({"users", "--json=false"}), 2);
  EXPECT_EQ(run({"user", "s1"}), 0);
}

TEST_F(Manners, AnOptionIsGivenOnce) {
  EXPECT_EQ(run({"users", "--group", "A", "--group", "B"}), 2);
  EXPECT_EQ(err_, "rosterctl: --group is given twice; see `rosterctl help users`\n");
}

// As `--store "$STORE"` is, where the variable is not set.
TEST_F(Manners, AnEmptyStoreOrConfigurationIsNoneThatIsMeant) {
  for (const char* option : {"--store", "--config"}) {
    EXPECT_EQ(plain({option, "", "users"}), 2) << option;
    EXPECT_EQ(err_, fmt::format("rosterctl: {} needs a value\n", option));
  }
}

TEST_F(Manners, CheckIsOfAConfiguration) {
  EXPECT_EQ(run({"check"}), 2);
  EXPECT_EQ(err_, "rosterctl: check reads a configuration; it makes no use of --store\n");
}

TEST_F(Manners, CheckComparesIdentifiersAsTheStoreDoes) {
  configure("profiles: [{code: SIS, synchronize: {active: true}}]\n");
  std::filesystem::create_directories(path("inbox/synchronize"));
  EXPECT_EQ(configured({"sync", file("a.xml", users(stayer("s1")))}), 0) << err_;
  configure(
      "identifiers: {case: sensitive}\nprofiles: [{code: SIS, synchronize: {active: true}}]\n");
  EXPECT_EQ(configured({"check"}), 2);
  EXPECT_NE(out_.find("roster.yaml:7:21: identifiers.case: the store is insensitive, which "
                      "cannot be changed\n"),
            std::string::npos)
      << out_;
}

TEST_F(Manners, MistakesAreJsonForWhoReadsJson) {
  EXPECT_EQ(plain({"--json", "synch"}), 2);
  EXPECT_EQ(out_,
            R"({"error":{"code":"usage","message":"there is no command 'synch'; did you mean )"
            R"('sync'?"}})"
            "\n");
  EXPECT_EQ(err_, "");
  EXPECT_EQ(plain({"user", "--json"}), 2);
  EXPECT_EQ(member("error"),
            R"({"code":"usage","message":"ID is required; see `rosterctl help user`"})");
}

TEST_F(Manners, HelpIsGivenForAllAndForOne) {
  EXPECT_EQ(plain({"--help"}), 0);
  const std::string all = out_;
  EXPECT_NE(all.find("COMMAND"), std::string::npos);
  EXPECT_EQ(all.find("ubcommand"), std::string::npos) << all;
  EXPECT_EQ(plain({"help"}), 0);
  EXPECT_EQ(out_, all);
  EXPECT_EQ(plain({"jobs", "--help"}), 0);
  const std::string one = out_;
  EXPECT_EQ(plain({"help", "jobs"}), 0);
  EXPECT_EQ(out_, one);
  EXPECT_EQ(plain({"help", "jbos"}), 2);
  EXPECT_EQ(err_, "rosterctl: there is no command 'jbos'; did you mean 'jobs'?\n");
  EXPECT_EQ(plain({"-V"}), 0);
  const std::string version = out_;
  EXPECT_EQ(plain({"--version"}), 0);
  EXPECT_EQ(out_, version);
}

TEST_F(Manners, WhoOnlyLooksMakesNoStore) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"jobs"},
                                             {"job", "1"},
                                             {"users"},
                                             {"users", "--statistics"},
                                             {"user", "s1"},
                                             {"why", "s1"},
                                             {"erased", "s1"},
                                             {"set", "s1", "user_group", "G"},
                                             {"undo", "1"},
                                             {"approve", "1"},
                                             {"delete", "s1"}}) {
    EXPECT_EQ(run(words), 5) << words.front();
    EXPECT_EQ(err_, "rosterctl: the store " + path("users.db") +
                        " does not exist yet; the first load creates it\n");
  }
  EXPECT_FALSE(std::filesystem::exists(path("users.db")));
}

TEST_F(Manners, ADryRunIsNoJobThatCanBeApproved) {
  run({"sync", "--dry-run", file("a.xml", users(user("s1")))});
  EXPECT_EQ(run({"approve", "1"}), 3);
  EXPECT_EQ(err_, "rosterctl: job 1 was a dry run\n");
}

TEST_F(Manners, CompletionKnowsTheWordsThatCanFollow) {
  configure(
      "profiles:\n  - {code: SIS, synchronize: {active: true, schedule: manual, xsd: auto}}\n"
      "obligations: {sources: [circulation]}\n"
      "purge: {jobs: [{name: undergraduates, schedule: manual}]}\n");
  EXPECT_EQ(configured({"sync", file("a.xml", users(user("s1", "GRAD") + user("s2", "STAFF")))}), 0)
      << out_ << err_;
  const auto words = [&](const std::string& what) {
    EXPECT_EQ(configured({"words", what}), 0) << err_;
    return out_;
  };
  EXPECT_EQ(words("profiles"), "SIS\n");
  EXPECT_EQ(words("purge-jobs"), "undergraduates\n");
  EXPECT_EQ(words("sources"), "circulation\n");
  EXPECT_EQ(words("groups"), "GRAD\nSTAFF\n");
  EXPECT_EQ(words("jobs"), "1\n");
  EXPECT_EQ(words("held"), "");
}

}  // namespace
}  // namespace roster::test
