// An undo that dies is done and reported once.
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

  static void die(Step step) {
    if (step == GetParam()) throw Died{};
  }

  /// What the next start does, whatever is configured by then.
  void recover() {
    sis::UndoRequest request;
    request.reports = request_.reports;
    Recovery recovery;
    recovery.repeat = [&](const Job& job) { return sis::resume_undo(*store_, request, job, now_); };
    recover_jobs({*store_, request_.reports, {}, {}, {}, {}}, recovery, now_);
  }

  bool is_published(JobNumber number) const {
    return std::filesystem::exists(report_directory(request_.reports, number) / "report.json");
  }
};

TEST_P(UndoCrashAt, is_done_and_reported_once) {
  load(users(person("ada") + person("bob")));
  undo_.on_step = die;
  EXPECT_THROW(undo(1), Died);
  open_in_file();
  const bool committed = GetParam() >= Step::committed;
  EXPECT_EQ(everybody().size(), committed ? 0U : 2U);
  EXPECT_EQ(is_published(2), GetParam() >= Step::published);
  recover();
  EXPECT_EQ(everybody().size(), 0U);
  EXPECT_EQ(job(2).status, JobStatus::completed_successfully);
  EXPECT_FALSE(job(2).open);
  EXPECT_TRUE(is_published(2));
  EXPECT_EQ(read_file(report_directory(request_.reports, 2) / "report.json"),
            to_json(job(2)) + '\n');
}

TEST_P(UndoCrashAt, removes_whom_somebody_approved_and_nobody_else) {
  load(users(person("ada") + person("bob")));
  undo_.guard = {0, 0, 1};
  const Job held = undo(1).job;
  ASSERT_EQ(held.status, JobStatus::held);
  {
    const auto transaction = store_->begin(Access::write);
    const UserId only_ada[] = {find_user(*transaction, "ada")->id};
    transaction->set_listed(held.number, only_ada);
    transaction->commit();
  }
  sis::UndoRequest request = undo_;
  request.undo = 1;
  request.reports = request_.reports;
  request.on_step = die;
  EXPECT_THROW(sis::approve_undo(*store_, request, held, now_), Died);
  open_in_file();
  recover();
  EXPECT_EQ(everybody(), std::vector<std::string>{"bob"});
  EXPECT_EQ(job(held.number).status, JobStatus::completed_with_warnings);
}

INSTANTIATE_TEST_SUITE_P(EveryStep, UndoCrashAt,
                         ::testing::Values(Step::started, Step::reported, Step::committed,
                                           Step::published, Step::followed, Step::closed));

}  // namespace
}  // namespace roster::test
