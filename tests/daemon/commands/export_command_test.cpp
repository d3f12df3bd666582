// Users onward, and the lists of a purge that reaches the library system.
#include <gmock/gmock.h>

#include "tests/daemon/rosterctl.hpp"

namespace roster::test {
namespace {

using testing::HasSubstr;

class ExportCommand : public Rosterctl {
 protected:
  void SetUp() override {
    configure(
        "outbox: outbox\n"
        "profiles: [{code: SIS, synchronize: {active: true}}]\n"
        "obligations: none\n"
        "purge: {jobs: [{name: all, require_expired: false}]}\n"
        "exports:\n"
        "  - name: doors\n"
        "    columns: [{name: id, from: primary_id}, {name: card, from: "
        "'user_identifier:BARCODE'}]\n"
        "    receipt: {within: 1h}\n");
    std::filesystem::create_directories(path("inbox/synchronize"));
    sync(leaver("s1") + leaver("s2", "UNDERGRAD", card("B2")) + stayer("s9"));
  }
  static std::string card(const std::string& number) {
    return "<user_identifiers><user_identifier segment_type=\"External\"><id_type>BARCODE</id_type>"
           "<value>" +
           number + "</value></user_identifier></user_identifiers>";
  }
  void sync(const std::string& records) {
    configured({"sync", file("feed.xml", "<users>" + records + "</users>")});
  }
  std::string exported(const std::string& name) const {
    return read_file(path("outbox/doors/" + name));
  }
};

TEST_F(ExportCommand, WritesAFileAndTellsOfIt) {
  EXPECT_EQ(configured({"export", "doors"}), 0);
  EXPECT_EQ(out_,
            "job 2: export doors doors-2026-11-22-2.csv: completed successfully\n"
            "  processed 3, exported 3, rejected 0\n" +
                started());
  EXPECT_EQ(exported("doors-2026-11-22-2.csv"), "id,card\ns1,\ns2,B2\ns9,\n");
}

TEST_F(ExportCommand, HandsOnWhatAnUndoChanged) {
  configured({"export", "doors"});
  sync(leaver("s1", "STAFF"));
  configured({"export", "doors"});
  EXPECT_EQ(exported("doors-2026-11-22-4.csv"), "id,card\ns1,\n");
  configured({"undo", "3"});
  configured({"export", "doors"});
  EXPECT_EQ(exported("doors-2026-11-22-6.csv"), "id,card\ns1,\n");
  configured({"set", "s9", "last_name", "Byron"});
  configured({"export", "doors"});
  EXPECT_EQ(exported("doors-2026-11-22-7.csv"), "id,card\ns9,\n");
}

TEST_F(ExportCommand, OfAnUnknownNameSaysWhichThereAre) {
  EXPECT_EQ(configured({"export", "koha"}), 6);
  EXPECT_EQ(err_, "rosterctl: there is no export koha; there are: doors\n");
}

TEST_F(ExportCommand, PrintsAForm) {
  EXPECT_EQ(configured({"export", "--as", "ezproxy"}), 0);
  EXPECT_EQ(out_, "s1\ns2\ns9\n");
  EXPECT_EQ(configured({"export", "--as", "koha"}), 1);
  EXPECT_EQ(out_, "");
  EXPECT_THAT(err_, HasSubstr("s1: left out: missing_field: cardnumber: the user has no "
                              "user_identifier:BARCODE\n"));
  EXPECT_EQ(configured({"export", "--as", "xls"}), 2);
  EXPECT_EQ(err_,
            "rosterctl: --as: 'xls' is none of csv, koha, folio, wms, evergreen, ezproxy, alma\n");
}

TEST_F(ExportCommand, AFeedForAlmaIsPackedWhenItsNameSaysSo) {
  EXPECT_EQ(configured({"export", "--as", "alma", "-o", path("all.zip")}), 0) << err_;
  EXPECT_EQ(plain({"validate", "--strict", path("all.zip")}), 0);
  EXPECT_THAT(out_, HasSubstr("all.zip: 3 users, 0 errors, "));
  EXPECT_EQ(read_file(path("all.zip")).substr(0, 2), "PK");
  EXPECT_EQ(configured({"export", "--as", "alma", "-o", path("all.xml")}), 0) << err_;
  EXPECT_EQ(read_file(path("all.xml")).substr(0, 5), "<?xml");
}

TEST_F(ExportCommand, IsOfEverybodyOrOfWhoChangedSince) {
  for (const std::vector<std::string>& what :
       std::vector<std::vector<std::string>>{{"doors"}, {"--as", "csv"}}) {
    std::vector<std::string> words{"export", "--what", "all", "--since", "2026-11-22"};
    words.insert(words.end(), what.begin(), what.end());
    EXPECT_EQ(configured(words), 2) << what.front();
    EXPECT_EQ(err_, "rosterctl: say --what or --since, not both\n");
  }
}

TEST_F(ExportCommand, NeedsANameOrAForm) {
  EXPECT_EQ(configured({"export"}), 2);
  EXPECT_EQ(err_, "rosterctl: export: give the NAME of an export, or a form by --as\n");
  EXPECT_EQ(configured({"export", "doors", "--since", "yesterday"}), 2);
  EXPECT_EQ(err_,
            "rosterctl: --since: 'yesterday' is neither a day (2026-11-22) nor a time "
            "(2026-11-22T02:00:00Z)\n");
}

TEST_F(ExportCommand, DueListsWhomAnotherSystemIsAskedAbout) {
  configured({"keep", "s1", "--reason", "emerita"});
  EXPECT_EQ(configured({"due"}), 0);
  EXPECT_EQ(out_, "s1\ns2\n");
  EXPECT_EQ(configured({"due", "all", "--ids", "BARCODE"}), 0);
  EXPECT_EQ(out_, "B2\n");
  EXPECT_EQ(err_, "1 of them have no BARCODE\n");
}

TEST_F(ExportCommand, APurgeTakesExactlyTheConfirmed) {
  EXPECT_EQ(configured({"purge", "all", "--dry-run", "--ids", "BARCODE"}), 0);
  EXPECT_EQ(out_, "B2\n");
  const std::string confirmed = file("confirmed.txt", "B2\nB2\nB999\n");
  EXPECT_EQ(configured({"purge", "all", "--confirmed", confirmed}), 0);
  EXPECT_THAT(out_, HasSubstr("due 2, purged 1, kept 1"));
  EXPECT_EQ(err_, "confirmed.txt: 1 ids belong to nobody\n");
  EXPECT_EQ(configured({"user", "s2"}), 6);
  EXPECT_EQ(configured({"user", "s1"}), 0);
}

TEST_F(ExportCommand, AListOfConfirmedPeopleThatWasCutIsRefused) {
  EXPECT_NE(configured({"purge", "all", "--confirmed", file("confirmed.txt", "s1\ns")}), 0);
  EXPECT_EQ(configured({"user", "s1"}), 0);
}

}  // namespace
}  // namespace roster::test
