// What a file inside an archive may be called, asked of zips made by hand.
#include "sis/unpack/entry_name.hpp"

#include <gtest/gtest.h>

#include "tests/sis/unpack/archives.hpp"

namespace roster::sis::testing {
namespace {

std::string named(std::string name) { return refusal(zip_of({.name = std::move(name)})); }

TEST(EntryName, names_stay_inside_the_archive) {
  EXPECT_EQ(named("../x.xml"), "users!../x.xml: has `..` in its name");
  EXPECT_EQ(named("a/../../x.xml"), "users!a/../../x.xml: has `..` in its name");
  EXPECT_EQ(named("/etc/x.xml"), "users!/etc/x.xml: has an absolute name");
  EXPECT_EQ(named("..\\x.xml"), "users!..\\x.xml: has a backslash in its name");
  EXPECT_EQ(named("c:x.xml"), "users!c:x.xml: has a colon in its name");
  EXPECT_EQ(named("a//x.xml"), "users!a//x.xml: has an empty part in its name");
  EXPECT_EQ(named("export/a.xml"), "accepted");
  EXPECT_EQ(named("two..dots.xml"), "accepted");
}

TEST(EntryName, names_are_what_they_look_like) {
  EXPECT_EQ(named(std::string("a.xml\0.txt", 10)),
            "users!a.xml\\x00.txt: has a control character in its name");
  EXPECT_EQ(named("a\n<2>b.xml"), "users!a\\x0A<2>b.xml: has a control character in its name");
  EXPECT_EQ(named("a\x1B[31m.xml"), "users!a\\x1B[31m.xml: has a control character in its name");
  EXPECT_EQ(named(""), "users!: has no name");
  EXPECT_EQ(named(std::string(1100, 'n') + ".xml"),
            "users!" + std::string(255, 'n') + "…: has a name longer than 1024 bytes");
}

TEST(EntryName, hidden_files_are_refused) {
  const std::string why = ": is hidden (its name has a part that starts with a dot)";
  EXPECT_EQ(named(".a.xml"), "users!.a.xml" + why);
  EXPECT_EQ(named("./a.xml"), "users!./a.xml" + why);
  EXPECT_EQ(named("export/.git/a.xml"), "users!export/.git/a.xml" + why);
}

TEST(EntryName, metadata_of_macos_is_refused_with_a_hint) {
  EXPECT_EQ(named("__MACOSX/._a.xml"),
            "users!__MACOSX/._a.xml: is metadata of macOS, not part of the feed; pack it without "
            "(zip -X)");
}

TEST(EntryName, only_xml_files_belong_in_a_feed) {
  const std::string why = ": is not an XML file; a feed may contain only XML files";
  EXPECT_EQ(named("readme.txt"), "users!readme.txt" + why);
  EXPECT_EQ(named("inner.zip"), "users!inner.zip" + why);
  EXPECT_EQ(named("axml"), "users!axml" + why);
  EXPECT_EQ(named("A.XmL"), "accepted");
}

TEST(EntryName, a_name_in_an_old_code_page_is_readable) {
  EXPECT_EQ(contents_of(zip_of({.name = "h\x94st.xml"})), (Contents{{"h\\x94st.xml", "<users/>"}}));
  EXPECT_EQ(contents_of(zip_of({.name = "høst.xml"})), (Contents{{"høst.xml", "<users/>"}}));
}

TEST(EntryName, names_are_distinct) {
  EXPECT_EQ(refusal(Zip().add({}).add({.text = "<others/>"}).bytes()),
            "users!a.xml: occurs twice in the archive");
}

TEST(EntryName, both_headers_say_the_same_name) {
  EXPECT_EQ(refusal(zip_of({.local_name = "evil.xml"})),
            "users!a.xml: has different names in its header and in the directory");
}

}  // namespace
}  // namespace roster::sis::testing
