// The page of exports, without a browser.
#include "tests/daemon/http/console/console_fixture.hpp"

namespace roster::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ConsoleTest, ShowsWhatNobodyTookAndRunsAnExport) {
  EXPECT_THAT(get("vera", "/exports").body, HasSubstr("No users are handed on"));
  load("a.xml", test::users("<user><primary_id>s1</primary_id></user>"));
  ExportConfig doors;
  doors.settings.name = "doors";
  doors.settings.as = exports::Preset::csv;
  doors.receipt.emplace();
  config_->exports = {doors};
  config_->outbox = directory_.path() / "outbox";
  session_.set_config(*config_);
  EXPECT_THAT(get("vera", "/exports").body, HasSubstr("never ran"));
  EXPECT_THAT(get("vera", "/exports").body, Not(HasSubstr("Run export")))
      << "a viewer runs nothing";
  const Response done = fill_in("olaf", "/exports", "/exports", "name=doors&what=");
  EXPECT_EQ(header(done, "Location"), "/jobs/2") << done.body;
  EXPECT_EQ(status_of(2), JobStatus::completed_successfully);
  std::string page = get("vera", "/exports").body;
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">doors-2026-11-22-2.csv</th>"));
  EXPECT_THAT(page, Not(HasSubstr("not taken within")));
  now_ += std::chrono::hours(13);
  EXPECT_THAT(get("vera", "/exports").body, HasSubstr("✕ not taken within 12h"));
  EXPECT_EQ(fill_in("olaf", "/exports", "/exports", "name=doors&what=all").status, 303U);
  EXPECT_THAT(get("vera", "/exports").body, HasSubstr("doors-2026-11-22-3.csv"));
  EXPECT_EQ(fill_in("olaf", "/exports", "/exports", "name=nothing&what=").status, 404U);
  EXPECT_EQ(fill_in("vera", "/exports", "/exports", "name=doors&what=").status, 403U);
}

}  // namespace
}  // namespace roster::http
