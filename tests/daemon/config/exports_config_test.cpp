// The section `exports`.
#include <gmock/gmock.h>

#include "tests/daemon/config/config_support.hpp"

namespace roster {
namespace {

using testing::ElementsAre;

std::string export_complaints(const std::string& lines) {
  return complaints("profiles: [{code: SIS}]\nexports:\n- name: koha\n" + lines);
}

TEST(ExportsConfig, IsRead) {
  const Config config = usable(
      "profiles: [{code: SIS}]\n"
      "outbox: out\n"
      "exports:\n"
      "- name: koha\n"
      "  as: koha\n"
      "  columns:\n"
      "  - {name: branchcode, value: MAIN}\n"
      "  - {name: categorycode, from: user_group, map: {UNDERGRAD: UG}, otherwise: keep}\n"
      "  where: {user_group: [UNDERGRAD, STAFF], record_type: public}\n"
      "  removed: true\n"
      "  file: 'koha-{date}.csv'\n"
      "  schedule: '30 4 * * *'\n"
      "  after: [synchronize SIS]\n"
      "  receipt: {renamed: [.done], within: 2h}\n"
      "- {name: proxy, as: ezproxy, removed: BARCODE}\n"
      "- {name: alma, as: alma, content: feed, where: {profile: SIS}}\n");
  EXPECT_EQ(config.outbox, "/etc/roster/out");
  ASSERT_EQ(config.exports.size(), 3U);
  const ExportConfig& koha = config.exports[0];
  EXPECT_EQ(koha.settings.as, exports::Preset::koha);
  EXPECT_EQ(
      koha.settings.columns[1],
      (exports::Column{"categorycode", "user_group", "", {{"UNDERGRAD", "UG"}}, "keep", false}));
  EXPECT_THAT(koha.settings.where.user_group, ElementsAre("UNDERGRAD", "STAFF"));
  EXPECT_THAT(koha.settings.where.record_type, ElementsAre("PUBLIC"));
  EXPECT_EQ(koha.settings.removed_ids, "primary_id");
  EXPECT_EQ(koha.settings.file, "koha-{date}.csv");
  EXPECT_EQ(koha.schedule, "30 4 * * *");
  EXPECT_THAT(koha.after, ElementsAre("synchronize SIS"));
  EXPECT_THAT(koha.receipt->renamed, ElementsAre(".done"));
  EXPECT_EQ(koha.receipt->within, Seconds(7200));
  EXPECT_EQ(config.exports[1].settings.what, exports::What::all) << "the whole list in one file";
  EXPECT_EQ(config.exports[1].settings.removed_ids, "BARCODE");
  EXPECT_EQ(config.exports[1].settings.content, exports::Content::store);
  EXPECT_EQ(config.exports[2].settings.content, exports::Content::feed);
}

TEST(ExportsConfig, MistakesAreToldWhereTheyStand) {
  EXPECT_EQ(export_complaints("  what: all\n"),
            "roster.yaml:3:3: exports[1]: needs as, a known form, or columns of its own\n");
  EXPECT_EQ(export_complaints("  as: csv\n  columns: [{name: x, from: surname}]\n"),
            "roster.yaml:5:29: exports[1].columns[1].from: a user has no field 'surname'\n");
  EXPECT_EQ(export_complaints("  as: csv\n  file: '{when}.csv'\n"),
            "roster.yaml:5:9: exports[1].file: '{when}' is none of {date}, {day}, {job}\n");
  EXPECT_EQ(export_complaints("  as: csv\n  file: ../x.csv\n"),
            "roster.yaml:5:9: exports[1].file: '../x.csv' is no file name\n");
  EXPECT_EQ(export_complaints("  as: csv\n  after: [synchronize HR]\n"),
            "roster.yaml:5:11: exports[1].after[1]: 'synchronize HR' is no job that is "
            "configured, such as synchronize SIS\n");
  EXPECT_EQ(export_complaints("  as: wms\n"),
            "roster.yaml:3:3: exports[1].columns: needs a column institutionId with a "
            "value\n");
  EXPECT_EQ(
      export_complaints("  as: wms\n  columns: [{name: institutionId, value: 1}, {name: shoe}]\n"),
      "roster.yaml:5:53: exports[1].columns[2].name: 'shoe' is none of OCLC's 46 columns\n");
  EXPECT_EQ(export_complaints("  as: ezproxy\n  what: changed\n"),
            "roster.yaml:5:9: exports[1].what: EZproxy wants the whole list in one file: "
            "write all\n");
  EXPECT_EQ(export_complaints("  as: alma\n  columns: [{name: x, value: y}]\n"),
            "roster.yaml:5:12: exports[1].columns: alma writes whole records; it has no "
            "columns\n");
  EXPECT_EQ(export_complaints("  as: csv\n  content: feed\n  where: {profile: SIS}\n"),
            "roster.yaml:5:12: exports[1].content: only alma takes the sender's records; the other "
            "forms have columns\n");
  EXPECT_EQ(export_complaints("  as: alma\n  content: feed\n"),
            "roster.yaml:5:12: exports[1].content: hands on the feeds of one profile: say which, "
            "as in where: {profile: SIS}\n");
  EXPECT_EQ(export_complaints("  as: alma\n  content: feed\n  where: {profile: HR}\n"),
            "roster.yaml:6:20: exports[1].where.profile: 'HR' is no profile\n");
  EXPECT_EQ(export_complaints("  as: csv\n- {name: koha, as: csv}\n"),
            "roster.yaml:5:10: exports[2].name: 'koha' is taken by exports[1]\n");
}

}  // namespace
}  // namespace roster
