// A load from its row to its report.
#include "tests/sis/unpack/archives.hpp"
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

using std::chrono::seconds;

class Load : public LoadTest {
 protected:
  /// More records than travel together.
  static std::string many(int people, std::string_view elements = "") {
    std::string records;
    for (int i = 0; i < people; ++i)
      records += person(fmt::format("s{:05}", i),
                        barcode(std::to_string(100000 + i)) + std::string(elements)) +
                 '\n';
    return users(records);
  }
};

TEST_F(Load, tells_what_became_of_every_record) {
  load(users(person("ada") + person("bob")));
  const Ended ended = load(users(person("ada") + person("bob", "<last_name>Ross</last_name>") +
                                 person("cy") + "<user><last_name>R&D</last_name></user>"));
  EXPECT_EQ(ended.summary(),
            "completed_with_errors: 4 processed, 1 created, 1 updated, 1 unchanged, 1 rejected");
  EXPECT_EQ(ended.lines, updated("bob", R"("last_name")") + created("cy") +
                             R"({"outcome":"rejected","line":1,"code":"malformed",)" +
                             R"-("message":"line 1, column 280: a bare & (write &amp;)"})-" + "\n");
}

TEST_F(Load, is_a_job_named_after_its_profile) {
  load(users(person("ada")));
  EXPECT_EQ(to_json(job(1)),
            R"({"job": 1, "by": "-", "applied": true, "kind": "synchronize", "name": "SIS", )"
            R"("file": "users.xml", )"
            R"("digest": "xxh3-128:4a89dd976a5804f2c4243a8ee9e1163d", "dry_run": false, )"
            R"("status": "completed_successfully", "started": "2026-11-22T02:00:00Z", )"
            R"("ended": "2026-11-22T02:00:00Z", "counts": {"processed": 1, "created": 1, )"
            R"("updated": 0, "unchanged": 0, "rejected": 0, "purge_date_from_feed": 1, )"
            R"("purge_date_from_policy": 0}, "warnings": {}, "message": ""})");
  import(users(person("bob")));
  EXPECT_EQ(job(2).kind, JobKind::import);
}

TEST_F(Load, ends_when_the_clock_says_so) {
  request_.clock = [this] { return now_.time + seconds(90); };
  load(users(person("ada")));
  EXPECT_EQ(last_.started, now_.time);
  EXPECT_EQ(last_.ended, now_.time + seconds(90));
  load("<html/>");
  EXPECT_EQ(last_.started, now_.time);
  EXPECT_EQ(last_.ended, now_.time + seconds(90));
}

TEST_F(Load, begins_when_it_runs_not_when_it_was_queued) {
  const MemoryFile file("<html/>");
  sis::LoadRequest request = request_;
  request.profile = &profile_;
  request.fd = file.fd();
  request.file = "users.xml";
  const Job queued = sis::add_load(*store_, request, now_);
  const Now later{now_.time + seconds(3600), now_.today};
  EXPECT_EQ(sis::run_load(*store_, request, queued, later).started, later.time);
  EXPECT_EQ(job(queued.number).started, later.time);
}

TEST_F(Load, gives_the_profiles_record_type) {
  profile_.synchronize.record_type = "STAFF";
  load(users(person("ada", "<record_type>PUBLIC</record_type>")));
  EXPECT_EQ(field("ada", "record_type"), "STAFF");
}

TEST_F(Load, lists_twenty_warnings_of_a_record_and_counts_the_others) {
  std::string oddities;
  for (int i = 0; i < 150; ++i) oddities += "<x/>";
  const Ended ended = load(users(person("ada", oddities)));
  EXPECT_EQ(ended.job.warnings, (std::map<std::string, std::int64_t>{{"unknown_element", 21}}));
  EXPECT_TRUE(
      ended.lines.ends_with(R"({"code":"unknown_element","line":1,)"
                            R"("message":"130 more warnings of this record are not listed"}]})"
                            "\n"));
}

// Dry runs ---------------------------------------------------------------------------------------

TEST_F(Load, previewed_counts_as_the_real_one_does_and_applies_nothing) {
  load(users(person("ada") + person("bob")));
  const std::string feed = users(person("ada", "<last_name>King</last_name>") + person("cy"));
  const auto before = dump();
  request_.dry_run = DryRun::yes;
  const Ended preview = load(feed);
  EXPECT_EQ(dump(), before);
  EXPECT_EQ(job(last_.number).dry_run, DryRun::yes);
  request_.dry_run = DryRun::no;
  const Ended real = load(feed);
  EXPECT_EQ(preview.summary(), real.summary());
  EXPECT_EQ(preview.lines, real.lines);
}

TEST_F(Load, shows_every_user_before_and_after) {
  load(users(person("ada")));
  std::string seen;
  request_.on_change = [&](const User* before, const User& after, const FieldSet& changed) {
    seen += fmt::format("{} {} '{}' '{}'\n", before == nullptr ? "new" : "old", after.primary_id,
                        before == nullptr ? "" : before->last_name, after.last_name);
    EXPECT_EQ(changed.any(), before != nullptr);
  };
  request_.dry_run = DryRun::yes;
  load(users(person("ada", "<last_name>King</last_name>") + person("bob") + person("bob")));
  EXPECT_EQ(seen, "old ada '' 'King'\nnew bob '' ''\n");
}

// Files that are refused -------------------------------------------------------------------------

TEST_F(Load, refused_as_a_whole_says_why_and_changes_nothing) {
  load(users(person("ada")));
  const auto before = dump();
  const Ended ended = load(users(person("ada", "<last_name>King</last_name>")) + "<users/>");
  EXPECT_EQ(ended.summary(), "failed: 0 processed, 0 created, 0 updated, 0 unchanged, 0 rejected");
  EXPECT_EQ(ended.job.message, "users.xml:1: a second root element <users>");
  EXPECT_EQ(ended.lines, "");
  EXPECT_EQ(dump(), before);
}

TEST_F(Load, of_half_a_file_waits_for_the_rest) {
  const std::string feed = users(person("ada"));
  request_.too_short = TooShort::waits;
  load(feed.substr(0, 30));
  EXPECT_EQ(job(1).status, JobStatus::pending);
  EXPECT_EQ(job(1).message, "waiting for the rest of users.xml");
  EXPECT_FALSE(std::filesystem::exists(report_directory(request_.reports, 1)));
  EXPECT_EQ(run_again(feed).summary(),
            "completed_successfully: 1 processed, 1 created, 0 updated, 0 unchanged, 0 rejected");
}

TEST_F(Load, of_a_file_that_stays_half_fails_in_the_end) {
  load("<users><user>");
  EXPECT_EQ(job(1).status, JobStatus::failed);
  EXPECT_EQ(job(1).message, "users.xml:1: the file ends inside the <user> of line 1");
  EXPECT_EQ(read_file(report_directory(request_.reports, 1) / "report.json"),
            to_json(job(1)) + '\n');
}

TEST_F(Load, of_another_version_than_the_profile_reads_is_refused) {
  profile_.synchronize.xsd.kind = sis::XsdChoice::Kind::v1;
  EXPECT_EQ(load(users(person("ada"))).job.message,
            "users.xml:1: a V.2 record; this profile reads V.1");
}

TEST_F(Load, is_refused_when_a_later_file_of_the_archive_is) {
  const Ended ended = load(sis::testing::Zip()
                               .add({.name = "a.xml", .text = users(person("ada"))})
                               .add({.name = "b.xml", .text = "<html/>"})
                               .bytes());
  EXPECT_EQ(ended.job.status, JobStatus::failed);
  EXPECT_TRUE(everybody().empty());
}

// Large feeds ------------------------------------------------------------------------------------

constexpr int kMany = 3000;  // about 700 KB: several batches

TEST_F(Load, says_how_far_it_is) {
  std::vector<std::uint64_t> progress;
  request_.on_progress = [&](std::uint64_t records, sis::ReadSoFar) {
    progress.push_back(records);
  };
  load(many(kMany));
  EXPECT_GT(progress.size(), 1U);
  EXPECT_TRUE(std::is_sorted(progress.begin(), progress.end()));
  EXPECT_EQ(progress.back(), static_cast<std::uint64_t>(kMany));
}

TEST_F(Load, comes_to_the_same_with_any_number_of_workers) {
  profile_.guard.from = 2 * kMany;
  std::vector<std::vector<std::string>> stores;
  std::vector<std::string> reports;
  for (const unsigned workers : {1U, 4U}) {
    request_.workers = workers;
    store_ = open_store("sqlite::memory:");
    std::string text = load(many(kMany)).lines;
    text += load(many(kMany, "<last_name>King</last_name>")).lines;
    stores.push_back(dump());
    reports.push_back(std::move(text));
  }
  EXPECT_EQ(stores[0], stores[1]);
  EXPECT_EQ(reports[0], reports[1]);
}

TEST_F(Load, finds_one_person_twice_however_far_apart) {
  std::string feed = many(kMany);
  feed.insert(feed.size() - 8, person("S00000"));
  const Ended ended = load(feed);
  EXPECT_EQ(ended.job.counts.at("rejected"), 1);
  EXPECT_TRUE(ended.lines.ends_with(fmt::format(
      R"({{"outcome":"rejected","primary_id":"S00000","line":{},"code":"identifier_taken",)"
      R"("message":"Identifier of type primary_id and value S00000 is already taken in this )"
      R"(feed"}})"
      "\n",
      kMany + 1)));
}

}  // namespace
}  // namespace roster::test
