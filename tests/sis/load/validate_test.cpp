// Validating a file says beforehand what a load into an empty store would say afterwards.
#include "sis/load/validate.hpp"

#include <regex>

#include "tests/support/load_fixture.hpp"
#include "tests/support/memory_directory.hpp"
#include "tests/support/sample_feeds.hpp"

namespace roster::test {
namespace {

class Validate : public LoadTest, public ::testing::WithParamInterface<std::filesystem::path> {
 protected:
  Validate() {
    profile_ = sis::Profile();
    request_.reports = in_memory_.path();
    request_.limits.record = 4096;
    request_.file = GetParam().filename();
  }

  /// The rejections that validating finds, as a report writes them; or why the file is refused.
  std::string validated(const std::string& feed) {
    const sis::ReadOptions options =
        sis::read_options(profile_, profile_.synchronize, JobKind::synchronize, nullptr);
    std::string lines;
    const auto add = [&](const sis::Finding& finding) {
      if (finding.severity != sis::Severity::error) return;
      ReportLine line;
      line.outcome = "rejected";
      line.primary_id = finding.primary_id;
      line.entry = finding.entry;
      line.line = finding.line;
      line.code = finding.code;
      line.message = finding.message;
      lines += to_json(line) + '\n';
    };
    const MemoryFile file(feed);
    try {
      const std::int64_t users =
          sis::validate(file.fd(), request_.file, request_.limits, options, 1, add);
      return fmt::format("{} users\n{}", users, lines);
    } catch (const sis::FeedError& refused) {
      return refused.what();
    }
  }

  /// The same of a load.
  std::string loaded(const std::string& feed) {
    Ended ended;
    try {
      ended = load(feed);
    } catch (const sis::IncompleteFeed& incomplete) {
      return incomplete.what();
    }
    if (ended.job.status == JobStatus::failed) return ended.job.message;
    std::string lines;
    const std::regex rejected(R"(\{"outcome":"rejected".*\n)");
    const std::regex warnings(R"(,"warnings":\[.*\])");
    for (std::sregex_iterator at(ended.lines.begin(), ended.lines.end(), rejected), end; at != end;
         ++at)
      lines += std::regex_replace(at->str(), warnings, "");
    return fmt::format("{} users\n{}", ended.job.counts.at("processed"), lines);
  }

  TemporaryDirectory in_memory_{memory_directory()};
};

TEST_P(Validate, finds_what_a_load_would_reject) {
  const std::string feed = read_file(GetParam());
  EXPECT_EQ(validated(feed), loaded(feed));
}

INSTANTIATE_TEST_SUITE_P(Samples, Validate, ::testing::ValuesIn(sample_feeds()),
                         [](const auto& tested) { return sample_name(tested.param); });

TEST(Validating, takes_no_short_id_for_another) {
  std::string text;
  for (int i = 100; i < 1000; i += 2)
    text += fmt::format(
        "<user><primary_id>{}</primary_id><user_identifiers><user_identifier><id_type>BARCODE"
        "</id_type><value>{}</value></user_identifier></user_identifiers></user>",
        i, i + 1);
  const MemoryFile file(users(text));
  const sis::Profile profile;
  const auto options =
      sis::read_options(profile, profile.synchronize, JobKind::synchronize, nullptr);
  std::string found;
  sis::validate(file.fd(), "a.xml", {}, options, 1, [&](const sis::Finding& finding) {
    if (finding.severity == sis::Severity::error) found += finding.message + '\n';
  });
  EXPECT_EQ(found, "");
}

}  // namespace
}  // namespace roster::test
