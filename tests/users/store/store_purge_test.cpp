// What the store keeps for purges: what users owe, what is left of removed ones, the ledger.
#include <gmock/gmock.h>

#include "tests/users/store/store_engines.hpp"

namespace roster {
namespace {

using test::identifier;
using test::plain_user;
using testing::ElementsAre;
using testing::IsEmpty;

Obligation loan(std::string id) { return {std::move(id), ObligationKind::loan, 1, {}}; }

class PurgeStore : public test::StoreTest {
 protected:
  void owes(std::string_view source, const std::vector<Obligation>& rows, Time as_of = {}) {
    change(2, [&](Transaction& transaction) {
      transaction.begin_obligations(source, as_of);
      transaction.add_obligations(source, rows);
    });
  }
  std::vector<Obligation> owed_by(UserId id) { return read()->obligations_of({&id, 1}).front(); }
  static std::vector<UserId> ids_of(const std::vector<Account>& accounts) {
    std::vector<UserId> ids;
    for (const Account& account : accounts) ids.push_back(account.id);
    return ids;
  }
  static Erasure erasure(std::int64_t number, std::string hash) {
    return {number, std::move(hash), test::at(5), 7, "purge", DeletePolicy::fully_remove, "chain"};
  }
};

TEST_P(PurgeStore, GivesTheAccountsThatFitByPrimaryId) {
  std::vector<User> users = {plain_user("c"), plain_user("a"), plain_user("b"), plain_user("d")};
  for (User& user : users) user.purge_date = test::day(2026, 11, 22);
  users[2].purge_date = test::day(2026, 11, 23);
  users[3].purge_date.reset();
  const auto ids = create(users);
  UserFilter filter;
  filter.due_by = test::day(2026, 11, 22);
  EXPECT_THAT(ids_of(read()->accounts(filter)), ElementsAre(ids[1], ids[0]));
  filter.limit = 1;
  EXPECT_THAT(ids_of(read()->accounts(filter)), ElementsAre(ids[1]));
  EXPECT_THAT(ids_of(read()->accounts({})), ElementsAre(ids[1], ids[2], ids[0], ids[3]));
}

TEST_P(PurgeStore, KeepsAnAccountsFactsUpToDate) {
  User user = plain_user("a");
  user.expiry_date = test::day(2027, 6, 30);
  user.account_type.value = "INTERNAL";
  const UserId id = create({user}).front();
  Account account = read()->accounts({}).front();
  EXPECT_EQ(account.expiry_date, user.expiry_date);
  EXPECT_FALSE(account.external);
  user.expiry_date.reset();
  user.account_type.value = "EXTERNAL";
  change(2, [&](Transaction& transaction) { update(transaction, id, user); });
  account = read()->accounts({}).front();
  EXPECT_EQ(account.expiry_date, std::nullopt);
  EXPECT_TRUE(account.external);
}

TEST_P(PurgeStore, GivesTheLocksOfMany) {
  const auto ids = create({plain_user("a"), plain_user("b")});
  change(2, [&](Transaction& transaction) {
    transaction.set_lock(ids[1], Lock{"desk", test::at(9)});
  });
  const auto locks = read()->locks_of(ids);
  EXPECT_FALSE(locks[0]);
  ASSERT_TRUE(locks[1]);
  EXPECT_EQ(locks[1]->holder, "desk");
}

TEST_P(PurgeStore, KeepsObligationsAsTheyWereSaid) {
  const auto ids = create({plain_user("Åse")});
  const Obligation fee{"åSE", ObligationKind::fee, 1, *parse_amount("12.3456")};
  const Obligation request{"Åse", ObligationKind::request, 3, {}};
  owes("circulation", {fee, request});
  EXPECT_THAT(owed_by(ids[0]), ElementsAre(fee, request));
}

TEST_P(PurgeStore, ReplacesWhatASourceSaidAndNothingElse) {
  const auto ids = create({plain_user("a")});
  owes("one", {loan("a")}, test::at(1));
  owes("two", {loan("A")}, test::at(2));
  owes("one", {}, test::at(3));
  EXPECT_THAT(owed_by(ids[0]), ElementsAre(loan("A")));
  const auto sources = read()->obligation_sources();
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0].name, "one");
  EXPECT_EQ(sources[0].as_of, test::at(3));
  EXPECT_EQ(sources[1].name, "two");
}

TEST_P(PurgeStore, AnIdIsAnIdentifierOnlyWhenItIsNobodysPrimaryId) {
  User first = plain_user("a"), second = plain_user("b");
  second.user_identifiers = {identifier("OLD", "A"), identifier("BARCODE", "x1")};
  const auto ids = create({first, second});
  owes("one", {loan("a"), loan("X1")});
  EXPECT_THAT(owed_by(ids[0]), ElementsAre(loan("a")));
  EXPECT_THAT(owed_by(ids[1]), ElementsAre(loan("X1")));
}

TEST_P(PurgeStore, CountsWhomASourceSpeaksOf) {
  User user = plain_user("a");
  user.user_identifiers = {identifier("BARCODE", "x1")};
  create({user, plain_user("b")});
  owes("one", {loan("A"), loan("x1"), loan("nobody"), loan("nobody")});
  owes("two", {loan("b")});
  const ObligationCounts counts = read()->count_obligations("one");
  EXPECT_EQ(counts.rows, 4);
  EXPECT_EQ(counts.users, 1);
  EXPECT_EQ(counts.unknown, 2);
}

TEST_P(PurgeStore, ForgetsWhatUsersOwe) {
  User user = plain_user("a");
  user.user_identifiers = {identifier("BARCODE", "x1")};
  const auto ids = create({user, plain_user("b")});
  owes("one", {loan("A"), loan("X1"), loan("b")});
  change(3, [&](Transaction& transaction) { transaction.forget_obligations({ids.data(), 1}); });
  EXPECT_THAT(owed_by(ids[0]), IsEmpty());
  EXPECT_THAT(owed_by(ids[1]), ElementsAre(loan("b")));
}

TEST_P(PurgeStore, RefusesRowsOfASourceThatDidNotBegin) {
  const Obligation row = loan("a");
  EXPECT_THROW(write()->add_obligations("one", {&row, 1}), StoreError);
}

TEST_P(PurgeStore, KeepsRemains) {
  const Remains first{"01", DeletePolicy::keep_fully_reportable, test::full_user()};
  const Remains second{"02", DeletePolicy::keep_statistics, plain_user("a")};
  const std::vector<Remains> both = {second, first};
  change(1, [&](Transaction& transaction) { transaction.put_remains(both); });
  const auto all = DeletePolicy::fully_remove;
  EXPECT_THAT(read()->remains_looser_than(all, "", 10), ElementsAre(first, second));
  EXPECT_THAT(read()->remains_looser_than(all, "", 1), ElementsAre(first));
  EXPECT_THAT(read()->remains_looser_than(all, "01", 10), ElementsAre(second));
  EXPECT_THAT(read()->remains_looser_than(DeletePolicy::keep_statistics, "", 10),
              ElementsAre(first));
  EXPECT_THAT(read()->remains_looser_than(DeletePolicy::keep_fully_reportable, "", 10), IsEmpty());
}

TEST_P(PurgeStore, ReplacesAndDropsRemains) {
  const Remains before{"01", DeletePolicy::keep_fully_reportable, plain_user("a")};
  const Remains after{"01", DeletePolicy::keep_statistics, User{}};
  change(1, [&](Transaction& transaction) { transaction.put_remains({&before, 1}); });
  change(1, [&](Transaction& transaction) { transaction.put_remains({&after, 1}); });
  EXPECT_THAT(read()->remains_looser_than(DeletePolicy::fully_remove, "", 10), ElementsAre(after));
  change(1, [&](Transaction& transaction) { transaction.drop_remains({&before.id, 1}); });
  EXPECT_THAT(read()->remains_looser_than(DeletePolicy::fully_remove, "", 10), IsEmpty());
}

TEST_P(PurgeStore, KeepsTheLedger) {
  EXPECT_EQ(read()->last_erasure(), std::nullopt);
  const std::vector<Erasure> entries = {erasure(1, std::string("\0x", 2)), erasure(2, "y"),
                                        erasure(3, std::string("\0x", 2))};
  change(1, [&](Transaction& transaction) { transaction.add_erasures(entries); });
  EXPECT_THAT(read()->erasures_of(std::string_view("\0x", 2)), ElementsAre(entries[0], entries[2]));
  EXPECT_THAT(read()->erasures_of("z"), IsEmpty());
  EXPECT_THAT(read()->erasures(1, 1), ElementsAre(entries[1]));
  EXPECT_EQ(read()->last_erasure(), entries[2]);
  EXPECT_THROW(write()->add_erasures({entries.data(), 1}), StoreError);
}

INSTANTIATE_TEST_SUITE_P(Engines, PurgeStore, testing::ValuesIn(test::engines()),
                         test::engine_name);

}  // namespace
}  // namespace roster
