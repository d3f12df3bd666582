// Files that end too early, at every byte there is: a killed transfer must never load half a file
// as if it were a whole one.
#include "tests/support/load_fixture.hpp"
#include "tests/support/memory_directory.hpp"
#include "tests/support/sample_feeds.hpp"

namespace roster::test {
namespace {

namespace fs = std::filesystem;

class CutFiles : public LoadTest {
 protected:
  CutFiles() {
    profile_ = sis::Profile();
    request_.reports = directory_in_memory_.path() / "reports";
  }

  static constexpr JobNumber kJobs = 50;  // a store full of jobs is slow

  void start_anew() {
    store_ = open_store("sqlite::memory:");
    fs::remove_all(request_.reports);
  }

  /// Loads the file cut short. Nothing is applied unless the job says that it completed, and then
  /// the users are those it counted.
  JobStatus load_cut(std::string_view part) {
    const Ended ended = load(part);
    const std::size_t people = everybody().size();
    if (ended.job.status == JobStatus::failed) {
      EXPECT_EQ(people, 0U);
      EXPECT_NE(ended.job.message, "");
      EXPECT_EQ(ended.lines, "");
    } else {
      EXPECT_TRUE(is_completed(ended.job.status));
      EXPECT_EQ(static_cast<std::size_t>(ended.job.counts.at("created")), people);
    }
    EXPECT_TRUE(fs::exists(report_directory(request_.reports, last_.number) / "report.json"));
    if (people > 0 || last_.number == kJobs) start_anew();
    return ended.job.status;
  }

  /// The least that must be there of a file for it to be loaded; all shorter ones are refused, all
  /// longer ones are loaded.
  std::size_t least_that_loads(const std::string& feed) {
    std::size_t least = feed.size() + 1;
    for (std::size_t kept = 0; kept <= feed.size(); ++kept) {
      SCOPED_TRACE(fmt::format("{} of {} bytes", kept, feed.size()));
      const bool loaded = load_cut(std::string_view(feed).substr(0, kept)) != JobStatus::failed;
      if (loaded) least = std::min(least, kept);
      EXPECT_EQ(loaded, kept >= least);
    }
    return least;
  }

  TemporaryDirectory directory_in_memory_{memory_directory()};
};

/// Where a document's root ends.
std::size_t root_end(std::string_view feed) { return feed.rfind('>') + 1; }

class CutSample : public CutFiles, public ::testing::WithParamInterface<const char*> {};

TEST_P(CutSample, loads_when_its_root_is_complete_and_not_before) {
  const std::string feed = read_file(kSamples / GetParam());
  EXPECT_EQ(least_that_loads(feed), root_end(feed));
}

INSTANTIATE_TEST_SUITE_P(Plain, CutSample,
                         ::testing::Values("quirks/root_users.xml", "quirks/root_is_one_user.xml",
                                           "quirks/bare_ampersand.xml", "quirks/windows_1252.xml",
                                           "broken/record_without_its_end.xml"),
                         [](const auto& tested) { return fs::path(tested.param).stem().string(); });

TEST_F(CutFiles, of_utf16_load_when_the_last_character_is_complete) {
  const std::string feed = read_file(kSamples / "quirks/utf16le_bom_no_declaration.xml");
  std::size_t least = feed.size() + 1;
  for (std::size_t kept = 0; kept <= feed.size(); ++kept) {
    SCOPED_TRACE(fmt::format("{} of {} bytes", kept, feed.size()));
    if (load_cut(std::string_view(feed).substr(0, kept)) != JobStatus::failed)
      least = std::min(least, kept);
  }
  EXPECT_EQ(least, root_end(feed) + 1);  // two bytes a character
}

TEST_F(CutFiles, of_a_zip_load_only_whole) {
  const std::string feed = read_file(kSamples / "quirks/two_entries.zip");
  EXPECT_EQ(least_that_loads(feed), feed.size());
}

class EverySampleCut : public CutFiles, public ::testing::WithParamInterface<fs::path> {};

// At some of all places: the whole samples above are cut at each.
TEST_P(EverySampleCut, does_no_harm) {
  constexpr std::size_t kStride = 7, kTail = 32;
  const std::string feed = read_file(GetParam());
  for (std::size_t kept = 0; kept < feed.size(); kept += kept + kTail < feed.size() ? kStride : 1) {
    SCOPED_TRACE(fmt::format("{} of {} bytes", kept, feed.size()));
    load_cut(std::string_view(feed).substr(0, kept));
  }
}

INSTANTIATE_TEST_SUITE_P(Samples, EverySampleCut, ::testing::ValuesIn(sample_feeds()),
                         [](const auto& tested) { return sample_name(tested.param); });

}  // namespace
}  // namespace roster::test
