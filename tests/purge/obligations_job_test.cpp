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
    request.reports = reports();
    return run_obligations(*store_, request, add_obligations(*store_, request, now_), now_);
  }
  Job take_rows(std::string_view rows, std::string source = "circulation") {
    return take(std::string(kHeader) + std::string(rows), std::move(source));
  }

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

TEST_F(ObligationsJob, DoesNotBelieveInTheFuture) {
  const Job job = take("# as_of: 2026-11-22T13:00:00Z\n" + std::string(kHeader));
  EXPECT_EQ(job.status, JobStatus::completed_with_warnings);
  EXPECT_EQ(job.warnings, (Counts{{"as_of_in_future", 1}}));
  EXPECT_THAT(sources(), ElementsAre(std::pair("circulation", "2026-11-22T12:00:00Z")));
}

TEST_F(ObligationsJob, WarnsOfAFileOlderThanTheOneBefore) {
  take_rows("");
  const Job job = take("# as_of: 2026-11-21T01:00:00Z\n" + std::string(kHeader));
  EXPECT_EQ(job.status, JobStatus::completed_with_warnings);
  EXPECT_EQ(job.warnings, (Counts{{"older_than_before", 1}}));
  EXPECT_THAT(sources(), ElementsAre(std::pair("circulation", "2026-11-21T01:00:00Z")));
}

TEST_F(ObligationsJob, ABadLineChangesNothing) {
  add({stayer("s1")});
  take_rows("s1,loan,2,\n");
  const auto before = sources();
  now_.time += hours(5);
  const Job job = take_rows("s1,loan,1,\ns1,book,1,\n");
  EXPECT_EQ(job.status, JobStatus::failed);
  EXPECT_EQ(job.message,
            "circulation.csv:3: column 2: unknown kind; there are: loan, fee, po_line, "
            "purchase_order, invoice, locked_bib, import_profile, md_editor, asset, grant, "
            "hold_shelf_request, request, proxy, guarantee, block, other:WORD");
  EXPECT_EQ(job.counts, (Counts{{"rows", 0}, {"users", 0}, {"unknown", 0}}));
  EXPECT_THAT(owed_by("s1"), ElementsAre(Obligation{"s1", ObligationKind::loan, 2, {}}));
  EXPECT_EQ(sources(), before);
}

TEST_F(ObligationsJob, TakesManyRows) {
  std::string rows;
  for (int i = 0; i < 2500; ++i) rows += "s" + std::to_string(i) + ",loan,1,\n";
  EXPECT_EQ(take_rows(rows).counts, (Counts{{"rows", 2500}, {"users", 0}, {"unknown", 2500}}));
}

}  // namespace
}  // namespace roster::purge::test
