// A load that dies: whatever step it had reached, after the next start the feed is loaded once and
// reported once.
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

namespace fs = std::filesystem;

/// What a test throws where the process would die.
struct Died {};

constexpr Step kSteps[] = {Step::started,   Step::applied,   Step::guarded,  Step::reported,
                           Step::committed, Step::published, Step::followed, Step::closed};
const char* const kNames[] = {"started",   "applied",   "guarded",  "reported",
                              "committed", "published", "followed", "closed"};

class Crash : public LoadTest {
 protected:
  Crash() { open_in_file(); }

  void load_and_die_at(Step fatal, const std::string& feed) {
    request_.on_step = [fatal](Step step) {
      if (step == fatal) throw Died{};
    };
    EXPECT_THROW(load(feed), Died);
    request_.on_step = {};
    open_in_file();
    last_ = store_->begin(Access::read)->jobs({}).front();
  }

  void hold_every_update() {
    profile_.guard.updated = 0;
    profile_.guard.from = 1;
    profile_.guard.at_least = 1;
  }

  /// What a start does with the jobs of the last life.
  void settle(const std::string& feed) {
    Recovery recovery;
    recovery.repeat = [&](const Job& left) {
      last_ = left;
      return run_again(feed).job;
    };
    recover_jobs({*store_, request_.reports, {}, {}, {}, {}}, recovery, now_);
  }

  /// The reports there are, hidden and unfinished ones included.
  std::vector<std::string> reports() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(request_.reports))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
};

class CrashAt : public Crash, public ::testing::WithParamInterface<Step> {
 protected:
  static bool is_committed() { return GetParam() >= Step::committed; }

  const std::string first_ = users(person("ada", barcode("100")) + person("bob"));
  const std::string second_ =
      users(person("ada") + person("bob", barcode("100")) + person("cy") + "<user/>");
};

TEST_P(CrashAt, a_first_load_is_there_whole_or_not_at_all) {
  load_and_die_at(GetParam(), first_);
  EXPECT_EQ(everybody().size(), is_committed() ? 2U : 0U);
  EXPECT_EQ(fs::exists(report_directory(request_.reports, 1)), GetParam() >= Step::published);
  settle(first_);
  EXPECT_EQ(everybody(), (std::vector<std::string>{"ada", "bob"}));
  EXPECT_EQ(field("ada", "user_identifiers"), "1 user_identifier: BARCODE, 100");
  EXPECT_EQ(reports(), std::vector<std::string>{"1"});
}

TEST_P(CrashAt, a_later_load_is_applied_once_and_reported_once) {
  load(first_);
  const auto before = dump();
  load_and_die_at(GetParam(), second_);
  EXPECT_EQ(dump() == before, !is_committed());
  settle(second_);

  const Job ended = job(2);
  EXPECT_EQ((Ended{ended, ""}.summary()),
            "completed_with_errors: 4 processed, 1 created, 2 updated, 0 unchanged, 1 rejected");
  EXPECT_EQ(field("bob", "user_identifiers"), "1 user_identifier: BARCODE, 100");
  EXPECT_EQ(reports(), (std::vector<std::string>{"1", "2"}));
  const fs::path report = report_directory(request_.reports, 2);
  EXPECT_EQ(read_file(report / "report.json"), to_json(ended) + '\n');
  EXPECT_EQ(lines_of(ended), updated("ada", R"("user_identifiers")") +
                                 updated("bob", R"("user_identifiers")") + created("cy") +
                                 R"({"outcome":"rejected","line":1,"code":"missing_field",)" +
                                 R"("message":"Mandatory field is missing: primary_id"})" + "\n");
  const auto transaction = store_->begin(Access::read);
  EXPECT_EQ(transaction->history_of_user(find_user(*transaction, "ada").value().id).size(), 2U)
      << "created and updated, each once";
  EXPECT_EQ(transaction->jobs({}).size(), 2U);
}

TEST_P(CrashAt, settling_twice_changes_nothing_more) {
  load_and_die_at(GetParam(), first_);
  settle(first_);
  const auto settled = dump();
  const std::string report = lines_of(job(1));
  settle(first_);
  EXPECT_EQ(dump(), settled);
  EXPECT_EQ(lines_of(job(1)), report);
  EXPECT_EQ(reports(), std::vector<std::string>{"1"});
}

TEST_P(CrashAt, a_dry_run_never_applies_anything) {
  load(first_);
  const auto before = dump();
  request_.dry_run = DryRun::yes;
  load_and_die_at(GetParam(), second_);
  settle(second_);
  EXPECT_EQ(dump(), before);
  EXPECT_EQ(reports(), (std::vector<std::string>{"1", "2"}));
}

TEST_P(CrashAt, a_load_that_is_held_stays_held) {
  hold_every_update();
  load(first_);
  const auto before = dump();
  load_and_die_at(GetParam(), second_);
  settle(second_);
  EXPECT_EQ(dump(), before);
  EXPECT_EQ(job(2).status, JobStatus::held);
  EXPECT_EQ(read_file(report_directory(request_.reports, 2) / "report.json"),
            to_json(job(2)) + '\n');
}

INSTANTIATE_TEST_SUITE_P(EveryStep, CrashAt, ::testing::ValuesIn(kSteps), [](const auto& tested) {
  return std::string(
      kNames[std::find(std::begin(kSteps), std::end(kSteps), tested.param) - std::begin(kSteps)]);
});

TEST_F(Crash, an_approved_load_replaces_the_report_of_the_held_one) {
  hold_every_update();
  const std::string feed = users(person("ada", "<last_name>King</last_name>"));
  load(users(person("ada")));
  load(feed);
  for (const Step fatal : kSteps) {
    if (fatal == Step::committed) break;
    request_.on_step = [fatal](Step step) {
      if (step == fatal) throw Died{};
    };
    EXPECT_THROW(run_again(feed, sis::GuardMode::approved), Died);
    EXPECT_EQ(field("ada", "last_name"), "");
  }
  request_.on_step = {};
  run_again(feed, sis::GuardMode::approved);
  EXPECT_EQ(field("ada", "last_name"), "King");
  EXPECT_EQ(reports(), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(read_file(report_directory(request_.reports, 2) / "report.json"),
            to_json(job(2)) + '\n');
}

// Cancelled --------------------------------------------------------------------------------------

class Cancelling : public Crash {
 protected:
  /// Several batches.
  static std::string many() {
    std::string records;
    for (int i = 0; i < 3000; ++i)
      records += person(fmt::format("s{}", i), barcode(std::to_string(i))) + std::string(100, ' ');
    return users(records);
  }
};

TEST_F(Cancelling, leaves_everything_as_it_was_and_the_job_pending) {
  load(users(person("s1", "<last_name>King</last_name>")));
  const auto before = dump();
  int batches = 0;
  request_.cancelled = [&] { return ++batches == 2; };
  EXPECT_THROW(load(many()), sis::Cancelled);
  EXPECT_EQ(batches, 2) << "some of it had been applied";
  EXPECT_EQ(dump(), before);
  EXPECT_EQ(job(2).status, JobStatus::pending);
  EXPECT_EQ(reports(), std::vector<std::string>{"1"});

  request_.cancelled = [] { return false; };
  EXPECT_EQ(run_again(many()).summary(),
            "completed_successfully: 3000 processed, 2999 created, 1 updated, 0 unchanged, "
            "0 rejected");
  EXPECT_EQ(reports(), (std::vector<std::string>{"1", "2"}));
}

TEST_F(Cancelling, is_asked_between_batches_only) {
  int asked = 0;
  request_.cancelled = [&] { return ++asked > 100; };
  load(users(person("ada") + person("bob")));
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace roster::test
