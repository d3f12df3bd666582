// Zip64, the form of zips with numbers beyond 32 bits; accepted where it is needed.
#include "sis/unpack/zip_directory.hpp"

#include <gtest/gtest.h>

#include <array>

#include "tests/sis/unpack/archives.hpp"

namespace roster::sis::testing {
namespace {

/// The wide end record and its locator, as they stand before the narrow one.
std::string wide_end(const Zip& zip) {
  const std::uint64_t at = zip.entries.size() + zip.directory.size();
  return "PK\6\6" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8) +
         little(zip.count, 8) + little(zip.count, 8) + little(zip.directory.size(), 8) +
         little(zip.entries.size(), 8) + "PK\6\7" + little(0, 4) + little(at, 8) + little(1, 4);
}

Part wide_part() {
  const std::string text = "<users/>";
  return {.text = text,
          .size = 0xFFFFFFFF,
          .extra = little(1, 2) + little(8, 2) + little(text.size(), 8),
          .local_extra = little(1, 2) + little(8, 2) + little(text.size(), 8)};
}

TEST(Zip64, it_is_read_where_the_narrow_numbers_point_to_it) {
  EXPECT_EQ(contents_of(zip_of(wide_part())), (Contents{{"a.xml", "<users/>"}}));
  const Zip zip = Zip().add({});
  std::string end = zip.end();
  end.replace(16, 4, little(0xFFFFFFFF, 4));
  EXPECT_EQ(refusal(zip.entries + zip.directory + wide_end(zip) + end), "accepted");
  const Zip wide = Zip().add(wide_part());
  EXPECT_EQ(refusal(wide.entries + wide.directory + wide_end(wide) + wide.end()), "accepted");
}

TEST(Zip64, it_without_need_is_refused) {
  const Zip zip = Zip().add({});
  EXPECT_EQ(refusal(zip.entries + zip.directory + wide_end(zip) + zip.end()),
            "users: uses zip64 although it is not needed");
  EXPECT_EQ(refusal(zip_of({.extra = little(1, 2) + little(8, 2) + little(8, 8)})),
            "users!a.xml: uses zip64 although it is not needed");
}

TEST(Zip64, the_two_end_records_agree) {
  const Zip zip = Zip().add({});
  std::string end = zip.end();
  end.replace(16, 4, little(0xFFFFFFFF, 4));
  end.replace(12, 4, little(7, 4));
  EXPECT_EQ(refusal(zip.entries + zip.directory + wide_end(zip) + end),
            "users: damaged: its two end records contradict each other");
}

TEST(Zip64, a_damaged_zip64_record_is_refused) {
  const Zip zip = Zip().add({});
  const auto with = [&](std::size_t at, char byte) {
    std::string wide = wide_end(zip), end = zip.end();
    end.replace(16, 4, little(0xFFFFFFFF, 4));
    wide[at] = byte;
    return refusal(zip.entries + zip.directory + wide + end);
  };
  const std::string misplaced = "users: damaged: its zip64 end record is not where it should be";
  EXPECT_EQ(with(0, 'p'), misplaced);
  EXPECT_EQ(with(4, 45), misplaced);
  EXPECT_EQ(with(56 + 8, 1), misplaced);
  EXPECT_EQ(with(16, 1), "users: is split over several volumes; send one zip file");
  EXPECT_EQ(with(56 + 16, 2), "users: is split over several volumes; send one zip file");
}

TEST(Zip64, damaged_extra_fields_are_refused) {
  Part part = wide_part();
  part.extra = little(1, 2) + little(4, 2) + little(8, 4);
  EXPECT_EQ(refusal(zip_of(part)), "users!a.xml: damaged: its zip64 field is too short");
  part = wide_part();
  part.extra += part.extra;
  EXPECT_EQ(refusal(zip_of(part)), "users!a.xml: damaged: it has two zip64 fields");
  EXPECT_EQ(refusal(zip_of({.extra = little(0x5455, 2) + little(9, 2) + "x"})),
            "users!a.xml: damaged: its extra fields cannot be read");
}

}  // namespace
}  // namespace roster::sis::testing
