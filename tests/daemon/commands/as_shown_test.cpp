// A purge or a deletion that is about exactly the people whom a dry run showed.
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

class AsShown : public Rosterctl {
 protected:
  int purge(std::vector<std::string> more) {
    std::vector<std::string> words = {"purge", "--all", "--no-obligations"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
};

TEST_F(AsShown, AreTheyPurged) {
  load(leaver("s1") + leaver("s2") + stayer("s9"));
  EXPECT_EQ(purge({"--dry-run"}), 0);
  EXPECT_EQ(purge({"--as-shown", "2"}), 0) << out_ << err_;
  EXPECT_EQ(ids(), "s9 ");
}

TEST_F(AsShown, WithOthersTheNewListIsHeld) {
  load(leaver("s1") + leaver("s2"));
  EXPECT_EQ(purge({"--dry-run"}), 0);
  load(leaver("s3"));
  EXPECT_EQ(purge({"--as-shown", "2"}), 4);
  EXPECT_EQ(out_,
            "job 4: purge default: held\n"
            "  3 would go, and they are not those whom job 2 showed\n"
            "  due 3, would purge 3, would keep 0\n" +
                started() +
                "  would be purged (3):\n"
                "    PRIMARY ID  NAME  GROUP      EXPIRED  PURGE DATE  LAST FEED\n"
                "    s1                UNDERGRAD           2026-11-01  job 1\n"
                "    s2                UNDERGRAD           2026-11-01  job 1\n"
                "    s3                UNDERGRAD           2026-11-01  job 3\n"
                "  nobody was removed; `rosterctl approve 4` or `rosterctl reject 4`\n");
  EXPECT_EQ(ids(), "s1 s2 s3 ");
  EXPECT_EQ(run({"approve", "4"}), 0) << out_ << err_;
  EXPECT_EQ(ids(), "");
}

TEST_F(AsShown, WithFewerTheNewListIsHeld) {
  load(leaver("s1") + leaver("s2"));
  EXPECT_EQ(purge({"--dry-run"}), 0);
  EXPECT_EQ(run({"keep", "s1", "--reason", "a lawsuit"}), 0) << err_;
  EXPECT_EQ(purge({"--as-shown", "2", "--json"}), 4);
  EXPECT_EQ(member("message"), "\"1 would go, and they are not those whom job 2 showed\"");
  EXPECT_EQ(ids(), "s1 s2 ");
}

TEST_F(AsShown, WithNobodyThereIsNothingToHold) {
  load(leaver("s1"));
  EXPECT_EQ(purge({"--dry-run"}), 0);
  EXPECT_EQ(run({"keep", "s1", "--reason", "a lawsuit"}), 0) << err_;
  EXPECT_EQ(purge({"--as-shown", "2"}), 0);
}

TEST_F(AsShown, AfterATrialThatWouldRemoveNobodyNobodyGoes) {
  load(stayer("s1"));
  EXPECT_EQ(purge({"--dry-run"}), 0);
  load(leaver("s1"));
  EXPECT_EQ(purge({"--as-shown", "2"}), 4);
  EXPECT_EQ(run({"purge", "--all", "--dry-run"}), 3) << "no obligations ever arrived";
  EXPECT_EQ(purge({"--as-shown", "5"}), 4);
  EXPECT_EQ(ids(), "s1 ");
}

TEST_F(AsShown, AListIsOfThemToo) {
  load(leaver("s1"));
  EXPECT_EQ(purge({"--dry-run"}), 0);
  load(leaver("s2"));
  EXPECT_EQ(purge({"--as-shown", "2", "--ids", "primary_id"}), 4);
  EXPECT_EQ(out_, "");
  EXPECT_EQ(err_, "rosterctl: default: 2 would go, and they are not those whom job 2 showed\n");
  EXPECT_EQ(ids(), "s1 s2 ");
}

TEST_F(AsShown, IsADryRunOfTheSameCommand) {
  load(leaver("s1"));
  EXPECT_EQ(run({"delete", "s1", "--dry-run"}), 0);
  for (const char* wrong : {"1", "2", "77", "x", "", "2x"}) {
    EXPECT_EQ(purge({"--as-shown", wrong}), 2) << wrong;
    EXPECT_EQ(run({"delete", "s1", "--as-shown", std::string(wrong) == "2" ? "1" : wrong}), 2);
  }
  EXPECT_EQ(purge({"--as-shown", "1"}), 2);
  EXPECT_EQ(err_, "rosterctl: --as-shown: 1 is no dry run of a purge\n");
  EXPECT_EQ(ids(), "s1 ");
}

TEST_F(AsShown, IsTheUserDeleted) {
  load(leaver("s1", "UNDERGRAD", barcode("B1")));
  EXPECT_EQ(run({"delete", "B1", "--dry-run"}), 0);
  EXPECT_EQ(run({"delete", "B1", "--as-shown", "2"}), 0) << out_ << err_;
  EXPECT_EQ(ids(), "");
}

TEST_F(AsShown, SomebodyElseWithTheIdStays) {
  load(leaver("s1", "UNDERGRAD", barcode("B1")));
  EXPECT_EQ(run({"delete", "B1", "--dry-run"}), 0);
  load(leaver("s1", "UNDERGRAD", barcode("B2")) + leaver("s2", "UNDERGRAD", barcode("B1")));
  EXPECT_EQ(run({"delete", "B1", "--as-shown", "2"}), 3);
  EXPECT_EQ(err_, "rosterctl: the user with this id is not the one who was shown\n");
  EXPECT_EQ(ids(), "s1 s2 ");
}

TEST_F(AsShown, AForcedDeletionOverridesNothingElse) {
  load(leaver("s1"));
  EXPECT_EQ(run({"delete", "s1", "--force", "--dry-run"}), 0);
  EXPECT_EQ(run({"keep", "s1", "--reason", "a lawsuit"}), 0) << err_;
  EXPECT_EQ(run({"delete", "s1", "--force", "--as-shown", "2"}), 3);
  EXPECT_EQ(ids(), "s1 ");
  EXPECT_EQ(run({"delete", "s1", "--force", "--dry-run"}), 0);
  EXPECT_EQ(run({"delete", "s1", "--force", "--as-shown", "4"}), 0) << out_ << err_;
  EXPECT_EQ(ids(), "");
}

TEST_F(AsShown, WhoWasKeptThenIsNotDeletedNow) {
  load(leaver("s1"));
  EXPECT_EQ(run({"keep", "s1", "--reason", "a lawsuit"}), 0) << err_;
  EXPECT_EQ(run({"delete", "s1", "--dry-run"}), 3);
  EXPECT_EQ(run({"unkeep", "s1"}), 0) << err_;
  EXPECT_EQ(run({"delete", "s1", "--as-shown", "2"}), 3);
  EXPECT_EQ(err_, "rosterctl: kept: kept\n");
  EXPECT_EQ(ids(), "s1 ");
}

}  // namespace
}  // namespace roster::test
