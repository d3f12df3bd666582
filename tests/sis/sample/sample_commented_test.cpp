// Up to three users: the examples for whoever writes an export.
#include <set>

#include "tests/sis/samples.hpp"
#include "users/model/fields.hpp"
#include "users/model/shape.hpp"

namespace roster::sis {
namespace {

/// The elements that stand on no line with a comment.
std::set<std::string> uncommented(const std::string& feed) {
  std::set<std::string> all, commented;
  for (std::size_t at = 0; at < feed.size();) {
    const std::size_t end = feed.find('\n', at);
    const std::string line = feed.substr(at, end - at);
    const std::size_t start = line.find_first_not_of(' ');
    at = end + 1;
    if (start == std::string::npos || line[start] != '<' || !std::isalpha(line[start + 1]))
      continue;
    const std::string name = line.substr(start + 1, line.find_first_of(" />", start) - start - 1);
    all.insert(name);
    if (line.find("<!-- ") != std::string::npos) commented.insert(name);
  }
  for (const std::string& name : commented) all.erase(name);
  return all;
}

/// The members of a list item (and of what it holds) that have no value.
template <class T>
std::vector<std::string> absent_members(const T& item) {
  std::vector<std::string> names;
  for_each_member<T>([&](const auto& member) {
    using V = typename std::decay_t<decltype(member)>::Value;
    // false is as much of a value as true, but only an element can say it
    if constexpr (std::is_same_v<V, bool>)
      if (member.where == Where::element) return;
    if (is_absent(item.*member.pointer)) names.emplace_back(member.name);
  });
  return names;
}

using Names = std::vector<std::string>;

TEST(CommentedSample, one_user_shows_every_element_of_v2) {
  const User user =
      read_valid(sample({.version = FormatVersion::v2, .users = 1}), FormatVersion::v2).at(0);
  EXPECT_EQ(absent_members(user), Names());
  EXPECT_EQ(absent_members(user.addresses.at(0)), Names());
  EXPECT_EQ(absent_members(user.emails.at(0)), Names());
  EXPECT_EQ(absent_members(user.phones.at(0)), Names());
  EXPECT_EQ(absent_members(user.user_identifiers.at(0)), Names());
  EXPECT_EQ(absent_members(user.user_blocks.at(0)), Names());
  EXPECT_EQ(absent_members(user.user_notes.at(0)), Names());
  EXPECT_EQ(absent_members(user.user_statistics.at(0)), Names());
  EXPECT_EQ(absent_members(user.library_notices.at(0)), Names());
}

TEST(CommentedSample, one_user_shows_every_element_of_v1_that_a_load_reads) {
  const User user =
      read_valid(sample({.version = FormatVersion::v1, .users = 1}), FormatVersion::v1).at(0);
  // What V.1 cannot say, and what the profile decides.
  EXPECT_EQ(absent_members(user),
            (Names{"cataloger_level", "external_id", "library_notices", "source_link_id",
                   "source_institution_code", "linking_id", "pref_first_name", "pref_middle_name",
                   "pref_last_name", "pref_name_suffix", "is_researcher"}));
  EXPECT_EQ(absent_members(user.addresses.at(0)), Names());
  EXPECT_EQ(absent_members(user.emails.at(0)), Names());
  EXPECT_EQ(absent_members(user.phones.at(0)), Names());
  EXPECT_EQ(absent_members(user.user_identifiers.at(0)), Names());
  EXPECT_EQ(absent_members(user.user_blocks.at(0)),
            (Names{"created_date", "expiry_date", "item_loan_id"}));
  EXPECT_EQ(absent_members(user.user_notes.at(0)), Names{"created_date"});
  EXPECT_EQ(absent_members(user.user_statistics.at(0)), Names{"category_type"});
}

TEST(CommentedSample, every_element_is_explained_but_the_bare_items_of_lists) {
  EXPECT_EQ(uncommented(sample({.version = FormatVersion::v2, .users = 1})),
            (std::set<std::string>{"library_notice", "rs_library", "user", "user_block",
                                   "user_identifier", "user_note", "user_statistic", "users"}));
  EXPECT_EQ(uncommented(sample({.version = FormatVersion::v1, .users = 1})),
            (std::set<std::string>{"userBlock", "userCategory", "userIdentifier", "userNote",
                                   "userRecord", "userRecords"}));
}

TEST(CommentedSample, each_user_is_somebody_else_and_both_versions_mean_the_same_people) {
  const auto v1 = read_valid(sample({.version = FormatVersion::v1, .users = 3}), FormatVersion::v1);
  const auto v2 = read_valid(sample({.version = FormatVersion::v2, .users = 3}), FormatVersion::v2);
  std::set<std::string> ids, barcodes;
  ASSERT_EQ(v1.size(), 3U);
  ASSERT_EQ(v2.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    ids.insert(v2[i].primary_id);
    barcodes.insert(v2[i].user_identifiers.at(0).value);
    for (const Field field : {Field::primary_id, Field::first_name, Field::middle_name,
                              Field::last_name, Field::pin_number, Field::birth_date,
                              Field::expiry_date, Field::purge_date, Field::job_description}) {
      EXPECT_EQ(display_field(v1[i], field), display_field(v2[i], field));
    }
    EXPECT_EQ(v1[i].user_group.value, v2[i].user_group.value);
    EXPECT_EQ(v1[i].user_identifiers.at(0).value, v2[i].user_identifiers.at(0).value);
    EXPECT_EQ(v1[i].emails.at(0).email_address, v2[i].emails.at(0).email_address);
    EXPECT_EQ(v1[i].status.value, v2[i].status.value);
  }
  EXPECT_EQ(ids.size(), 3U);
  EXPECT_EQ(barcodes.size(), 3U);
}

TEST(CommentedSample, two_users_are_the_first_two_of_three) {
  for (const FormatVersion version : {FormatVersion::v1, FormatVersion::v2}) {
    const auto three = read_valid(sample({.version = version, .users = 3}), version);
    const auto two = read_valid(sample({.version = version, .users = 2}), version);
    EXPECT_EQ(two, std::vector<User>(three.begin(), three.begin() + 2));
  }
}

TEST(CommentedSample, no_users_make_an_empty_feed) {
  EXPECT_EQ(sample({.version = FormatVersion::v2, .users = 0}),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<users>\n</users>\n");
  EXPECT_EQ(sample({.version = FormatVersion::v1, .users = 0}),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<userRecords xmlns=\"http://com/exlibris/digitool/repository/extsystem/xmlbeans\">\n"
            "</userRecords>\n");
}

}  // namespace
}  // namespace roster::sis
