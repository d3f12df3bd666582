// The records of a load's file that were not rejected, as their sender wrote them.
#include "sis/load/accepted.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sis/load/rejected.hpp"
#include "tests/support/files.hpp"
#include "tests/support/load_fixture.hpp"
#include "tests/support/memory_file.hpp"

namespace roster::test {
namespace {

/// What is read of a file, each document behind its head.
std::string accepted(std::string_view feed, std::vector<std::uint64_t> rejected = {},
                     const sis::Limits& limits = {}) {
  const MemoryFile file(feed);
  std::string out;
  const std::uint64_t records = sis::read_accepted(
      file.fd(), "a.xml", limits, sis::Reading::tolerant, rejected,
      [&](const sis::Surroundings& around, std::span<const std::string_view> batch) {
        out += around.head.substr(around.head.find('\n') + 1);
        for (const std::string_view record : batch) out += std::string(record) + '\n';
        out += around.tail;
      });
  return out + "of " + std::to_string(records);
}

TEST(Accepted, LeavesOutTheRejectedOnesByTheirNumber) {
  EXPECT_EQ(accepted("<users><user>1</user><user>2</user>\n<user>3</user></users>", {1, 3}),
            "<users>\n<user>2</user>\n</users>\nof 3");
}

TEST(Accepted, KeepsARootsNameAndNamespacesAndNoNumberOfRecords) {
  EXPECT_EQ(accepted("<!-- a --><userRecords total_record_count=\"1\" "
                     "xmlns=\"http://com/exlibris/urm/user_record/xmlbeans\">"
                     "<userRecord>1</userRecord></userRecords>"),
            "<userRecords xmlns=\"http://com/exlibris/urm/user_record/xmlbeans\">\n"
            "<userRecord>1</userRecord>\n</userRecords>\nof 1");
}

TEST(Accepted, ABareRecordGetsARoot) {
  EXPECT_EQ(accepted("<user>1</user>"), "<users>\n<user>1</user>\n</users>\nof 1");
}

TEST(Accepted, ARecordThatIsBrokenUnderOtherLimitsIsNotPassedOn) {
  sis::Limits small;
  small.record = 20;
  EXPECT_THROW(accepted("<users><user>a record of some size</user></users>", {}, small),
               sis::FeedError);
}

class RejectedNumbers : public LoadTest {
 protected:
  std::optional<std::vector<std::uint64_t>> numbers() const {
    return sis::read_rejected(report_directory(request_.reports, last_.number));
  }
};

TEST_F(RejectedNumbers, CountAllRecordsOfTheFile) {
  load(users(user_xml("s1") + user_xml("s2", "<a></b>") + user_xml("s3") + user_xml("s1") +
             "<user/>"));
  EXPECT_EQ(numbers(), (std::vector<std::uint64_t>{2, 4, 5}));
}

TEST_F(RejectedNumbers, AreThoseOfRecordsThatWaitedToo) {
  load(users(user_xml("s1", barcode("B1"))));
  load(users(user_xml("s2", barcode("B1")) + user_xml("s1", barcode("B1"))));
  EXPECT_EQ(numbers(), std::vector<std::uint64_t>{1});
}

TEST_F(RejectedNumbers, NoneIsNoFile) {
  load(users(user_xml("s1")));
  EXPECT_EQ(numbers(), std::vector<std::uint64_t>{});
}

TEST_F(RejectedNumbers, AListThatIsDamagedIsNone) {
  load(users(user_xml("s1") + "<user/>"));
  write_file(report_directory(request_.reports, last_.number) / "rejected.txt", "2\nx\n");
  EXPECT_EQ(numbers(), std::nullopt);
}

}  // namespace
}  // namespace roster::test
