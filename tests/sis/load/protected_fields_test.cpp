// Fields that staff may take out of the SIS's hands: Alma's protected group and preferred names.
#include "tests/support/load_fixture.hpp"

namespace roster::test {
namespace {

/// A protected field, with three values as the feed writes and as staff type them.
struct Protected {
  const char* name;
  std::string (*in_feed)(const char* value);  // the element
  const char* values[3];                      // what staff type; also what the feed says
};

std::string plain(const char* name, const char* value) { return element(name, value); }

std::string notice(const char* value) {  // CODE=true
  const std::string text = value;
  const auto equals = text.find('=');
  return element("library_notices",
                 element("library_notice", element("code", text.substr(0, equals)) +
                                               element("value", text.substr(equals + 1))));
}

#define PLAIN(field) [](const char* value) { return plain(field, value); }

const Protected kProtected[] = {
    {"user_group", PLAIN("user_group"), {"UNDERGRAD", "VISITOR", "STAFF"}},
    {"job_category", PLAIN("job_category"), {"TUTOR", "DEAN", "CLERK"}},
    {"pin_number", PLAIN("pin_number"), {"1111", "2222", "3333"}},
    {"preferred_language", PLAIN("preferred_language"), {"en", "nb", "fr"}},
    {"campus_code", PLAIN("campus_code"), {"MAIN", "NORTH", "SOUTH"}},
    {"user_title", PLAIN("user_title"), {"MR", "DR", "PROF"}},
    {"rs_libraries",
     [](const char* value) {
       return element("rs_libraries", element("rs_library", element("code", value)));
     },
     {"ILL", "LAW", "MED"}},
    {"library_notices", notice, {"DUE=true", "DUE=false", "HOLD=true"}},
};

#undef PLAIN

void PrintTo(const Protected& field, std::ostream* out) { *out << field.name; }

class ProtectedField : public LoadTest, public ::testing::WithParamInterface<Protected> {
 protected:
  std::string name_ = GetParam().name;

  /// A feed that carries the field's first, second or third value, or an empty element, or nothing.
  std::string with(int value) { return users(user_xml("ada", GetParam().in_feed(typed(value)))); }
  std::string empty() { return users(user_xml("ada", "<" + name_ + "/>")); }
  std::string without() { return users(user_xml("ada")); }

  const char* typed(int value) { return GetParam().values[value]; }
  /// The value as it is shown when the SIS supplies it.
  std::string shown(int value) {
    User other;
    set_field(other, name_, typed(value));
    return display_field(other, field_by_name(name_).value());
  }
  std::string now() { return field("ada", name_); }
  bool is_marked() { return manual_edit(user("ada"), field_by_name(name_).value()) != nullptr; }
};

TEST_P(ProtectedField, follows_the_feed_while_staff_leave_it_alone) {
  load(with(0));
  load(with(1));
  EXPECT_EQ(now(), shown(1));
}

TEST_P(ProtectedField, stays_when_it_is_empty_in_the_feed) {
  load(with(0));
  load(empty());
  EXPECT_EQ(now(), shown(0));
  load(without());
  EXPECT_EQ(now(), shown(0));
}

TEST_P(ProtectedField, stays_as_staff_set_it_though_the_feed_brings_something_new) {
  load(with(0));
  set("ada", name_, typed(1));
  EXPECT_TRUE(is_marked());
  const Ended ended = load(with(2));
  EXPECT_EQ(now(), shown(1));
  EXPECT_TRUE(is_marked());
  EXPECT_EQ(ended.job.counts.at("unchanged"), 1);
}

TEST_P(ProtectedField, stays_as_staff_set_it_though_the_feed_empties_it) {
  load(with(0));
  set("ada", name_, typed(1));
  load(empty());
  EXPECT_EQ(now(), shown(1));
  EXPECT_TRUE(is_marked());
}

TEST_P(ProtectedField, is_the_feeds_again_when_it_brings_what_it_had_supplied_before) {
  load(with(0));
  set("ada", name_, typed(1));
  const Ended ended = load(with(0));
  EXPECT_EQ(now(), shown(0));
  EXPECT_FALSE(is_marked());
  EXPECT_EQ(ended.lines,
            fmt::format(R"({{"outcome":"updated","primary_id":"ada","line":1,"fields":["{0}"],)"
                        R"("released":"{0}","warnings":[{{"code":"no_purge_date","line":1,)"
                        R"("message":"the user has no purge date and will never be purged"}}]}})"
                        "\n",
                        name_));
  load(with(2));
  EXPECT_EQ(now(), shown(2)) << "from then on the feed decides";
}

TEST_P(ProtectedField, emptied_by_staff_stays_empty_until_the_feed_brings_the_old_value) {
  load(with(0));
  unset("ada", name_);
  load(with(1));
  EXPECT_EQ(now(), "");
  load(with(0));
  EXPECT_EQ(now(), shown(0));
}

TEST_P(ProtectedField, remembers_what_the_sis_said_through_several_edits) {
  load(with(0));
  set("ada", name_, typed(1));
  set("ada", name_, typed(2));
  load(with(1));
  EXPECT_EQ(now(), shown(2)) << "the value between was staff's, not the SIS's";
  load(with(0));
  EXPECT_EQ(now(), shown(0));
}

TEST_P(ProtectedField, set_back_by_staff_is_no_longer_protected) {
  load(with(0));
  set("ada", name_, typed(1));
  set("ada", name_, typed(0));
  EXPECT_FALSE(is_marked());
  load(with(2));
  EXPECT_EQ(now(), shown(2));
}

TEST_P(ProtectedField, restored_is_the_feeds_again) {
  load(with(0));
  set("ada", name_, typed(1));
  restore("ada", name_);
  EXPECT_EQ(now(), shown(0));
  load(with(2));
  EXPECT_EQ(now(), shown(2));
}

INSTANTIATE_TEST_SUITE_P(EveryOne, ProtectedField, ::testing::ValuesIn(kProtected),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(ProtectedGroup, is_the_one_alma_protects) {
  std::vector<std::string_view> names, tested;
  for (std::size_t i = 0; i < kFieldCount; ++i)
    if (treatment(static_cast<Field>(i)) == Treatment::guarded)
      names.push_back(field_name(static_cast<Field>(i)));
  for (const Protected& field : kProtected) tested.emplace_back(field.name);
  std::sort(names.begin(), names.end());
  std::sort(tested.begin(), tested.end());
  EXPECT_EQ(names, tested);
}

class Protection : public LoadTest {};

TEST_F(Protection, ends_though_the_feed_labels_the_old_value_otherwise) {
  load(users(user_xml("ada", R"(<user_group desc="Staff">STAFF</user_group>)")));
  set("ada", "user_group", "VISITOR");
  load(users(user_xml("ada", R"(<user_group desc="Employees">STAFF</user_group>)")));
  EXPECT_EQ(field("ada", "user_group"), "STAFF (Employees)");
}

TEST_F(Protection, of_one_field_leaves_the_others_to_the_feed) {
  load(users(user_xml("ada", "<user_group>A</user_group><campus_code>X</campus_code>")));
  set("ada", "user_group", "B");
  load(users(user_xml("ada", "<user_group>C</user_group><campus_code>Y</campus_code>")));
  EXPECT_EQ(field("ada", "user_group"), "B");
  EXPECT_EQ(field("ada", "campus_code"), "Y");
}

// Preferred names --------------------------------------------------------------------------------

class PreferredName : public LoadTest, public ::testing::WithParamInterface<const char*> {
 protected:
  std::string with(std::string_view value) {
    return users(user_xml("ada", element(GetParam(), value)));
  }
  std::string now() { return field("ada", GetParam()); }
};

TEST_P(PreferredName, follows_the_feed_and_is_cleared_by_it) {
  load(with("one"));
  EXPECT_EQ(now(), "one");
  load(with("two"));
  EXPECT_EQ(now(), "two");
  load(users(user_xml("ada")));
  EXPECT_EQ(now(), "");
}

TEST_P(PreferredName, changed_by_hand_stays_until_it_is_restored) {
  load(with("one"));
  set("ada", GetParam(), "mine");
  load(with("two"));
  EXPECT_EQ(now(), "mine");
  load(users(user_xml("ada")));
  EXPECT_EQ(now(), "mine") << "against a blank value, too";
  load(with("one"));
  EXPECT_EQ(now(), "mine") << "even when the old value comes back";
  restore("ada", GetParam());
  load(with("two"));
  EXPECT_EQ(now(), "two");
}

TEST_P(PreferredName, emptied_by_hand_stays_empty) {
  load(with("one"));
  unset("ada", GetParam());
  load(with("two"));
  EXPECT_EQ(now(), "");
}

INSTANTIATE_TEST_SUITE_P(EveryOne, PreferredName,
                         ::testing::Values("pref_first_name", "pref_middle_name", "pref_last_name",
                                           "pref_name_suffix"),
                         [](const auto& tested) { return std::string(tested.param); });

}  // namespace
}  // namespace roster::test
