// An undo that dies: it is done and reported once, or has failed and nothing was undone.
#include <filesystem>

#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

/// What a test throws where the process would die.
struct Died {};

class UndoCrashAt : public LoadTest, public ::testing::WithParamInterface<Step> {
 protected:
  UndoCrashAt() { open_in_file(); }

  bool is_published(JobNumber number) const {
    return std::filesystem::exists(report_directory(request_.reports, number) / "report.json");
  }
};

TEST_P(UndoCrashAt, is_done_and_reported_once_or_has_failed) {
  load(users(person("ada") + person("bob")));
  undo_.on_step = [](Step step) {
    if (step == GetParam()) throw Died{};
  };
  EXPECT_THROW(undo(1), Died);
  undo_.on_step = {};
  open_in_file();
  const bool committed = GetParam() >= Step::committed;
  EXPECT_EQ(everybody().size(), committed ? 0U : 2U);
  EXPECT_EQ(is_published(2), GetParam() >= Step::published);

  Recovery recovery;
  recovery.repeat = [](const Job&) -> std::optional<Job> { return {}; };
  recover_jobs({*store_, request_.reports, {}, {}, {}, {}}, recovery, now_);
  EXPECT_EQ(everybody().size(), committed ? 0U : 2U);
  EXPECT_EQ(job(2).status, committed ? JobStatus::completed_successfully : JobStatus::failed);
  EXPECT_FALSE(job(2).open);
  EXPECT_TRUE(is_published(2));
  EXPECT_EQ(read_file(report_directory(request_.reports, 2) / "report.json"),
            to_json(job(2)) + '\n');
}

INSTANTIATE_TEST_SUITE_P(EveryStep, UndoCrashAt,
                         ::testing::Values(Step::started, Step::reported, Step::committed,
                                           Step::published, Step::followed, Step::closed));

}  // namespace
}  // namespace roster::test
