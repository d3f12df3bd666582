// What a client has yet to take: in memory as long as it is little, then in a file without a name.
#include "users/base/answer_buffer.hpp"

#include <gtest/gtest.h>

#include <system_error>

#include "tests/users/temporary_directory.hpp"

namespace roster {
namespace {

/// Everything that is left, taken in pieces of this size at most.
std::string rest(AnswerBuffer& buffer, std::size_t piece) {
  std::string all;
  for (std::string_view front = buffer.front(); !front.empty(); front = buffer.front()) {
    const std::string_view taken = front.substr(0, piece);
    all += taken;
    buffer.drop(taken.size());
  }
  return all;
}

TEST(AnswerBuffer, GivesBackWhatWasAddedInItsOrder) {
  const test::TemporaryDirectory directory;
  AnswerBuffer buffer(directory.path());
  EXPECT_EQ(buffer.front(), "");
  buffer.add("one\n");
  buffer.add("two\n");
  EXPECT_EQ(rest(buffer, 3), "one\ntwo\n");
  buffer.add("three\n");
  EXPECT_EQ(rest(buffer, 100), "three\n");
}

TEST(AnswerBuffer, KeepsInAFileWhatIsTooMuchForTheMemory) {
  const test::TemporaryDirectory directory;
  AnswerBuffer buffer(directory.path());
  std::string all;
  for (int line = 0; line < 200'000; ++line) {
    const std::string text = "line " + std::to_string(line) + "\n";
    buffer.add(text);
    all += text;
    if (line % 1000 != 0) continue;
    const std::string_view front = buffer.front().substr(0, 77);
    EXPECT_EQ(front, std::string_view(all).substr(0, front.size()));
    all.erase(0, front.size());
    buffer.drop(front.size());
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory.path())) << "the file has no name";
  EXPECT_EQ(rest(buffer, 50'000), all);
  buffer.add("in memory again\n");
  EXPECT_EQ(rest(buffer, 50'000), "in memory again\n");
}

TEST(AnswerBuffer, SaysThatTheDiskRefuses) {
  AnswerBuffer buffer("/nowhere");
  buffer.add(std::string(AnswerBuffer::kInMemory, 'x'));
  EXPECT_THROW(buffer.add("y"), std::system_error);
}

}  // namespace
}  // namespace roster
