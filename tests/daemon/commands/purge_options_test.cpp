// Options of `rosterctl purge` and of others: each is heeded or refused.
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

class PurgeOptions : public Rosterctl {
 protected:
};

TEST_F(PurgeOptions, ListsWhoGoesForOtherPrograms) {
  load(leaver("s1", "UNDERGRAD", "<last_name>=Doe</last_name>" + barcode("B1")) + leaver("s2") +
       stayer("s3"));
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--dry-run", "--ids", "BARCODE"}), 0);
  EXPECT_EQ(out_, "B1\n");
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--dry-run", "--ids", "primary_id", "-o",
                 path("ids.txt")}),
            0);
  EXPECT_EQ(out_, "");
  EXPECT_EQ(read_file(path("ids.txt")), "s1\ns2\n");
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--dry-run", "--csv"}), 0);
  EXPECT_EQ(out_,
            "primary_id,name,user_group,expiry_date,purge_date,last_feed\r\n"
            "\"s1\",\"'=Doe\",\"UNDERGRAD\",,2026-11-01,2026-11-22T02:00:00Z\r\n"
            "\"s2\",\"\",\"UNDERGRAD\",,2026-11-01,2026-11-22T02:00:00Z\r\n");
  EXPECT_EQ(ids(), "s1 s2 s3 ");
  EXPECT_EQ(run({"purge", "--all", "--ids", "BARCODE"}), 3);
  EXPECT_EQ(err_, "rosterctl: default: no obligations ever arrived\n");
}

// A list of those who go was a way around the approval.
TEST_F(PurgeOptions, ThatListsWhoGoesIsHeldAsAnyOther) {
  load(leaver("s1") + leaver("s2"));
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--hold", "--ids", "primary_id"}), 4);
  EXPECT_EQ(out_, "s1\ns2\n");
  EXPECT_EQ(err_, "rosterctl: default: held on request: the list is to be approved\n");
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--hold", "--csv"}), 4);
  EXPECT_EQ(ids(), "s1 s2 ");
}

TEST_F(PurgeOptions, ThatListsWhoGoesIsOfTheConfirmedAlone) {
  load(leaver("s1") + leaver("s2"));
  const std::string confirmed = file("confirmed.txt", "s2\n");
  EXPECT_EQ(
      run({"purge", "--all", "--no-obligations", "--confirmed", confirmed, "--ids", "primary_id"}),
      0);
  EXPECT_EQ(out_, "s2\n");
  EXPECT_EQ(ids(), "s1 ");
}

TEST_F(PurgeOptions, IgnoresNothingThatWasSaid) {
  load(leaver("s1"));
  EXPECT_EQ(run({"purge", "--again", path("lost.db"), "--hold"}), 2);
  EXPECT_EQ(err_, "rosterctl: --again makes no use of --hold\n");
  EXPECT_EQ(run({"purge", "--again", path("lost.db"), "--confirmed", path("ids.txt")}), 2);
  EXPECT_EQ(run({"purge", "--again", path("lost.db"), "--ids", "primary_id"}), 2);
  EXPECT_EQ(run({"users", "--kept", "--group", "STAFF"}), 2);
  EXPECT_EQ(err_, "rosterctl: --kept makes no use of --group\n");
  EXPECT_EQ(run({"users", "--statistics", "--due-by", "2026-11-22"}), 2);
  EXPECT_EQ(err_, "rosterctl: --statistics makes no use of --due-by\n");
  EXPECT_EQ(run({"erased", "s1", "--verify"}), 2);
  EXPECT_EQ(err_, "rosterctl: --verify makes no use of ID\n");
  EXPECT_EQ(run({"key", "list", "--write"}), 2);
  EXPECT_EQ(err_, "rosterctl: key list makes no use of --write\n");
  EXPECT_EQ(run({"key", "revoke", "ils", "--expires", "2030-01-01"}), 2);
  EXPECT_EQ(err_, "rosterctl: key revoke makes no use of --expires\n");
  EXPECT_EQ(ids(), "s1 ");
}

// A store of an earlier version may have them.
TEST_F(PurgeOptions, ListsNoIdThatWouldBeReadAsTheIdsOfOthers) {
  load(leaver("s1", "UNDERGRAD", barcode("B1")) + leaver("s2", "UNDERGRAD", barcode("B2")));
  change("s1", [](User& user) {
    user.primary_id = "evil\nvictim1";
    user.user_identifiers.front().value = "E1\nVICTIM\u009B";
    user.user_group.value = "A\nB";
  });
  EXPECT_EQ(run({"due", "--ids", "primary_id"}), 0);
  EXPECT_EQ(out_, "s2\n");
  EXPECT_EQ(err_, "left out of the list: primary_id 'evil\\x0Avictim1' has a control character\n");
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--ids", "BARCODE", "--yes"}), 0);
  EXPECT_EQ(out_, "B2\n");
  EXPECT_EQ(err_, "left out of the list: BARCODE 'E1\\x0AVICTIM\\u009B' has a control character\n");
}

// With --ids of another type everybody would go, and the list would be empty.
TEST_F(PurgeOptions, RefusesATypeOfIdentifierThatNobodyHas) {
  load(leaver("s1", "UNDERGRAD", barcode("B1")));
  EXPECT_EQ(run({"purge", "--all", "--no-obligations", "--ids", "barcode", "--yes"}), 2);
  EXPECT_EQ(err_, "rosterctl: --ids: nobody has an identifier of the type 'barcode'\n");
  EXPECT_EQ(run({"due", "--ids", "barcode"}), 2);
  EXPECT_EQ(ids(), "s1 ");
}

}  // namespace
}  // namespace roster::test
