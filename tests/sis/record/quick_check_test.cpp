// Most records are accepted by the reader's own quick check, and libxml2 never sees them. So the
// check may give up on whatever it likes, but accept nothing that libxml2 would refuse, and read it
// as the long way would. Here it meets 30,000 damaged records.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "sis/record/reader_v2.hpp"
#include "sis/record/schema.hpp"
#include "sis/record/tidy.hpp"
#include "sis/record/writer_v2.hpp"
#include "sis/sample/sample.hpp"
#include "sis/xml/wellformed.hpp"
#include "tests/sis/damage.hpp"
#include "tests/support/source_root.hpp"

namespace roster::sis {
namespace {

/// As a load reads: blanks count for strict reading only.
unsigned flags(Reading reading) {
  return reading == Reading::strict ? kJudgeFlags : kJudgeFlags & ~pugi::parse_ws_pcdata;
}

std::string file_text(const std::string& name) {
  std::ifstream in(roster::tests::source_root() + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What a load makes of the record without asking libxml2, if it does so.
std::optional<User> taken(const std::string& record, Reading reading) {
  if (check_wellformed(record, {}, 1)) return std::nullopt;
  pugi::xml_document tree;
  if (!tree.load_buffer(record.data(), record.size(), flags(reading), pugi::encoding_utf8))
    return std::nullopt;
  User user;
  std::vector<pugi::xml_node> unread;
  if (!read_v2(tree.first_child(), reading, Trust::check, user, unread)) return std::nullopt;
  EXPECT_TRUE(unread.empty()) << record;
  return user;
}

/// What a load makes of it in the long way: tolerant reading tidies first; then libxml2 judges, and
/// what it accepts is read.
void expect_accepted(const std::string& record, Reading reading, const User& taken,
                     const Oracle& oracle) {
  pugi::xml_document tree;
  tree.load_buffer(record.data(), record.size(), flags(reading), pugi::encoding_utf8);
  Tidied tidied;
  if (reading == Reading::tolerant)
    tidy_v2(
        tree.first_child(), [](pugi::xml_node) { return std::uint64_t{1}; }, tidied);
  const std::vector<Warning> warnings = tidied.warnings.take();
  EXPECT_TRUE(warnings.empty()) << warnings.front().message << '\n' << record;
  std::ostringstream text;
  tree.first_child().print(text, "", pugi::format_raw);
  const auto verdict = oracle.judged(reading == Reading::strict ? record : text.str());
  ASSERT_TRUE(verdict) << record;
  EXPECT_EQ(*verdict, "") << record;
  User user;
  std::vector<pugi::xml_node> unread;
  EXPECT_TRUE(read_v2(tree.first_child(), reading, Trust::judged, user, unread));
  EXPECT_EQ(user, taken) << record;
}

std::string sound_record(std::uint64_t person) {
  std::string record;
  write_user(*synthetic_user(7, person, 0), record);
  const std::size_t start = record.find('<');
  return record.substr(start, record.rfind('>') + 1 - start);
}

void expect_agreement(Reading reading) {
  constexpr int kPeople = 20, kRecordsOfEach = 750;
  const Oracle oracle(file_text("schemas/user-v2.xsd"));
  int accepted = 0;
  for (int person = 0; person < kPeople; ++person) {
    const std::string sound = sound_record(static_cast<std::uint64_t>(person));
    ASSERT_TRUE(taken(sound, reading));
    Vandal vandal(sound, static_cast<unsigned>(person));
    for (int i = 0; i < kRecordsOfEach; ++i) {
      const std::string record = vandal.next();
      const std::optional<User> user = taken(record, reading);
      if (!user) continue;
      ++accepted;
      expect_accepted(record, reading, *user, oracle);
    }
  }
  EXPECT_GT(accepted, kPeople * kRecordsOfEach / 20);
}

TEST(QuickCheck, of_strict_reading_takes_nothing_that_libxml2_refuses) {
  expect_agreement(Reading::strict);
}

TEST(QuickCheck, of_tolerant_reading_takes_nothing_that_libxml2_refuses) {
  expect_agreement(Reading::tolerant);
}

}  // namespace
}  // namespace roster::sis
