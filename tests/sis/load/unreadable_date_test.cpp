// A date that is written and cannot be read is not an absent one: what is stored of it stays.
#include "tests/support/load_fixture.hpp"

namespace roster::test {
namespace {

class UnreadableDate : public LoadTest {
 protected:
  /// Somebody valid until 2031, to be purged in 2032; the policy would say another day.
  UnreadableDate() { load(ada("2031-06-30", "2032-06-30")); }

  static std::string ada(std::string_view expiry, std::string_view purge) {
    return users(user_xml("ada", element("expiry_date", expiry) + element("purge_date", purge)));
  }
  std::string dates() { return field("ada", "expiry_date") + ' ' + field("ada", "purge_date"); }
  std::string warning(const Ended& ended) {
    const auto start = ended.lines.find(R"("code":"bad_date")");
    const auto message = ended.lines.find(R"("message":")", start);
    return start == std::string::npos
               ? "none"
               : ended.lines.substr(message + 11, ended.lines.find("\"}", message) - message - 11);
  }
};

TEST_F(UnreadableDate, WithATimeOfDayIsReadAsItsDay) {
  const Ended ended = load(ada("2033-06-30T00:00:00", "2034-06-30"));
  EXPECT_EQ(dates(), "2033-06-30 2034-06-30");
  EXPECT_EQ(warning(ended), "expiry_date: '2033-06-30T00:00:00' read as 2033-06-30");
}

TEST_F(UnreadableDate, LeavesTheStoredOneAndBringsNoPurgeDate) {
  const Ended ended = load(ada("11/22/2026", "2026-01-01"));
  EXPECT_EQ(dates(), "2031-06-30 2032-06-30");
  EXPECT_EQ(warning(ended), "expiry_date: '11/22/2026' is not a date; ignored");
  EXPECT_EQ(ended.job.counts.at("unchanged"), 1);
}

TEST_F(UnreadableDate, OfPurgeLeavesTheStoredOneThoughAPolicyHasAnother) {
  profile_.purge_date.overrule_feed = true;
  load(ada("2033-06-30", "soon"));
  EXPECT_EQ(dates(), "2033-06-30 2032-06-30");
}

TEST_F(UnreadableDate, IsWhatADatabaseWritesForNoValue) {
  for (const char* null :
       {"0001-01-01", "1753-01-01Z", "18991230", "1900-01-01T00:00:00", "1970-01-01+02:00"}) {
    load(ada(null, ""));
    EXPECT_EQ(dates(), "2031-06-30 2032-06-30") << null;
    load(ada("2031-06-30", null));
    EXPECT_EQ(dates(), "2031-06-30 2032-06-30") << null;
  }
  EXPECT_EQ(warning(load(ada("1900-01-01", ""))),
            R"(expiry_date: 1900-01-01 is a database's \"no value\", not a date; ignored)");
}

TEST_F(UnreadableDate, IsNoBirthday) {
  load(users(user_xml("bob", element("birth_date", "1970-01-01"))));
  EXPECT_EQ(field("bob", "birth_date"), "1970-01-01");
  load(users(user_xml("bob", element("birth_date", "01/01/1970"))));
  EXPECT_EQ(field("bob", "birth_date"), "1970-01-01");
  load(users(user_xml("bob")));
  EXPECT_EQ(field("bob", "birth_date"), "");
}

TEST_F(UnreadableDate, GivesANewUserNoPurgeDate) {
  load(users(
      user_xml("bob", element("expiry_date", "30.06.2020") + element("purge_date", "2021-01-01"))));
  EXPECT_EQ(field("bob", "expiry_date") + field("bob", "purge_date"), "");
}

TEST_F(UnreadableDate, IsTheFirstOfTwo) {
  load(users(user_xml("ada", element("expiry_date", "Z") + element("expiry_date", "2020-01-01"))));
  EXPECT_EQ(dates(), "2031-06-30 2032-06-30");
}

TEST_F(UnreadableDate, IsUnreadableToStrictReadingToo) {
  profile_.reading = sis::Reading::strict;
  load(ada("1900-01-01", "2026-01-01"));
  EXPECT_EQ(dates(), "2031-06-30 2032-06-30");
  load(ada("12014-12-31", "2026-01-01"));
  EXPECT_EQ(dates(), "2031-06-30 2032-06-30");
}

TEST_F(UnreadableDate, OfAnAddressLeavesThatOfTheSameAddress) {
  const auto feed = [](std::string_view first, std::string_view second) {
    const auto address = [](std::string_view line, std::string_view end) {
      return "<address>" + element("line1", line) + element("city", "Oslo") +
             element("end_date", end) + element("address_types", element("address_type", "home")) +
             "</address>";
    };
    return users(user_xml(
        "cy", element("contact_info",
                      element("addresses", address("1 Way", first) + address("2 Way", second)))));
  };
  load(feed("2030-01-01", "2031-01-01"));
  load(feed("2029-01-01", "soon"));
  const User cy = user("cy");
  ASSERT_EQ(cy.addresses.size(), 2U);
  EXPECT_EQ(format_day(cy.addresses[0].end_date.value()), "2029-01-01");
  EXPECT_EQ(format_day(cy.addresses[1].end_date.value()), "2031-01-01");
}

TEST_F(UnreadableDate, WhereAMomentBelongsADayIsTaken) {
  const auto created = [&](std::string_view text) {
    load(users(user_xml(
        "dan", element("user_notes", element("user_note", element("note_type", "LIBRARY") +
                                                              element("note_text", text) +
                                                              element("created_date", text))))));
    return user("dan").user_notes.at(0).created_date.text;
  };
  EXPECT_EQ(created("2026-11-22"), "2026-11-22T00:00:00Z");
  EXPECT_EQ(created("2026-11-22T24:00:00Z"), "2026-11-22T24:00:00Z");
  EXPECT_EQ(created("2026-11-22 10:00:00"), "2026-11-22T10:00:00");
  EXPECT_EQ(created("11/22/2026"), "");
}

TEST_F(UnreadableDate, NeverIsNotReachedByAPolicy) {
  load(users(user_xml("eve", element("expiry_date", "9999-12-31"))));
  EXPECT_EQ(field("eve", "purge_date"), "");
  load(users(user_xml("fay", element("expiry_date", "9998-12-31"))));
  EXPECT_EQ(field("fay", "purge_date"), "9999-12-31");
}

}  // namespace
}  // namespace roster::test
