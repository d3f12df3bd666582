// The end of a feed counts, not the order of its records: people exchange ids, pass them round, and
// take them from those who left.
#include <algorithm>
#include <numeric>
#include <random>

#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

class Exchange : public LoadTest {
 protected:
  std::string card(std::string_view id) { return field(id, "user_identifiers"); }
  static std::string card_of(std::string_view value) {
    return fmt::format("1 user_identifier: BARCODE, {}", value);
  }
  static std::string two_cards(std::string_view one, std::string_view other) {
    return element("user_identifiers",
                   identifier_xml("BARCODE", one) + identifier_xml("BARCODE", other));
  }
};

TEST_F(Exchange, two_people_exchange_their_barcodes) {
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  const std::string night = users(person("ada", barcode("200")) + person("bob", barcode("100")));
  EXPECT_EQ(load(night).summary(),
            "completed_successfully: 2 processed, 0 created, 2 updated, 0 unchanged, 0 rejected");
  EXPECT_EQ(card("ada"), card_of("200"));
  EXPECT_EQ(card("bob"), card_of("100"));
  EXPECT_EQ(load(night).summary(),
            "completed_successfully: 2 processed, 0 created, 0 updated, 2 unchanged, 0 rejected");
}

TEST_F(Exchange, three_pass_their_barcodes_round) {
  load(users(person("a", barcode("1")) + person("b", barcode("2")) + person("c", barcode("3"))));
  const Ended ended = load(
      users(person("a", barcode("2")) + person("b", barcode("3")) + person("c", barcode("1"))));
  EXPECT_EQ(ended.lines, updated("a", R"("user_identifiers")") +
                             updated("b", R"("user_identifiers")") +
                             updated("c", R"("user_identifiers")"));
  EXPECT_EQ(card("c"), card_of("1"));
}

TEST_F(Exchange, a_barcode_given_up_later_in_the_feed_is_free) {
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  const Ended ended = load(users(person("bob", barcode("100")) + person("ada", barcode("300"))));
  EXPECT_EQ(ended.lines,
            updated("ada", R"("user_identifiers")") + updated("bob", R"("user_identifiers")"));
  EXPECT_EQ(card("bob"), card_of("100"));
}

TEST_F(Exchange, a_newcomer_gets_what_somebody_gives_up_later) {
  load(users(person("ada", barcode("100"))));
  EXPECT_EQ(load(users(person("new", barcode("100")) + person("ada"))).lines,
            updated("ada", R"("user_identifiers")") + created("new"));
}

TEST_F(Exchange, who_waits_keeps_the_dates_that_cannot_be_read) {
  load(users(person("ada", "<expiry_date>2031-01-01</expiry_date>" + barcode("100")) +
             person("bob", barcode("200"))));
  load(users(person("ada", "<expiry_date>01/02/2031</expiry_date>" + barcode("200")) +
             person("bob", barcode("100"))));
  EXPECT_EQ(card("ada"), card_of("200"));
  EXPECT_EQ(field("ada", "expiry_date"), "2031-01-01");
}

TEST_F(Exchange, an_id_becomes_a_primary_id_and_the_other_way) {
  profile_.synchronize.match = "UNIV_ID";
  const auto people = [](std::string_view one, std::string_view other) {
    return users(person(one, element("user_identifiers", identifier_xml("UNIV_ID", "u1") +
                                                             identifier_xml("NET", other))) +
                 person("eve", identifiers("UNIV_ID", "u2")));
  };
  load(people("ada", "100"));
  EXPECT_EQ(load(people("100", "ada")).job.counts.at("updated"), 1);
  EXPECT_EQ(field("100", "user_identifiers"), "2 user_identifiers: UNIV_ID, u1; NET, ada");
}

TEST_F(Exchange, primary_ids_are_exchanged_by_people_known_otherwise) {
  profile_.synchronize.match = "BARCODE";
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  const Ended ended = load(users(person("bob", barcode("100")) + person("ada", barcode("200"))));
  EXPECT_EQ(ended.lines, updated("bob", R"("primary_id")") + updated("ada", R"("primary_id")"));
  EXPECT_EQ(card("bob"), card_of("100"));
}

TEST_F(Exchange, a_record_that_is_ambiguous_is_about_the_person_nobody_else_is_about) {
  profile_.synchronize.match = "BARCODE";
  load(users(person("ada", two_cards("100", "101")) + person("bob", barcode("200"))));
  const Ended ended =
      load(users(person("bob", two_cards("101", "200")) + person("ada", barcode("100"))));
  EXPECT_EQ(ended.summary(),
            "completed_successfully: 2 processed, 0 created, 2 updated, 0 unchanged, 0 rejected");
  EXPECT_EQ(card("bob"), "2 user_identifiers: BARCODE, 101; BARCODE, 200");
}

// What cannot be ---------------------------------------------------------------------------------

TEST_F(Exchange, who_keeps_an_id_comes_first_wherever_the_record_stands) {
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  const Ended ended = load(users(person("bob", barcode("100")) +
                                 person("ada", "<last_name>King</last_name>" + barcode("100"))));
  EXPECT_EQ(ended.lines,
            taken("bob", "BARCODE", "100", "in this feed") + updated("ada", R"("last_name")"));
}

TEST_F(Exchange, one_rejected_record_gives_nothing_up_and_nobody_gets_it) {
  load(users(person("ada", barcode("1")) + person("bob", barcode("2")) +
             person("eve", barcode("3")) + person("staff", barcode("9"))));
  const Ended ended = load(users(person("ada", barcode("2")) + person("bob", barcode("3")) +
                                 person("eve", two_cards("1", "9"))));
  EXPECT_EQ(ended.lines, taken("ada", "BARCODE", "2", "by user bob") +
                             taken("bob", "BARCODE", "3", "by user eve") +
                             taken("eve", "BARCODE", "9", "by user staff"));
}

TEST_F(Exchange, of_two_who_want_a_barcode_that_becomes_free_the_first_gets_it) {
  load(users(person("ada", barcode("100"))));
  const Ended ended =
      load(users(person("bob", barcode("100")) + person("eve", barcode("100")) + person("ada")));
  EXPECT_EQ(ended.lines, updated("ada", R"("user_identifiers")") + created("bob") +
                             taken("eve", "BARCODE", "100", "in this feed"));
}

TEST_F(Exchange, of_two_records_for_a_person_who_waits_the_first_counts) {
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  const Ended ended = load(users(person("ada", barcode("200")) + person("ada", barcode("300")) +
                                 person("bob", barcode("100"))));
  EXPECT_EQ(ended.lines, updated("ada", R"("user_identifiers")") +
                             taken("ada", "primary_id", "ada", "in this feed") +
                             updated("bob", R"("user_identifiers")"));
  EXPECT_EQ(card("ada"), card_of("200"));
}

TEST_F(Exchange, the_second_record_counts_when_the_first_is_rejected) {
  load(users(person("ada", barcode("100")) + person("bob", barcode("200"))));
  const Ended ended = load(users(person("ada", barcode("200")) + person("ada", barcode("300"))));
  EXPECT_EQ(ended.lines, taken("ada", "BARCODE", "200", "by user bob") +
                             updated("ada", R"("user_identifiers")"));
  EXPECT_EQ(card("ada"), card_of("300"));
}

// Whom a full feed no longer has -----------------------------------------------------------------

class Merge : public Exchange {
 protected:
  Merge() {
    profile_.full = true;
    load(users(person("p1", barcode("100")) + person("p2", barcode("200"))));
  }
  const std::string kSurvivor = users(person("p2", two_cards("100", "200")));
  const std::string kTaken = taken("p2", "BARCODE", "100", "by user p1");
};

TEST_F(Merge, the_survivor_gets_the_card_of_who_left) {
  const Ended ended = load(kSurvivor);
  EXPECT_EQ(
      ended.lines,
      R"({"outcome":"moved","primary_id":"p1","fields":["user_identifiers"]})"
      "\n"
      R"({"outcome":"updated","primary_id":"p2","line":1,"fields":["user_identifiers"],)"
      R"("warnings":[{"code":"identifier_moved","line":1,"message":"Identifier of type BARCODE )"
      R"(and value 100 moves from user p1, who is no longer in the feed, to user p2"}]})"
      "\n");
  EXPECT_EQ(card("p1"), "");
  EXPECT_EQ(card("p2"), "2 user_identifiers: BARCODE, 100; BARCODE, 200");
  undo(last_.number);
  EXPECT_EQ(card("p1"), card_of("100"));
  EXPECT_EQ(card("p2"), card_of("200"));
}

TEST_F(Merge, a_feed_of_changes_does_not_tell_who_left) {
  profile_.full = false;
  EXPECT_EQ(load(kSurvivor).lines, kTaken);
  profile_.full = true;
  request_.extent = sis::Extent::partial;
  EXPECT_EQ(load(kSurvivor).lines, kTaken);
}

TEST_F(Merge, a_primary_id_does_not_move) {
  EXPECT_EQ(load(users(person("p2", barcode("p1")))).lines,
            taken("p2", "BARCODE", "p1", "by user p1"));
}

TEST_F(Merge, who_has_a_damaged_record_has_not_left) {
  const Ended ended =
      load(users(person("p2", two_cards("100", "200")) +
                 "<user><primary_id>p1</primary_id><last_name>R&D</last_name></user>"));
  EXPECT_EQ(ended.job.counts.at("rejected"), 2);
  EXPECT_EQ(card("p1"), card_of("100"));
}

TEST_F(Merge, nobody_has_left_for_sure_when_a_record_does_not_say_whose_it_is) {
  const Ended ended = load(users(person("p2", two_cards("100", "200")) + "<user>&</user>"));
  EXPECT_EQ(ended.job.counts.at("rejected"), 2);
  EXPECT_EQ(card("p1"), card_of("100"));
}

TEST_F(Merge, a_card_that_staff_gave_out_stays) {
  set("p1", "user_identifier:CARD", "500");
  EXPECT_EQ(load(users(person("p2", two_cards("500", "200")))).lines,
            taken("p2", "BARCODE", "500", "by user p1"));
}

TEST_F(Merge, people_of_another_profile_and_of_the_librarys_own_keep_theirs) {
  set("p1", "account_type", "INTERNAL");
  EXPECT_EQ(load(kSurvivor).lines, kTaken);
  set("p1", "account_type", "EXTERNAL");
  set("p1", "external_id", "HR");
  EXPECT_EQ(load(kSurvivor).lines, kTaken);
}

// Any order --------------------------------------------------------------------------------------

/// So many people, each with one of as many barcodes and names; both change hands.
class AnyOrder : public ::testing::TestWithParam<unsigned> {};

std::vector<int> shuffled(int n, std::mt19937& dice) {
  std::vector<int> all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), 0);
  for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[dice() % i]);
  return all;
}

/// Person i has the key k<i>, the primary id p<names[i]> and the barcode b<cards[i]>; the records
/// stand in this order.
std::string night_of(const std::vector<int>& names, const std::vector<int>& cards,
                     const std::vector<int>& order) {
  std::string records;
  for (const int i : order) {
    const auto at = static_cast<std::size_t>(i);
    records += person(
        fmt::format("p{}", names[at]),
        element("user_identifiers", identifier_xml("KEY", fmt::format("k{}", i)) +
                                        identifier_xml("BARCODE", fmt::format("b{}", cards[at]))));
  }
  return users(records);
}

TEST_P(AnyOrder, of_records_gives_the_same_end) {
  constexpr int kPeople = 40;
  std::mt19937 dice(GetParam());
  std::vector<int> sorted(kPeople);
  std::iota(sorted.begin(), sorted.end(), 0);
  LoadWorld in_order, mixed;
  for (LoadWorld* world : {&in_order, &mixed}) {
    world->profile_.synchronize.match = "KEY";
    world->load(night_of(sorted, sorted, sorted));
  }
  for (int night = 0; night < 3; ++night) {
    const std::vector<int> names = shuffled(kPeople, dice), cards = shuffled(kPeople, dice);
    const Ended ended = in_order.load(night_of(names, cards, sorted));
    EXPECT_EQ(ended.job.counts.at("rejected"), 0);
    mixed.load(night_of(names, cards, shuffled(kPeople, dice)));
    EXPECT_EQ(mixed.dump(), in_order.dump());
    for (int i = 0; i < kPeople; ++i)
      EXPECT_EQ(mixed.field(fmt::format("k{}", i), "primary_id"),
                fmt::format("p{}", names[static_cast<std::size_t>(i)]));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyOrder, ::testing::Range(0U, 8U));

TEST(Exchanges, larger_than_any_batch_are_applied) {
  constexpr int kPeople = 3000;
  std::vector<int> sorted(kPeople), moved(kPeople);
  std::iota(sorted.begin(), sorted.end(), 0);
  for (int i = 0; i < kPeople; ++i) moved[static_cast<std::size_t>(i)] = (i + 1) % kPeople;
  LoadWorld world;
  world.profile_.synchronize.match = "KEY";
  world.profile_.guard.updated = 1;
  world.load(night_of(sorted, sorted, sorted));
  EXPECT_EQ(world.load(night_of(moved, moved, sorted)).job.counts.at("updated"), kPeople);
  EXPECT_EQ(world.field("k2999", "user_identifiers"),
            "2 user_identifiers: KEY, k2999; BARCODE, b0");
}

}  // namespace
}  // namespace roster::test
