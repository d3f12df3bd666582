#include "purge/obligations.hpp"

#include "tests/purge/file_with.hpp"
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;

constexpr std::string_view kHeader = "primary_id,kind,count,amount\n";

class ObligationsJob : public PurgeTest {
 protected:
  Job take(std::string_view text, std::string source = "circulation") {
    const roster::test::FileWith file(text);
    ObligationsRequest request;
    request.source = std::move(source);
    request.fd = file.fd();
    request.file = "circulation.csv";
    request.modified = now_.time - hours(2);
    request.traces = request_.traces;
    request.too_short = too_short_;
    request.guard_mode = guard_mode_;
    return run_obligations(*store_, request, add_obligations(*store_, request, now_), now_);
  }
  Job take_rows(std::string_view rows, std::string source = "circulation") {
    return take(std::string(kHeader) + std::string(rows), std::move(source));
  }

  GuardMode guard_mode_ = GuardMode::on;

  std::vector<Obligation> owed_by(std::string_view id) {
    const auto transaction = store_->begin(Access::read);
    const UserId user = find_user(*transaction, id)->id;
    return transaction->obligations_of({&user, 1}).front();
  }
  std::vector<std::pair<std::string, std::string>> sources() {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& source : store_->begin(Access::read)->obligation_sources()) {
      found.emplace_back(source.name, format_time(source.as_of));
    }
    return found;
  }

  TooShort too_short_ = TooShort::fails;
};

TEST_F(ObligationsJob, CountsRowsUsersAndUnknownIds) {
  add({stayer("s1"), stayer("s2")});
  const Job job = take_rows("S1,loan,2,\nB-s1,loan,1,\ns2,fee,,3.00\nnobody,loan,1,\n");
  EXPECT_EQ(job.kind, JobKind::obligations);
  EXPECT_EQ(job.name, "circulation");
  EXPECT_EQ(job.file, "circulation.csv");
  EXPECT_EQ(job.status, JobStatus::completed_successfully);
  EXPECT_EQ(job.counts, (Counts{{"rows", 4}, {"users", 2}, {"unknown", 1}}));
  EXPECT_EQ(read_file(report_directory(reports(), job.number) / "report.json"),
            to_json(job) + '\n');
}

TEST_F(ObligationsJob, AFileIsItsSourcesWholeTruth) {
  add({stayer("s1"), stayer("s2")});
  take_rows("s1,loan,2,\n", "circulation");
  take_rows("s1,invoice,1,\n", "acquisitions");
  take_rows("s2,loan,1,\n", "circulation");
  EXPECT_THAT(owed_by("s1"), ElementsAre(Obligation{"s1", ObligationKind::invoice, 1, {}}));
  EXPECT_THAT(owed_by("s2"), ElementsAre(Obligation{"s2", ObligationKind::loan, 1, {}}));
}

TEST_F(ObligationsJob, WaitForAPersonWhoComesLater) {
  EXPECT_EQ(take_rows("s1,loan,2,\n").counts["unknown"], 1);
  add({leaver("s1")});
  EXPECT_EQ(purge().counts["kept"], 1);
}

TEST_F(ObligationsJob, IsAsOfItsFirstLineOrItsModification) {
  take("# as_of: 2026-11-22T01:00:00Z\n" + std::string(kHeader), "circulation");
  take_rows("", "acquisitions");
  EXPECT_THAT(sources(), ElementsAre(std::pair("acquisitions", "2026-11-22T10:00:00Z"),
                                     std::pair("circulation", "2026-11-22T01:00:00Z")));
}

TEST_F(ObligationsJob, OfTheFutureAreTakenAndNotFresh) {
  add({leaver("s1")});
  const Job job = take("# as_of: 2026-11-23T12:00:00Z\n" + std::string(kHeader));
  EXPECT_EQ(job.status, JobStatus::completed_with_warnings);
  EXPECT_EQ(job.warnings, (Counts{{"as_of_in_future", 1}}));
  request_.obligations = NeededObligations{{"circulation"}, hours(24)};
  EXPECT_EQ(purge().message,
            "obligations of circulation are dated in the future: 2026-11-23T12:00:00Z");
  EXPECT_EQ(take_rows("").status, JobStatus::completed_successfully);  // it says now: that is taken
}

TEST_F(ObligationsJob, OlderThanTheLastAreHeld) {
  add({stayer("s1")});
  take_rows("s1,loan,2,\n");
  const Job job = take("# as_of: 2026-11-21T01:00:00Z\n" + std::string(kHeader));
  EXPECT_EQ(job.status, JobStatus::held);
  EXPECT_EQ(job.message,
            "as of 2026-11-21T01:00:00Z: older than the last list, as of 2026-11-22T10:00:00Z");
  EXPECT_THAT(sources(), ElementsAre(std::pair("circulation", "2026-11-22T10:00:00Z")));
  EXPECT_EQ(owed_by("s1").size(), 1U);
}

TEST_F(ObligationsJob, ApprovedAreTakenAsTheyAre) {
  take_rows("");
  guard_mode_ = GuardMode::approved;
  const Job job = take("# as_of: 2026-11-21T01:00:00Z\n" + std::string(kHeader));
  EXPECT_EQ(job.status, JobStatus::completed_with_warnings);
  EXPECT_EQ(job.warnings, (Counts{{"older_than_before", 1}}));
  EXPECT_THAT(sources(), ElementsAre(std::pair("circulation", "2026-11-21T01:00:00Z")));
}

TEST_F(ObligationsJob, ThatSuddenlyAreNoneAreHeldAndTheLastListStands) {
  std::string rows;
  std::vector<User> users;
  for (int i = 0; i < 25; ++i) {
    users.push_back(leaver("s" + std::to_string(i)));
    rows += users.back().primary_id + ",loan,1,\n";
  }
  add(users);
  take_rows(rows);
  const Job job = take_rows("");
  EXPECT_EQ(job.status, JobStatus::held);
  EXPECT_EQ(job.message, "rows: all 25 are gone since the last list");
  EXPECT_EQ(job.counts, (Counts{{"rows", 0}, {"users", 0}, {"unknown", 0}}));
  EXPECT_EQ(purge().counts["kept"], 25);
}

TEST_F(ObligationsJob, ThatKeepNobodyAnyMoreAreHeld) {
  std::string owing, waived;
  std::vector<User> users;
  for (int i = 0; i < 25; ++i) {
    users.push_back(leaver("s" + std::to_string(i)));
    owing += users.back().primary_id + ",fee,,5\n";
    waived += users.back().primary_id + ",fee,,0\n";
  }
  add(users);
  take_rows(owing);
  EXPECT_EQ(take_rows(waived).message,
            "users with obligations: 25 of 25 are gone since the last list (100.0 %, limit 30.0 "
            "%)");
}

TEST_F(ObligationsJob, ListsTheIdsThatNobodyHas) {
  add({stayer("s1")});
  const Job job = take_rows("s1,loan,1,\nnobody,fee,,3\nghost,other:key,1,\n");
  EXPECT_THAT(
      lines(job.number),
      testing::UnorderedElementsAre(
          R"({"outcome":"unknown","primary_id":"nobody","message":"no user has this id","kind":"fee"})",
          R"({"outcome":"unknown","primary_id":"ghost","message":"no user has this id","kind":"other:key"})"));
}

TEST_F(ObligationsJob, WaitWhenTheyEndInTheMiddleOfALine) {
  add({stayer("s1")});
  take_rows("s1,loan,2,\n");
  too_short_ = TooShort::waits;
  take_rows("s1,loan,2,\ns2,fee,,1");
  const auto transaction = store_->begin(Access::read);
  EXPECT_EQ(transaction->job(2)->status, JobStatus::pending);
  EXPECT_EQ(transaction->count_obligations("circulation").rows, 1);
}

TEST_F(ObligationsJob, ABadLineChangesNothing) {
  add({stayer("s1")});
  take_rows("s1,loan,2,\n");
  const auto before = sources();
  now_.time += hours(5);
  const Job job = take_rows("s1,loan,1,\ns1,book,1,\n");
  EXPECT_EQ(job.status, JobStatus::failed);
  EXPECT_EQ(job.message,
            "circulation.csv:3: column 2: unknown kind; allowed: loan, fee, po_line, "
            "purchase_order, invoice, locked_bib, import_profile, md_editor, asset, grant, "
            "hold_shelf_request, request, proxy, guarantee, block, other:WORD");
  EXPECT_EQ(job.counts, (Counts{{"rows", 0}, {"users", 0}, {"unknown", 0}}));
  EXPECT_THAT(owed_by("s1"), ElementsAre(Obligation{"s1", ObligationKind::loan, 2, {}}));
  EXPECT_EQ(sources(), before);
}

TEST_F(ObligationsJob, TakesManyRows) {
  guard_mode_ = GuardMode::approved;  // nobody has these ids
  std::string rows;
  for (int i = 0; i < 2500; ++i) rows += "s" + std::to_string(i) + ",loan,1,\n";
  EXPECT_EQ(take_rows(rows).counts, (Counts{{"rows", 2500}, {"users", 0}, {"unknown", 2500}}));
}

}  // namespace
}  // namespace roster::purge::test
