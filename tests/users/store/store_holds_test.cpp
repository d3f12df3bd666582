// What every store keeps beside a user: absences, locks, keeps and former ids.
#include <gmock/gmock.h>

#include "tests/users/store/store_engines.hpp"

namespace roster {
namespace {

using test::identifier;
using test::plain_user;
using testing::ElementsAre;
using testing::IsEmpty;

const Day kMonday = test::day(2026, 11, 23), kTuesday = test::day(2026, 11, 24),
          kWednesday = test::day(2026, 11, 25);

class StoreHolds : public test::StoreTest {
 protected:
  void count_absent(JobNumber job, Day day, const std::vector<UserId>& ids) {
    change(job, [&](Transaction& transaction) { transaction.count_absent("SIS", day, ids); });
  }
  void end_absence(JobNumber job, Day day, const std::vector<UserId>& ids) {
    change(job, [&](Transaction& transaction) { transaction.end_absence("SIS", day, ids); });
  }
  std::vector<Absence> absences(std::string_view profile = "SIS") {
    return read()->absences(profile);
  }
  std::vector<UserId> former_owners(std::string_view text) {
    return read()->former_owners({&text, 1}).front();
  }
  std::vector<std::string> former_ids(UserId id) { return read()->former_ids({&id, 1}).front(); }
  void give(UserId id, std::string primary_id, const std::vector<std::string>& barcodes) {
    User user = plain_user(std::move(primary_id));
    for (const std::string& barcode : barcodes)
      user.user_identifiers.push_back(identifier("BARCODE", barcode));
    change(9, [&](Transaction& transaction) { update(transaction, id, user); });
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, StoreHolds, testing::ValuesIn(test::engines()),
                         test::engine_name);

// Absences ------------------------------------------------------------------------------------

TEST_P(StoreHolds, AbsencesAreCountedProfileByProfile) {
  create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  count_absent(2, kMonday, {3, 1});
  count_absent(3, kTuesday, {1});
  change(4, [&](Transaction& transaction) {
    transaction.count_absent("HR", kTuesday, std::vector<UserId>{2});
  });
  EXPECT_THAT(absences(), ElementsAre(Absence{1, 2, kTuesday}, Absence{3, 1, kMonday}));
  EXPECT_THAT(absences("HR"), ElementsAre(Absence{2, 1, kTuesday}));
  EXPECT_THAT(absences("none"), IsEmpty());
}

TEST_P(StoreHolds, WhoIsSeenAgainStartsFromNone) {
  create({plain_user("s1")});
  count_absent(2, kMonday, {1});
  end_absence(3, kTuesday, {1});
  EXPECT_THAT(absences(), ElementsAre(Absence{1, 0, kTuesday}));
  count_absent(4, kWednesday, {1});
  EXPECT_THAT(absences(), ElementsAre(Absence{1, 1, kWednesday}));
}

TEST_P(StoreHolds, WhatAJobCountedIsTakenBackWhateverCameSince) {
  create({plain_user("s1"), plain_user("s2")});
  count_absent(2, kMonday, {1, 2});
  end_absence(3, kTuesday, {1});
  count_absent(3, kTuesday, {2});
  count_absent(4, kWednesday, {1, 2});
  change(5, [&](Transaction& transaction) { transaction.take_back_absences(3, 5); });
  EXPECT_THAT(absences(), ElementsAre(Absence{1, 2, kWednesday}, Absence{2, 2, kWednesday}));
  change(6, [&](Transaction& transaction) { transaction.give_back_absences(5); });
  EXPECT_THAT(absences(), ElementsAre(Absence{1, 1, kWednesday}, Absence{2, 3, kWednesday}));
}

TEST_P(StoreHolds, AbsencesThatDecideNothingAreForgottenWithTheHistory) {
  create({plain_user("s1"), plain_user("s2")});
  count_absent(2, kMonday, {1, 2});
  end_absence(3, kTuesday, {1});
  change(4, [&](Transaction& transaction) { transaction.forget_history_before(kWednesday); });
  EXPECT_THAT(absences(), ElementsAre(Absence{2, 1, kMonday}));
}

// Locks and keeps -----------------------------------------------------------------------------

TEST_P(StoreHolds, LocksAreSetReplacedAndCleared) {
  create({plain_user("s1"), plain_user("s2")});
  change(2, [&](Transaction& transaction) {
    transaction.set_lock(1, Lock{"desk 4", test::at(100)});
    transaction.set_lock(2, Lock{"desk 5", test::at(200)});
  });
  EXPECT_EQ(read()->lock_of(1), (Lock{"desk 4", test::at(100)}));
  change(3, [&](Transaction& transaction) {
    transaction.set_lock(1, Lock{"desk 6", test::at(300)});
    transaction.set_lock(2, std::nullopt);
  });
  EXPECT_EQ(read()->lock_of(1), (Lock{"desk 6", test::at(300)}));
  EXPECT_EQ(read()->lock_of(2), std::nullopt);
}

TEST_P(StoreHolds, KeepsAreSetReplacedAndCleared) {
  create({plain_user("b"), plain_user("a"), plain_user("c")});
  const Keep thesis{"writes a thesis", kMonday, "anna", test::at(100)};
  const Keep court{"court case", {}, "ben", test::at(200)};
  change(2, [&](Transaction& transaction) {
    transaction.set_keep(1, thesis);
    transaction.set_keep(2, court);
  });
  EXPECT_THAT(read()->keeps_of(std::vector<UserId>{2, 3, 1}),
              ElementsAre(court, std::nullopt, thesis));
  EXPECT_THAT(read()->kept_users(), ElementsAre(2, 1)) << "by primary id";
  change(3, [&](Transaction& transaction) {
    transaction.set_keep(1, court);
    transaction.set_keep(2, std::nullopt);
  });
  EXPECT_THAT(read()->keeps_of(std::vector<UserId>{1, 2}), ElementsAre(court, std::nullopt));
  EXPECT_THAT(read()->kept_users(), ElementsAre(1));
}

// Former ids ----------------------------------------------------------------------------------

TEST_P(StoreHolds, IdsThatGoAreFormerIds) {
  create({plain_user("s1"), plain_user("s2")});
  give(1, "S1", {"B1", "B2"});
  EXPECT_THAT(former_ids(1), IsEmpty()) << "the same id in another case";
  give(1, "s100", {"B2"});
  EXPECT_THAT(former_ids(1), ElementsAre("B1", "S1"));
  EXPECT_THAT(former_owners("s1"), ElementsAre(1));
  EXPECT_THAT(former_owners("b1"), ElementsAre(1));
  EXPECT_THAT(former_owners("B2"), IsEmpty());
  EXPECT_THAT(former_owners("s100"), IsEmpty());
}

TEST_P(StoreHolds, AnIdThatComesBackIsNoFormerId) {
  create({plain_user("s1")});
  give(1, "s100", {});
  give(1, "s1", {});
  EXPECT_THAT(former_ids(1), ElementsAre("s100"));
}

TEST_P(StoreHolds, AnIdMayHaveSeveralFormerOwners) {
  create({plain_user("s1"), plain_user("s2")});
  give(1, "s1", {"B1"});
  give(1, "s1", {});
  give(2, "s2", {"B1"});
  give(2, "s2", {});
  EXPECT_THAT(former_owners("B1"), ElementsAre(1, 2));
  change(9, [&](Transaction& transaction) {
    transaction.remove(transaction.get(std::vector<UserId>{1}));
  });
  EXPECT_THAT(former_owners("B1"), ElementsAre(2)) << "they go with the user";
}

}  // namespace
}  // namespace roster
