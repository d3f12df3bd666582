// Every sample feed of tests/samples/quirks (what real exports look like) and tests/samples/broken
// (what goes wrong) is loaded into an empty store by the built-in profile; beside it stands all
// that comes of it: the report, its lines, and the users. `UPDATE=1 test_sis` writes these files
// anew; read the difference before you commit it.
#include <cstdlib>

#include "tests/support/load_fixture.hpp"
#include "tests/support/sample_feeds.hpp"

namespace roster::test {
namespace {

constexpr std::uint32_t kLargestRecord = 4096;

class Samples : public LoadTest, public ::testing::WithParamInterface<std::filesystem::path> {
 protected:
  Samples() {
    profile_ = sis::Profile();
    request_.limits.record = kLargestRecord;
    request_.file = GetParam().filename();
  }

  /// The stored users, field by field.
  std::string stored() {
    std::string text;
    store_->begin(Access::read)->scan({}, [&](const StoredUser& stored) {
      text += stored.user.primary_id + '\n';
      for (std::size_t i = 0; i < kFieldCount; ++i) {
        const Field field = static_cast<Field>(i);
        if (field == Field::primary_id || is_empty(stored.user, field)) continue;
        text += fmt::format("  {}: {}\n", field_name(field), display_field(stored.user, field));
      }
      return true;
    });
    return text;
  }
};

TEST_P(Samples, come_to_what_is_written_beside_them) {
  const Ended ended = load(read_file(GetParam()));
  const std::string all =
      fmt::format("{}\n-- lines\n{}-- users\n{}", to_json(ended.job), ended.lines, stored());
  const std::filesystem::path expected = GetParam().string() + ".expected";
  if (std::getenv("UPDATE") != nullptr) write_file(expected, all);
  EXPECT_EQ(all, read_file(expected));
  EXPECT_EQ(read_file(report_directory(request_.reports, last_.number) / "report.json"),
            to_json(ended.job) + '\n');
  EXPECT_EQ(to_json(job(last_.number)), to_json(ended.job));
}

INSTANTIATE_TEST_SUITE_P(Feeds, Samples, ::testing::ValuesIn(sample_feeds()),
                         [](const auto& tested) { return sample_name(tested.param); });

}  // namespace
}  // namespace roster::test
