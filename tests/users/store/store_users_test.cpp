// What every store does with users and digests.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/users/store/store_engines.hpp"

namespace roster {
namespace {

using test::full_user;
using test::plain_user;
using testing::ElementsAre;
using testing::IsEmpty;

using StoreUsers = test::StoreTest;
INSTANTIATE_TEST_SUITE_P(Engines, StoreUsers, testing::ValuesIn(test::engines()),
                         test::engine_name);

TEST_P(StoreUsers, AreKept) {
  const auto ids = create({full_user(), plain_user("s2")});
  EXPECT_THAT(ids, ElementsAre(1, 2));
  auto transaction = read();
  const auto users = transaction->get(std::vector<UserId>{2, 1});
  ASSERT_EQ(users.size(), 2U);
  EXPECT_EQ(users[0].id, 2);
  EXPECT_EQ(users[0].user, plain_user("s2"));
  EXPECT_EQ(users[1].id, 1);
  EXPECT_EQ(users[1].user, full_user());
}

TEST_P(StoreUsers, AreUpdatedAndKeepTheirId) {
  const auto ids = create({full_user()});
  User changed = full_user();
  changed.last_name = "Berg";
  changed.user_group = {"RETIRED", ""};
  change(2, [&](Transaction& transaction) { update(transaction, ids[0], changed); });
  EXPECT_EQ(user(ids[0]), changed);
  EXPECT_THAT(scanned({.user_group = "RETIRED"}), ElementsAre(changed.primary_id));
  EXPECT_THAT(scanned({.user_group = "STAFF"}), IsEmpty());
}

TEST_P(StoreUsers, CarryTheRevisionOfTheirLastChange) {
  std::int64_t first = 0, second = 0;
  change(1, [&](Transaction& transaction) {
    first = transaction.get(create(transaction, {plain_user("s1"), plain_user("s2")}))[0].revision;
  });
  change(2, [&](Transaction& transaction) {
    second = transaction.begin_change(2, test::at(5), "again");
    User user = plain_user("s1");
    user.first_name = "Ada";
    update(transaction, 1, user);
  });
  auto transaction = read();
  const auto users = transaction->get(std::vector<UserId>{1, 2});
  EXPECT_GT(second, first);
  EXPECT_EQ(users[0].revision, second);
  EXPECT_EQ(users[1].revision, first);
}

TEST_P(StoreUsers, IdsAreNeverGivenTwice) {
  create({plain_user("s1"), plain_user("s2")});
  change(2, [&](Transaction& transaction) {
    transaction.remove(transaction.get(std::vector<UserId>{1, 2}));
  });
  EXPECT_EQ(read()->last_user_id(), 2);
  EXPECT_THAT(create({plain_user("s1")}), ElementsAre(3));
  EXPECT_EQ(read()->last_user_id(), 3);
}

TEST_P(StoreUsers, ThatDoNotExistAreABug) {
  auto transaction = read();
  EXPECT_THROW(transaction->get(std::vector<UserId>{17}), StoreError);
}

TEST_P(StoreUsers, GetExistingLeavesOutTheOthers) {
  create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  change(2, [&](Transaction& transaction) {
    transaction.remove(transaction.get(std::vector<UserId>{2}));
  });
  auto transaction = read();
  const auto users = transaction->get_existing(std::vector<UserId>{3, 2, 1, 99});
  ASSERT_EQ(users.size(), 2U);
  EXPECT_EQ(users[0].user, plain_user("s3"));
  EXPECT_EQ(users[1].user, plain_user("s1"));
}

TEST_P(StoreUsers, NothingStaysOfARollBack) {
  create({plain_user("s1")});
  {
    auto transaction = write();
    transaction->begin_change(2, test::at(1), "abandoned");
    create(*transaction, {plain_user("s2")}, Digest{1, 1});
    update(*transaction, 1, plain_user("s3"), Digest{2, 2});
    transaction->add_job({});
    transaction->set_lock(1, Lock{"desk", test::at(9)});
  }
  reopen();
  EXPECT_THAT(scanned({}), ElementsAre("s1"));
  EXPECT_EQ(owners("s2").by_primary_id, 0);
  EXPECT_THAT(digests(), IsEmpty());
  EXPECT_THAT(read()->jobs({}), IsEmpty());
  EXPECT_EQ(read()->history_of_user(1).size(), 1U);
  EXPECT_EQ(read()->lock_of(1), std::nullopt);
  EXPECT_EQ(read()->last_user_id(), 1);
}

TEST_P(StoreUsers, NothingStaysOfAFirstLoadRolledBack) {
  {
    auto transaction = write();
    transaction->begin_change(1, test::at(1), "abandoned");
    create(*transaction, {full_user(), plain_user("s2")}, Digest{1, 1});
  }
  EXPECT_THAT(scanned({}), IsEmpty());
  EXPECT_THAT(create({full_user()}), ElementsAre(1));
  EXPECT_EQ(owners("U1").by_identifier, 1);
}

// Looking -------------------------------------------------------------------------------------

TEST_P(StoreUsers, AreScannedInTheOrderOfPrimaryIds) {
  create({plain_user("s2"), plain_user("S10"), plain_user("s1"), plain_user("a")});
  EXPECT_THAT(scanned({}), ElementsAre("a", "s1", "S10", "s2"));
  EXPECT_THAT(scanned({.limit = 2}), ElementsAre("a", "s1"));
  EXPECT_EQ(read()->count({}), 4);
  EXPECT_EQ(read()->count({.limit = 2}), 4);
}

TEST_P(StoreUsers, ScanEndsWhenItsVisitorSaysSo) {
  create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  int visits = 0;
  read()->scan({}, [&](const StoredUser&) { return ++visits < 2; });
  EXPECT_EQ(visits, 2);
}

TEST_P(StoreUsers, ScanLetsItsVisitorLookFurther) {
  create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  auto transaction = read();
  int pairs = 0;
  transaction->scan({}, [&](const StoredUser& outer) {
    EXPECT_EQ(owners(*transaction, outer.user.primary_id).by_primary_id, outer.id);
    EXPECT_EQ(transaction->get({&outer.id, 1}).front().user, outer.user);
    EXPECT_EQ(transaction->lock_of(outer.id), std::nullopt);
    transaction->scan({}, [&](const StoredUser&) { return ++pairs > 0; });
    return true;
  });
  EXPECT_EQ(pairs, 9);
}

TEST_P(StoreUsers, AreSelectedByEveryFilter) {
  std::vector<User> users;
  for (const char* id : {"s1", "s2", "s3", "s4"}) users.push_back(plain_user(id));
  users[0].user_group.value = "STAFF";
  users[1].record_type.value = "STAFF";
  users[2].external_id = "OTHER";
  users[0].purge_date = test::day(2026, 1, 1);
  users[1].purge_date = test::day(2026, 1, 2);
  users[2].purge_date = test::day(1969, 12, 31);
  create(users);
  EXPECT_THAT(scanned({.user_group = "STAFF"}), ElementsAre("s1"));
  EXPECT_THAT(scanned({.record_type = "STAFF"}), ElementsAre("s2"));
  EXPECT_THAT(scanned({.external_id = "SIS"}), ElementsAre("s1", "s2", "s4"));
  EXPECT_THAT(scanned({.due_by = test::day(2026, 1, 1)}), ElementsAre("s1", "s3"));
  EXPECT_THAT(scanned({.external_id = "SIS", .due_by = test::day(2026, 12, 31)}),
              ElementsAre("s1", "s2"));
  EXPECT_EQ(read()->count({.external_id = "SIS", .due_by = test::day(2026, 12, 31)}), 2);
}

TEST_P(StoreUsers, LeaveTheSelectionOfThoseDueWhenTheirPurgeDateGoes) {
  User user = plain_user("s1");
  user.purge_date = test::day(2026, 1, 1);
  create({user});
  user.purge_date.reset();
  change(2, [&](Transaction& transaction) { update(transaction, 1, user); });
  EXPECT_EQ(read()->count({.due_by = test::day(9999, 12, 31)}), 0);
}

// Field counts --------------------------------------------------------------------------------

TEST_P(StoreUsers, AreCountedByFieldAndProfile) {
  const auto count = [&](const char* profile, Field field) {
    return read()->field_counts(profile)[static_cast<std::size_t>(field)];
  };
  User other = plain_user("s3");
  other.external_id = "HR";
  create({full_user(), plain_user("s2"), other});
  EXPECT_EQ(count("SIS", Field::primary_id), 2);
  EXPECT_EQ(count("SIS", Field::emails), 1);
  EXPECT_EQ(count("HR", Field::primary_id), 1);
  EXPECT_EQ(count("none", Field::primary_id), 0);
  User changed = full_user();
  changed.emails.clear();
  changed.external_id = "HR";
  change(2, [&](Transaction& transaction) {
    update(transaction, 1, changed);
    EXPECT_EQ(transaction.field_counts("HR")[static_cast<std::size_t>(Field::phones)], 1)
        << "before the commit";
  });
  EXPECT_EQ(count("SIS", Field::primary_id), 1);
  EXPECT_EQ(count("SIS", Field::emails), 0);
  EXPECT_EQ(count("HR", Field::primary_id), 2);
  EXPECT_EQ(count("HR", Field::emails), 0);
  change(3, [&](Transaction& transaction) {
    transaction.remove(transaction.get(std::vector<UserId>{1, 2}));
  });
  EXPECT_EQ(count("SIS", Field::primary_id), 0);
  EXPECT_EQ(count("HR", Field::primary_id), 1);
  EXPECT_EQ(count("HR", Field::phones), 0);
}

// Removal and digests -------------------------------------------------------------------------

TEST_P(StoreUsers, RemovedOnesLeaveNothingButTheirHistory) {
  create({full_user(), plain_user("s2")}, Digest{1, 2});
  change(2, [&](Transaction& transaction) {
    User user = full_user();
    user.first_name = "Other";
    update(transaction, 1, user, Digest{3, 4});
    transaction.set_lock(1, Lock{"desk", test::at(9)});
    transaction.set_keep(1, Keep{"thesis", {}, "anna", test::at(9)});
    transaction.count_absent("SIS", test::day(2026, 11, 22), std::vector<UserId>{1});
  });
  change(3, [&](Transaction& transaction) {
    transaction.remove(transaction.get(std::vector<UserId>{1}));
  });
  EXPECT_THAT(scanned({}), ElementsAre("s2"));
  EXPECT_EQ(owners(full_user().primary_id).by_primary_id, 0);
  EXPECT_EQ(owners("B1").by_identifier, 0);
  EXPECT_EQ(read()->lock_of(1), std::nullopt);
  EXPECT_THAT(read()->kept_users(), IsEmpty());
  EXPECT_THAT(read()->absences("SIS"), IsEmpty());
  EXPECT_THAT(digests(), ElementsAre(std::pair<UserId, Digest>{2, {1, 2}}));
  const auto history = read()->history_of_user(1);
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history[0].before, full_user());
}

TEST_P(StoreUsers, DigestsAreSetByAPutAndClearedByOneWithout) {
  create({plain_user("s1"), plain_user("s2")}, Digest{7, 8});
  change(2, [&](Transaction& transaction) { update(transaction, 1, plain_user("s1")); });
  EXPECT_THAT(digests(), ElementsAre(std::pair<UserId, Digest>{2, {7, 8}}));
}

TEST_P(StoreUsers, DigestsAreKeptInTheOrderOfIdsHoweverMany) {
  std::vector<User> users;
  for (int i = 0; i < 4100; ++i) users.push_back(plain_user("s" + std::to_string(i)));
  create(users);
  EXPECT_THAT(digests(), IsEmpty());
  const std::vector<std::pair<UserId, Digest>> some = {
      {1, {1, 0}},    {2047, {2, 0}}, {2048, {0, 3}}, {2049, {~0ULL, ~0ULL}},
      {4095, {5, 5}}, {4096, {6, 6}}, {4100, {7, 7}}};
  change(2, [&](Transaction& transaction) { transaction.set_digests(some); });
  EXPECT_EQ(digests(), some);
  change(3, [&](Transaction& transaction) {
    transaction.set_digests(std::vector<std::pair<UserId, Digest>>{{2048, {}}});
  });
  EXPECT_EQ(digests().size(), 6U);
}

TEST_P(StoreUsers, DigestsOfManyNightsAreThoseOfTheLast) {
  constexpr UserId kUsers = 5000;
  std::vector<std::pair<UserId, Digest>> night;
  for (std::uint64_t n = 1; n <= 40; ++n) {  // 200,000 changes: some are put aside, some not
    night.clear();
    for (UserId id = kUsers; id >= 1; --id) night.push_back({id, {n, std::uint64_t(id)}});
    change(2, [&](Transaction& transaction) { transaction.set_digests(night); });
    if (n % 13 != 0 && n != 40) continue;
    std::reverse(night.begin(), night.end());
    EXPECT_EQ(digests(), night) << "in night " << n;
  }
}

TEST_P(StoreUsers, DigestsAreSeenWithinTheTransactionThatSetsThem) {
  auto transaction = write();
  transaction->begin_change(1, test::at(1), "import");
  create(*transaction, {plain_user("s1")}, Digest{1, 2});
  int seen = 0;
  transaction->digests([&](UserId id, const Digest& digest) {
    EXPECT_EQ(id, 1);
    EXPECT_EQ(digest, (Digest{1, 2}));
    ++seen;
  });
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace roster
