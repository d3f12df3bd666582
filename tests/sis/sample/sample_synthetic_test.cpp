// More than three users: lifelike feeds for tests, benchmarks and the demo.
#include <algorithm>
#include <map>
#include <set>

#include "tests/sis/samples.hpp"
#include "users/model/fields.hpp"

namespace roster::sis {
namespace {

constexpr FormatVersion kBoth[] = {FormatVersion::v1, FormatVersion::v2};

std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

std::vector<User> people(std::uint64_t count, std::uint64_t night, std::uint64_t seed = 1) {
  std::vector<User> users;
  for (std::uint64_t i = 0; i < count; ++i)
    if (auto user = synthetic_user(seed, i, night)) users.push_back(std::move(*user));
  return users;
}

TEST(SyntheticSample, the_same_options_give_the_same_bytes_on_every_machine) {
  EXPECT_EQ(fnv1a(sample({.version = FormatVersion::v1, .users = 1000})), 6822074641974985585U);
  EXPECT_EQ(fnv1a(sample({.version = FormatVersion::v2, .users = 1000})), 8983328439535668409U);
  EXPECT_EQ(fnv1a(sample({.version = FormatVersion::v2, .users = 1000, .seed = 7, .night = 3})),
            864496304884801706U);
}

TEST(SyntheticSample, records_are_valid_give_no_warning_and_read_back_as_they_were_meant) {
  const std::string feed = sample({.version = FormatVersion::v2, .users = 500});
  EXPECT_EQ(read_valid(feed, FormatVersion::v2), people(500, 0));
}

TEST(SyntheticSample, records_are_so_plain_that_no_schema_need_be_asked) {
  const std::string feed = sample({.users = 100});
  pugi::xml_document document;
  ASSERT_TRUE(document.load_buffer(feed.data(), feed.size()));
  for (const pugi::xml_node record : document.child("users")) {
    User user;
    std::vector<pugi::xml_node> unread;
    EXPECT_TRUE(read_v2(record, Reading::strict, Trust::check, user, unread));
  }
}

TEST(SyntheticSample, v1_says_the_same_but_for_descriptions) {
  const std::string feed = sample({.version = FormatVersion::v1, .users = 500});
  std::vector<User> expected = people(500, 0);
  for (User& user : expected) {
    for (Coded* code : {&user.user_title, &user.gender, &user.user_group, &user.campus_code,
                        &user.preferred_language, &user.status})
      code->desc.clear();
    for (Address& address : user.addresses) {
      address.country.desc.clear();
      for (Coded& type : address.types) type.desc.clear();
    }
    for (Email& email : user.emails)
      for (Coded& type : email.types) type.desc.clear();
    for (Phone& phone : user.phones)
      for (Coded& type : phone.types) type.desc.clear();
    for (Identifier& identifier : user.user_identifiers) identifier.id_type.desc.clear();
    for (Note& note : user.user_notes) note.note_type.desc.clear();
    for (Statistic& statistic : user.user_statistics) statistic.statistic_category.desc.clear();
    for (Block& block : user.user_blocks) block.block_type.desc = block.block_description.desc = "";
  }
  EXPECT_EQ(read_valid(feed, FormatVersion::v1), expected);
}

TEST(SyntheticSample, a_larger_feed_begins_with_the_smaller_one) {
  for (const FormatVersion version : kBoth) {
    const std::string small = sample({.version = version, .users = 40});
    const std::string large = sample({.version = version, .users = 90});
    const std::size_t root_end = small.rfind("</");
    EXPECT_EQ(large.substr(0, root_end), small.substr(0, root_end));
  }
}

TEST(SyntheticSample, another_seed_gives_other_people_under_the_same_ids) {
  const auto ours = people(200, 0, 1);
  const auto others = people(200, 0, 2);
  std::size_t alike = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_EQ(ours[i].primary_id, others[i].primary_id);
    alike += ours[i] == others[i];
  }
  EXPECT_EQ(alike, 0U);
}

TEST(SyntheticSample, no_two_people_share_an_identifier) {
  std::set<std::string> ids;
  std::map<std::string, std::set<std::string>> values;
  for (const User& user : people(5000, 0)) {
    ids.insert(user.primary_id);
    for (const Identifier& id : user.user_identifiers) values[id.id_type.value].insert(id.value);
  }
  EXPECT_EQ(ids.size(), 5000U);
  EXPECT_EQ(values.size(), 2U);
  EXPECT_EQ(values["BARCODE"].size(), 5000U);
  EXPECT_EQ(values["UNIV_ID"].size(), 5000U);
}

TEST(SyntheticSample, a_user_takes_as_much_room_as_in_real_exports) {
  for (const FormatVersion version : kBoth) {
    const std::size_t bytes = sample({.version = version, .users = 1000}).size() / 1000;
    EXPECT_GE(bytes, 1500U);
    EXPECT_LE(bytes, 2500U);
  }
}

TEST(SyntheticSample, people_are_as_mixed_as_at_a_university) {
  std::map<std::string, int> groups, statuses;
  std::set<int> expiry_years;
  int many_emails = 0, non_ascii = 0;
  for (const User& user : people(5000, 0)) {
    ++groups[user.user_group.value];
    ++statuses[user.status.value];
    expiry_years.insert(int(std::chrono::year_month_day(*user.expiry_date).year()));
    EXPECT_LT(user.expiry_date, user.purge_date);
    EXPECT_EQ(user.addresses.size(), 2U);
    many_emails += user.emails.size() > 1;
    non_ascii += std::any_of(user.last_name.begin(), user.last_name.end(),
                             [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  }
  EXPECT_EQ(groups.size(), 5U);
  EXPECT_GT(groups["UNDERGRAD"], 2000);
  EXPECT_GT(groups["FACULTY"], 200);
  EXPECT_NEAR(statuses["INACTIVE"], 250, 60);
  EXPECT_EQ(statuses["ACTIVE"] + statuses["INACTIVE"], 5000);
  EXPECT_GT(expiry_years.size(), 10U);
  EXPECT_GT(many_emails, 500);
  EXPECT_GT(non_ascii, 1000);
}

/// What happened between two nights: fields changed together → how often; people who left; new.
struct Night {
  std::map<std::string, int> changes;
  int left = 0;
  int came = 0;
};

Night between(const std::vector<User>& before, const std::vector<User>& after) {
  std::map<std::string, const User*> known;
  for (const User& user : before) known[user.primary_id] = &user;
  Night night;
  for (const User& user : after) {
    const auto found = known.find(user.primary_id);
    if (found == known.end()) {
      ++night.came;
      continue;
    }
    std::string names;
    for (const std::string_view name : field_names(differing_fields(*found->second, user)))
      names += std::string(name) + ' ';
    if (!names.empty()) ++night.changes[names];
    known.erase(found);
  }
  night.left = static_cast<int>(known.size());
  return night;
}

TEST(SyntheticSample, each_night_one_in_a_hundred_changes_and_one_in_a_thousand_leaves) {
  constexpr std::uint64_t kUsers = 10'000;
  std::vector<User> before = people(kUsers, 0);
  for (const std::uint64_t night : {1U, 2U, 3U}) {
    const std::vector<User> after = people(kUsers, night);
    const Night seen = between(before, after);
    int changed = 0;
    for (const auto& [names, count] : seen.changes) changed += count;
    EXPECT_NEAR(changed, 100, 30);
    EXPECT_NEAR(seen.left, 10, 9);
    EXPECT_EQ(seen.came, 0);
    EXPECT_GT(seen.changes.at("phones "), 10);
    EXPECT_GT(seen.changes.at("addresses "), 10);
    EXPECT_GT(seen.changes.at("expiry_date purge_date "), 10);
    before = after;
  }
}

TEST(SyntheticSample, each_night_two_in_a_thousand_are_new_at_the_end) {
  const auto first = read_valid(sample({.users = 3000}), FormatVersion::v2);
  const auto second = read_valid(sample({.users = 3000, .night = 1}), FormatVersion::v2);
  const Night seen = between(first, second);
  EXPECT_EQ(seen.came, 6);
  EXPECT_EQ(second.size(), first.size() - static_cast<std::size_t>(seen.left) + 6);
  EXPECT_EQ(second.back().primary_id, "s1003005");
  EXPECT_GT(seen.changes.at("phones "), 0);
}

TEST(SyntheticSample, whoever_left_does_not_come_back) {
  std::set<std::string> tenth;
  for (const User& user : people(5000, 10)) tenth.insert(user.primary_id);
  std::set<std::string> ninth;
  for (const User& user : people(5000, 9)) ninth.insert(user.primary_id);
  EXPECT_LT(tenth.size(), ninth.size());
  EXPECT_TRUE(std::includes(ninth.begin(), ninth.end(), tenth.begin(), tenth.end()));
}

TEST(SyntheticSample, even_a_small_feed_gets_somebody_new_each_night) {
  const auto count = [](std::uint64_t night) {
    return read_valid(sample({.users = 10, .night = night}), FormatVersion::v2).size();
  };
  EXPECT_EQ(count(0), 10U);
  EXPECT_EQ(count(1), 11U);
  EXPECT_EQ(count(2), 12U);
}

TEST(SyntheticSample, a_feed_is_written_in_pieces_of_bounded_size) {
  std::size_t pieces = 0, largest = 0;
  write_sample({.version = FormatVersion::v2, .users = 2000}, [&](std::string_view piece) {
    ++pieces;
    largest = std::max(largest, piece.size());
  });
  EXPECT_GT(pieces, 10U);
  EXPECT_LT(largest, 300'000U);
}

}  // namespace
}  // namespace roster::sis
