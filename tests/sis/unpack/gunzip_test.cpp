#include "sis/unpack/gunzip.hpp"

#include <gtest/gtest.h>

#include "tests/sis/unpack/archives.hpp"

namespace roster::sis::testing {
namespace {

const std::string kXml = "<users>\n  <user><primary_id>s1</primary_id></user>\n</users>\n";

TEST(Gunzip, a_header_with_every_optional_field_is_read) {
  const std::string sound = gzipped(kXml);
  const std::string header = std::string("\x1F\x8B\x08\x1E\0\0\0\0\0\x03", 10) + little(3, 2) +
                             "xyz" + std::string("users.xml\0comment\0", 18) + little(0, 2);
  EXPECT_EQ(contents_of(header + sound.substr(10)), (Contents{{"", kXml}}));
}

TEST(Gunzip, a_strange_header_is_damage) {
  std::string file = gzipped(kXml);
  file[2] = 7;
  EXPECT_EQ(refusal(file), "users: damaged: its gzip header is unknown");
  file[2] = 8;
  file[3] = '\x20';
  EXPECT_EQ(refusal(file), "users: damaged: its gzip header is unknown");
  const std::string endless = std::string("\x1F\x8B\x08\x08\0\0\0\0\0\x03", 10);
  EXPECT_EQ(refusal(endless + std::string(2U << 20, 'n')),
            "users: damaged: its gzip header is too long");
}

TEST(Gunzip, damage_is_found) {
  const std::string sound = gzipped(kXml);
  std::string file = sound;
  file[10] = '\x07';  // a block type that does not exist
  EXPECT_EQ(refusal(file), "users: damaged: it cannot be inflated");
  file = sound;
  file[file.size() - 8] ^= 1;
  EXPECT_EQ(refusal(file), "users: damaged: its checksum does not match");
  file = sound;
  file[file.size() - 1] ^= 1;
  EXPECT_EQ(refusal(file), "users: damaged: its size does not match");
}

TEST(Gunzip, several_members_are_one_text) {
  EXPECT_EQ(contents_of(gzipped(kXml.substr(0, 9)) + gzipped(kXml.substr(9, 1)) + gzipped("") +
                        gzipped(kXml.substr(10))),
            (Contents{{"", kXml}}));
}

TEST(Gunzip, members_larger_than_a_block_are_joined) {
  std::string text;
  for (int i = 0; i < 400'000; ++i) text += std::to_string(i * 7919 % 1'000'003);
  const std::size_t half = text.size() / 2;
  EXPECT_EQ(contents_of(gzipped(text.substr(0, half)) + gzipped(text.substr(half))),
            (Contents{{"", text}}));
}

TEST(Gunzip, every_member_is_proved) {
  std::string second = gzipped(kXml);
  second[second.size() - 8] ^= 1;
  EXPECT_EQ(refusal(gzipped(kXml) + second), "users: damaged: its checksum does not match");
  const std::string sound = gzipped(kXml) + gzipped(kXml);
  for (std::size_t size = gzipped(kXml).size() + 1; size < sound.size(); ++size)
    EXPECT_EQ(refusal(sound.substr(0, size)), "incomplete: users: the gzip data ends too early")
        << size;
}

TEST(Gunzip, nothing_else_may_follow_a_member) {
  EXPECT_EQ(refusal(gzipped(kXml) + "x"), "users: unexpected data after the gzip data");
  EXPECT_EQ(refusal(gzipped(kXml) + std::string(8, '\0')),
            "users: unexpected data after the gzip data");
}

TEST(Gunzip, members_without_content_have_an_end) {
  std::string many;
  for (int i = 0; i < 1002; ++i) many += gzipped("");
  EXPECT_EQ(refusal(many + gzipped(kXml)),
            "users: holds more than 1000 gzip members without content");
}

TEST(Gunzip, a_bomb_stops_at_the_ratio_or_at_the_limit) {
  const std::string bomb = gzipped(std::string(8U << 20, ' '));
  EXPECT_EQ(refusal(bomb), "users: unpacks to more than 200 times its size (limits.ratio)");
  EXPECT_EQ(refusal(bomb, {.unpacked = 1U << 20, .ratio = 100000}),
            "users: unpacks to more than limits.unpacked allows (1048576 bytes)");
  EXPECT_EQ(refusal(bomb, {.ratio = 100000}), "accepted");
  EXPECT_EQ(refusal(gzipped(std::string(1U << 20, ' '))), "accepted") << "the first MiB is free";
}

}  // namespace
}  // namespace roster::sis::testing
