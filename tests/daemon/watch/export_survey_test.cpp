// Files that the target of an export did not take.
#include "daemon/watch/export_survey.hpp"

#include <gmock/gmock.h>

#include "daemon/watch/silence.hpp"
#include "exports/export.hpp"
#include "tests/support/files.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"

namespace roster::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ExportSurvey : public testing::Test {
 protected:
  ExportSurvey() {
    ExportConfig one;
    one.settings.name = "alma";
    one.settings.as = exports::Preset::alma;
    one.settings.file = "users.zip";
    one.receipt.emplace();
    config_.exports = {one};
    config_.outbox = directory_.path() / "outbox";
    const User user = plain_user("s1");
    Write write{0, &user, nullptr, {}, {}};
    const auto transaction = store_->begin(Access::write);
    transaction->begin_change(0, start_, "test");
    transaction->put({&write, 1});
    transaction->commit();
  }

  void run() {
    exports::ExportRequest request{config_.exports.front().settings,
                                   "-",
                                   config_.outbox,
                                   {},
                                   {},
                                   {*store_, directory_.path() / "reports", {}, {}, {}, {}},
                                   {}};
    const Now now{start_, std::chrono::floor<std::chrono::days>(start_)};
    exports::run_export(request, exports::add_export(request, now), now);
  }

  /// What the daemon tells after so many hours.
  std::vector<std::string> told(int hour) {
    Survey survey{.now = {start_ + hours(hour), {}}};
    survey.exports = survey_exports(*store_->begin(Access::read), config_);
    std::vector<std::string> texts;
    for (const SilenceWatch::News& news : watch_.look(survey))
      texts.push_back(news.name +
                      (news.what == SilenceWatch::News::What::taken ? " taken" : " untaken"));
    return texts;
  }
  std::vector<std::string> attention_after(int hour) {
    Survey survey{.now = {start_ + hours(hour), {}}};
    survey.exports = survey_exports(*store_->begin(Access::read), config_);
    return attention(survey, find_zone("UTC"));
  }

  TemporaryDirectory directory_;
  Config config_;
  std::unique_ptr<Store> store_ = open_store("sqlite::memory:");
  Time start_ = parse_time("2026-11-22T12:00:00Z").value();
  SilenceWatch watch_{directory_.path() / kSilence};
};

TEST_F(ExportSurvey, AFileNotTakenInTimeIsToldDailyUntilItWas) {
  EXPECT_THAT(told(0), IsEmpty());
  run();
  EXPECT_THAT(told(12), IsEmpty());
  EXPECT_THAT(told(13), ElementsAre("alma untaken"));
  EXPECT_THAT(told(14), IsEmpty());
  EXPECT_THAT(attention_after(13),
              ElementsAre("export alma: 1 file not taken, since 2026-11-22 12:00 UTC: users.zip"));
  const auto file = config_.outbox / "alma/users.zip";
  std::filesystem::rename(file, file.string() + ".handled");
  EXPECT_THAT(told(15), ElementsAre("alma taken"));
  EXPECT_THAT(attention_after(15), IsEmpty());
}

TEST_F(ExportSurvey, WithoutAReceiptNobodyIsTold) {
  config_.exports.front().receipt.reset();
  run();
  EXPECT_THAT(told(1000), IsEmpty());
}

TEST_F(ExportSurvey, IsAMetric) {
  run();
  Exposition out;
  add_export_metrics(*store_->begin(Access::read), config_, out);
  EXPECT_THAT(out.text(), HasSubstr("roster_export_untaken_files{profile=\"alma\"} 1\n"));
  EXPECT_THAT(
      out.text(),
      HasSubstr("roster_export_oldest_untaken_timestamp_seconds{profile=\"alma\"} 1795348800\n"));
  EXPECT_THAT(out.text(),
              HasSubstr("roster_export_untaken_allowed_seconds{profile=\"alma\"} 43200\n"));
}

}  // namespace
}  // namespace roster::test
