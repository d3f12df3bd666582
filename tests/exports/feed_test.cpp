// An export of the sender's records: what was loaded goes on as it came, less what was rejected.
#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "sis/load/load.hpp"
#include "sis/undo/undo.hpp"
#include "sis/unpack/unpack.hpp"
#include "tests/exports/export_fixture.hpp"
#include "tests/support/feed_text.hpp"
#include "tests/support/memory_file.hpp"

namespace roster::exports::test {
namespace {

using roster::test::barcode;
using roster::test::element;
using roster::test::user_xml;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<users>\n";

class FeedExport : public ExportTest {
 protected:
  void SetUp() override {
    ExportTest::SetUp();
    settings_.as = Preset::alma;
    settings_.columns.clear();
    settings_.content = Content::feed;
    settings_.where.profile = {"SIS"};
    profile_.code = "SIS";
    profile_.full = true;
    profile_.purge_date.default_days = 365;
    fs::create_directory(drop());
  }

  fs::path drop() const { return directory_.path() / "drop"; }

  /// Loads a file that was dropped; afterwards it is called `NAME.handled`.
  Job load(const std::string& feed) {
    const std::string name = "feed-" + std::to_string(++dropped_) + ".xml";
    std::ofstream(drop() / name, std::ios::binary) << feed;
    sis::LoadRequest request;
    request.profile = &profile_;
    request.file = name;
    request.place.dropped = drop() / name;
    request.reports = reports();
    request.follow_up = [&](Job& job) {
      fs::rename(drop() / name, drop() / (name + ".handled"));
      JobFile file = file_in(job.payload);
      file.ended = name + ".handled";
      job.payload = with_file(job.payload, file);
    };
    return run_load(request, drop() / name);
  }

  /// Loads a file that a person gave; it is not kept.
  Job load_by_hand(const std::string& feed) {
    std::ofstream(directory_.path() / "given.xml") << feed;
    sis::LoadRequest request;
    request.profile = &profile_;
    request.file = "given.xml";
    request.reports = reports();
    return run_load(request, directory_.path() / "given.xml");
  }

  /// The documents in the zip that an export made, each behind its name.
  std::string unpacked(const std::string& name) const {
    const std::string packed = text(name);
    const roster::test::MemoryFile file(packed);
    std::string out;
    sis::unpack(file.fd(), "a.zip", sis::Limits{}, [&](const sis::Entry& entry) {
      out += entry.name + ": ";
      char buffer[4096];
      while (const std::size_t got = entry.read(buffer)) out.append(buffer, got);
    });
    return out;
  }

  std::string around(const std::string& records) const {
    return std::string("users-01.xml: ") + kHead + records + "</users>\n";
  }

  sis::Profile profile_;

 private:
  int dropped_ = 0;

  Job run_load(sis::LoadRequest& request, const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    request.fd = fd;
    request.workers = 1;
    now_.time += std::chrono::seconds(1);
    const Job job = sis::run_load(*store_, request, sis::add_load(*store_, request, now_), now_);
    ::close(fd);
    return job;
  }
};

TEST_F(FeedExport, HandsOnTheSendersBytesLessTheRejectedRecords) {
  const std::string ada =
      "<user>\n <primary_id> ada </primary_id><!-- as  it came -->"
      "<user_title>  Dr</user_title><oddity/>\n</user>";
  const std::string cyrillic = user_xml("ksenia", element("last_name", "Ксения &amp; Co"));
  const Job loaded =
      load("<users total_record_count=\"4\">\n" + ada + user_xml("broken", "<a></b>") + "\n" +
           cyrillic + user_xml("ada") + "</users>");
  ASSERT_EQ(loaded.counts.at("rejected"), 2);
  const Job job = run();
  EXPECT_EQ(job.status, JobStatus::completed_successfully) << lines(job);
  EXPECT_EQ(job.counts, (Counts{{"processed", 2}, {"exported", 2}, {"rejected", 0}}));
  EXPECT_EQ(unpacked(job.file), around(ada + "\n" + cyrillic + "\n"));
}

TEST_F(FeedExport, ARecordThatIsThereTwiceGoesOnOnce) {
  load("<users>" + user_xml("ada") + user_xml("ada") + "</users>");
  EXPECT_EQ(unpacked(run().file), around(user_xml("ada") + "\n"));
}

TEST_F(FeedExport, NothingChangedIsNoFile) {
  load(roster::test::users(user_xml("ada")));
  run();
  load(roster::test::users(user_xml("ada")));
  EXPECT_EQ(run().file, "");
  EXPECT_EQ(run().file, "");
}

TEST_F(FeedExport, OfSeveralFullFeedsTheLastOneIsEnough) {
  load(roster::test::users(user_xml("ada")));
  run();
  load(roster::test::users(user_xml("ada") + user_xml("eve")));
  load(roster::test::users(user_xml("ada") + user_xml("pat")));
  const Job job = run();
  EXPECT_EQ(unpacked(job.file), around(user_xml("ada") + "\n" + user_xml("pat") + "\n"));
  EXPECT_THAT(files(), ElementsAre(job.file)) << "it replaces those that were not taken";
}

TEST_F(FeedExport, OfIncrementalFeedsEachIsHandedOnAndOfAPersonTheNewestRecord) {
  profile_.full = false;
  load(roster::test::users(user_xml("ada")));
  run();
  load(roster::test::users(user_xml("ada", element("last_name", "Old")) + user_xml("eve")));
  load(roster::test::users(user_xml("ada", element("last_name", "New"))));
  const Job job = run();
  EXPECT_EQ(unpacked(job.file),
            around(user_xml("ada", element("last_name", "New")) + "\n" + user_xml("eve") + "\n"));
  EXPECT_EQ(files().size(), 2U) << "what was not taken stays";
}

TEST_F(FeedExport, TheFirstOneOfAnIncrementalProfileHasEverybodyFromTheStore) {
  profile_.full = false;
  load(roster::test::users(user_xml("ada", element("last_name", "A"))));
  load(roster::test::users(user_xml("eve", element("last_name", "E"))));
  const Job job = run();
  EXPECT_EQ(job.counts.at("exported"), 2);
  EXPECT_NE(unpacked(job.file).find("<last_name>A</last_name>"), std::string::npos);
}

TEST_F(FeedExport, WhoIsNotThereAnyMoreIsLeftOut) {
  load(roster::test::users(user_xml("ada") + user_xml("gone", barcode("B1")) + user_xml("eve")));
  remove("gone");
  const Job job = run();
  EXPECT_EQ(unpacked(job.file), around(user_xml("ada") + "\n" + user_xml("eve") + "\n"));
  EXPECT_EQ(job.counts.at("left_out"), 1);
}

TEST_F(FeedExport, WhoWasRenamedSinceIsStillFound) {
  load(roster::test::users(user_xml("ada")));
  change("ada", [](User& user) { user.primary_id = "lovelace"; });
  EXPECT_EQ(unpacked(run().file), around(user_xml("ada") + "\n"));
}

TEST_F(FeedExport, WhereRestricts) {
  settings_.where.user_group = {"STAFF"};
  const std::string staff = user_xml("eve", element("user_group", "STAFF"));
  load(roster::test::users(user_xml("ada", element("user_group", "UNDERGRAD")) + staff));
  EXPECT_EQ(unpacked(run().file), around(staff + "\n"));
}

TEST_F(FeedExport, AnUndoneLoadIsNotHandedOn) {
  load(roster::test::users(user_xml("ada")));
  run();
  sis::UndoRequest undo;
  undo.undo = load(roster::test::users(user_xml("ada") + user_xml("eve"))).number;
  undo.reports = reports();
  ASSERT_TRUE(is_applied(sis::run_undo(*store_, undo, now_)));
  EXPECT_EQ(run().file, "");
}

TEST_F(FeedExport, AHeldLoadIsHandedOnOnceItWasApproved) {
  const std::string feed = roster::test::users(user_xml("ada") + user_xml("eve"));
  load(roster::test::users(user_xml("ada")));
  sis::LoadRequest request;
  request.profile = &profile_;
  request.file = "held.xml";
  request.place.dropped = drop() / "held.xml";
  request.reports = reports();
  std::ofstream(drop() / "held.xml") << feed;
  const Job held = sis::add_load(*store_, request, now_);
  run();
  load(roster::test::users(user_xml("ada", element("last_name", "A"))));
  run();
  const roster::test::MemoryFile file(feed);
  request.fd = file.fd();
  request.workers = 1;
  now_.time += std::chrono::seconds(1);
  sis::run_load(*store_, request, held, now_);
  EXPECT_EQ(unpacked(run().file), around(user_xml("ada") + "\n" + user_xml("eve") + "\n"));
}

TEST_F(FeedExport, AFileThatIsGoneIsReplacedByTheStoreAndTold) {
  load(roster::test::users(user_xml("ada")));
  run();
  const Job by_hand = load_by_hand(
      roster::test::users(user_xml("ada") + user_xml("eve", element("last_name", "E"))));
  const Job job = run();
  EXPECT_EQ(job.status, JobStatus::completed_with_warnings);
  EXPECT_EQ(job.warnings, (Counts{{"feed_gone", 1}}));
  EXPECT_EQ(
      lines(job),
      R"({"outcome":"warned","warnings":[{"code":"feed_gone","message":"the file of job )" +
          std::to_string(by_hand.number) +
          R"( was given by hand and is not kept; users are written from the store instead"}]})"
          "\n");
  EXPECT_EQ(job.counts.at("exported"), 1);
  EXPECT_NE(unpacked(job.file).find("<primary_id>eve</primary_id>"), std::string::npos);
}

TEST_F(FeedExport, AFileThatIsAnotherByNowIsNotHandedOn) {
  load(roster::test::users(user_xml("ada")));
  std::ofstream(drop() / "feed-1.xml.handled") << roster::test::users(user_xml("mallory"));
  const Job job = run();
  EXPECT_EQ(job.warnings, (Counts{{"feed_gone", 1}}));
  EXPECT_EQ(unpacked(job.file).find("mallory"), std::string::npos);
}

TEST_F(FeedExport, WithoutTheListOfRejectedRecordsNothingOfTheFileGoesOn) {
  const Job loaded = load(roster::test::users(user_xml("ada") + user_xml("broken", "<a></b>")));
  fs::remove(report_directory(reports(), loaded.number) / "rejected.txt");
  EXPECT_EQ(run().warnings, (Counts{{"feed_gone", 1}}));
}

TEST_F(FeedExport, OtherRootsAndEncodingsStayWhatTheyMean) {
  load(
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
      "<x:users "
      "xmlns:x=\"urn:a&amp;b\"><x:user><x:primary_id>ada</x:primary_id><x:last_name>M\xFCller"
      "</x:last_name></x:user></x:users>");
  EXPECT_EQ(unpacked(run().file),
            "users-01.xml: <?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<x:users xmlns:x=\"urn:a&amp;b\">\n<x:user><x:primary_id>ada</x:primary_id>"
            "<x:last_name>Müller</x:last_name></x:user>\n</x:users>\n");
}

TEST_F(FeedExport, EverybodyByHandIsTheLastFeedAgain) {
  load(roster::test::users(user_xml("ada")));
  run();
  ExportRequest all = request();
  all.what = What::all;
  EXPECT_EQ(unpacked(run(all).file), around(user_xml("ada") + "\n"));
}

/// It dies after each of its steps, and is brought to its end by the next process.
class DyingFeedExport : public FeedExport, public testing::WithParamInterface<Step> {};

struct Died {};

TEST_P(DyingFeedExport, EndsWithTheFileHandedOnOnce) {
  load(roster::test::users(user_xml("ada")));
  on_step_ = [](Step step) {
    if (step == GetParam()) throw Died{};
  };
  const ExportRequest dying = request();
  const Job job = add_export(dying, now_);
  EXPECT_THROW(run_export(dying, job, now_), Died);
  on_step_ = {};
  reopen();
  const JobPlace place{
      *store_, reports(), {}, {}, [this](Job& ended) { publish_files(*store_, ended); }, {}};
  Recovery recovery;
  recovery.repeat = [&](const Job& open) { return run_export_again(place, open, now_); };
  recover_jobs(place, recovery, now_);
  ASSERT_EQ(files().size(), 1U);
  EXPECT_EQ(unpacked(files().front()), around(user_xml("ada") + "\n"));
  EXPECT_EQ(run().file, "");
}

INSTANTIATE_TEST_SUITE_P(AfterEachStep, DyingFeedExport,
                         testing::Values(Step::started, Step::applied, Step::reported,
                                         Step::committed, Step::published, Step::followed,
                                         Step::closed));

}  // namespace
}  // namespace roster::exports::test
