// The lists of a purge: whom they name, and what is told when they cannot be written.
#include <filesystem>

#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

namespace fs = std::filesystem;

class PurgeList : public Rosterctl {
 protected:
  /// So many people, of whom the first `due` are due.
  void load(int due, int all) {
    std::string records;
    for (int i = 100; i < 100 + all; ++i)
      records += i < 100 + due ? leaver("s" + std::to_string(i)) : stayer("s" + std::to_string(i));
    ASSERT_EQ(run({"sync", file("feed.xml", users(records))}), 0) << out_ << err_;
  }
  /// 3000 people who are due, whose ids are more than what is kept in memory; the ids, a line each.
  std::string load_long_ids() {
    std::string records, ids;
    for (int i = 1'000; i < 4'000; ++i) {
      const std::string id = std::string(100, 'x') + "\xC3\xA9" + std::to_string(i);
      records += leaver(id);
      ids += id + "\n";
    }
    EXPECT_EQ(run({"sync", file("feed.xml", users(records))}), 0) << out_ << err_;
    return ids;
  }
  std::string count() {
    run({"users", "--json"});
    return member("total_record_count");
  }
  /// The words of a purge that lists primary ids.
  static std::vector<std::string> purge(const std::vector<std::string>& more) {
    std::vector<std::string> words{"purge", "--all", "--no-obligations", "--ids", "primary_id"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::string list() const { return read_file(path("list.txt")); }
};

TEST_F(PurgeList, ThatCannotBeCreatedLetsNobodyGo) {
  load(1, 1);
  EXPECT_EQ(run(purge({"-o", path("none/list.txt")})), 3);
  EXPECT_EQ(err_, fmt::format("rosterctl: cannot create {}: No such file or directory\n",
                              path("none/list.txt")));
  EXPECT_EQ(count(), "1");
  EXPECT_EQ(run(purge({"-o", ""})), 3);
  EXPECT_EQ(count(), "1");
  EXPECT_EQ(run({"jobs", "--kind", "purge"}), 0);
  EXPECT_EQ(out_, "no jobs\n");
}

TEST_F(PurgeList, ThatTheDiskDoesNotTakeIsOfAPurgeThatIsComplete) {
  load(1, 1);
  EXPECT_EQ(run(purge({"-o", "/dev/full"})), 1);
  EXPECT_EQ(err_,
            "rosterctl: the purge is complete, but its list is not there: cannot write /dev/full: "
            "No space left on device\n");
  EXPECT_EQ(count(), "0");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(PurgeList, ThatNobodyReadsIsOfAPurgeThatIsComplete) {
  load(1, 1);
  EXPECT_EQ(run_unread(purge({})), 1);
  EXPECT_EQ(err_,
            "rosterctl: the purge is complete, but its list is not there: cannot write to standard "
            "output: No space left on device\n");
  EXPECT_EQ(count(), "0");
  run({"job", "2", "--json"});
  EXPECT_EQ(member("status"), "\"completed_successfully\"");
}

TEST_F(PurgeList, ThatCannotBeKeptMeanwhileLetsNobodyGo) {
  load_long_ids();
  fs::remove_all(path("users.db.d/spool"));
  fs::create_directory_symlink("/proc", path("users.db.d/spool"));
  EXPECT_EQ(run(purge({})), 3);
  EXPECT_EQ(out_, "");
  EXPECT_TRUE(
      err_.starts_with("rosterctl: default: its list cannot be kept: cannot create a file "))
      << err_;
  EXPECT_TRUE(err_.ends_with("; nobody was purged\n")) << err_;
  EXPECT_EQ(count(), "3000");
  run({"job", "2", "--json"});
  EXPECT_EQ(member("status"), "\"failed\"");
}

TEST_F(PurgeList, OfManyPeopleIsWhole) {
  const std::string ids = load_long_ids();
  EXPECT_EQ(run(purge({"--dry-run"})), 4) << "the guard would hold it";
  EXPECT_TRUE(out_ == ids) << out_.size();
}

// What is held unasked names people who stay: another system would remove them.
TEST_F(PurgeList, OfAPurgeThatTheGuardHoldsNamesNobody) {
  load(20, 100);
  file("list.txt", "earlier\n");
  EXPECT_EQ(run(purge({"-o", path("list.txt")})), 4);
  EXPECT_EQ(list(), "earlier\n");
  EXPECT_EQ(run(purge({})), 4);
  EXPECT_EQ(out_, "");
  EXPECT_EQ(err_, "rosterctl: default: purged: 20 of 100 users (20.0 %, limit 10.0 %)\n");
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--csv"}), 4);
  EXPECT_EQ(out_, "");
}

TEST_F(PurgeList, ThatWasAskedForIsWrittenThoughThePurgeIsHeld) {
  load(20, 100);
  EXPECT_EQ(run(purge({"--hold", "-o", path("list.txt")})), 4);
  EXPECT_EQ(list().substr(0, 10), "s100\ns101\n");
  EXPECT_EQ(run(purge({"--dry-run", "-o", path("preview.txt")})), 4);
  EXPECT_EQ(read_file(path("preview.txt")), list());
  EXPECT_EQ(count(), "100");
}

TEST_F(PurgeList, OfAPurgeThatFailedLeavesTheEarlierOne) {
  load(1, 1);
  file("list.txt", "earlier\n");
  EXPECT_EQ(run({"purge", "--all", "--dry-run", "--ids", "primary_id", "-o", path("list.txt")}), 3);
  EXPECT_EQ(err_, "rosterctl: default: no obligations ever arrived\n");
  EXPECT_EQ(list(), "earlier\n");
}

TEST_F(PurgeList, OfSeveralJobsNamesWhoIsGoneThoughOneIsHeld) {
  configure(
      "profiles: [{code: SIS, synchronize: {active: true}}]\nobligations: none\n"
      "purge: {jobs: [{name: few, user_group: STAFF, guard: {share: 100%}},\n"
      "               {name: many, user_group: UNDERGRAD, guard: {share: 1%, from: 1}}]}\n");
  const std::string feed =
      file("feed.xml", users(leaver("s1", "STAFF") + leaver("s2") + stayer("s3")));
  ASSERT_EQ(configured({"sync", feed}), 0) << err_;
  EXPECT_EQ(configured({"purge", "--all", "--ids", "primary_id", "-o", path("list.txt")}), 4);
  EXPECT_EQ(list(), "s1\n");
  EXPECT_TRUE(err_.starts_with("rosterctl: many: purged: 1 of ")) << err_;
}

TEST_F(PurgeList, IsWhatAFileIsFor) {
  load(1, 1);
  for (const char* other : {"--dry-run", "--json", "--hold"}) {
    EXPECT_EQ(run({"purge", "--all", "--no-obligations", other, "-o", path("list.txt")}), 2);
    EXPECT_NE((out_ + err_).find("a purge without --ids or --csv makes no use of --output"),
              std::string::npos)
        << out_ << err_;
  }
  EXPECT_EQ(run({"purge", "--again", path("lost.db"), "-o", path("list.txt")}), 2);
  EXPECT_EQ(err_, "rosterctl: --again makes no use of --output\n");
  EXPECT_FALSE(fs::exists(path("list.txt")));
  EXPECT_EQ(count(), "1");
}

}  // namespace
}  // namespace roster::test
