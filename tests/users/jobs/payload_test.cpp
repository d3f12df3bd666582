// What a row keeps to run its job again.
#include "users/jobs/payload.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

enum class Colour : std::uint8_t { red, green };

struct Inner {
  double share = 0.5;
  bool yes = true;
};

struct Sample {
  JobFile file;
  std::optional<std::string> name;
  std::vector<std::string> list;
  std::map<std::string, int> days;
  Colour colour = Colour::red;
  std::optional<Inner> inner;
};

template <class Fields>
void describe(Fields& fields, Inner& inner) {
  fields("share", inner.share);
  fields("yes", inner.yes);
}

template <class Fields>
void describe(Fields& fields, Sample& sample) {
  describe(fields, sample.file);
  fields("name", sample.name);
  fields("list", sample.list);
  fields("days", sample.days);
  fields("colour", sample.colour);
  fields("inner", sample.inner);
}

TEST(Payload, ComesBackAsItWas) {
  Sample sample;
  sample.file.dropped = "/inbox/a \"b\".xml";
  sample.file.stamp = {1, 0xFFFF'FFFF'FFFF'FFFF, 3, -4, 5};
  sample.name = "SIS";
  sample.list = {"a", "b"};
  sample.days = {{"STAFF", 30}};
  sample.colour = Colour::green;
  sample.inner = Inner{0.05, false};
  const auto again = read_payload<Sample>(write_payload(sample));
  EXPECT_EQ(again.file.dropped, sample.file.dropped);
  EXPECT_EQ(again.file.stamp, sample.file.stamp);
  EXPECT_EQ(again.name, "SIS");
  EXPECT_EQ(again.list, sample.list);
  EXPECT_EQ(again.days, sample.days);
  EXPECT_EQ(again.colour, Colour::green);
  EXPECT_EQ(again.inner->share, 0.05);
  EXPECT_FALSE(again.inner->yes);
}

TEST(Payload, OfARowWithoutOneIsOfDefaults) {
  const auto sample = read_payload<Sample>("");
  EXPECT_FALSE(sample.name);
  EXPECT_FALSE(sample.inner);
  EXPECT_EQ(read_payload<Sample>("{}").file.stamp, FileStamp{});
}

TEST(Payload, OfAnEarlierVersionIsRead) {
  const JobFile file =
      file_in(R"({"spooled":"/spool/7","dropped":"/inbox/a.xml","stamp":[1,2,3,4,5]})");
  EXPECT_EQ(file.spooled, "/spool/7");
  EXPECT_EQ(file.dropped, "/inbox/a.xml");
  EXPECT_EQ(file.stamp, (FileStamp{1, 2, 3, 4, 5}));
}

TEST(Payload, GetsAnotherFileAndKeepsTheRest) {
  Sample sample;
  sample.file.dropped = "/inbox/a.xml";
  sample.file.spooled = "/spool/7";
  sample.name = "SIS";
  JobFile file = sample.file;
  file.spooled.clear();
  file.ended = "a.xml.handled";
  const auto again = read_payload<Sample>(with_file(write_payload(sample), file));
  EXPECT_EQ(again.file.ended, "a.xml.handled");
  EXPECT_EQ(again.file.dropped, "/inbox/a.xml");
  EXPECT_EQ(again.file.spooled, "");
  EXPECT_EQ(again.name, "SIS");
}

}  // namespace
}  // namespace roster
