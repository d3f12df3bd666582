// What every store keeps of what users owe: whom a row belongs to.
#include <gmock/gmock.h>

#include "tests/users/store/store_engines.hpp"

namespace roster {
namespace {

using test::identifier;
using test::plain_user;
using testing::ElementsAre;
using testing::IsEmpty;

Obligation loan(std::string id) { return {std::move(id), ObligationKind::loan, 1, {}}; }

class StoreObligations : public test::StoreTest {
 protected:
  void owes(std::string_view source, const std::vector<Obligation>& rows, Time as_of = {}) {
    change(2, [&](Transaction& transaction) {
      transaction.begin_obligations(source, as_of);
      transaction.add_obligations(source, rows);
    });
  }
  std::vector<Obligation> owed_by(UserId id) { return read()->obligations_of({&id, 1}).front(); }
};
INSTANTIATE_TEST_SUITE_P(Engines, StoreObligations, testing::ValuesIn(test::engines()),
                         test::engine_name);

TEST_P(StoreObligations, KeepsObligationsAsTheyWereSaid) {
  const auto ids = create({plain_user("Åse")});
  const Obligation fee{"åSE", ObligationKind::fee, 1, *parse_amount("12.3456")};
  const Obligation request{"Åse", ObligationKind::request, 3, {}};
  owes("circulation", {fee, request});
  EXPECT_THAT(owed_by(ids[0]), ElementsAre(fee, request));
}

TEST_P(StoreObligations, ReplacesWhatASourceSaidAndNothingElse) {
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

TEST_P(StoreObligations, ARowBelongsToEverybodyWhoHasItsId) {
  User first = plain_user("a"), second = plain_user("b");
  second.user_identifiers = {identifier("BARCODE", "x1")};
  const auto ids = create({first, second});
  owes("one", {loan("A"), loan("X1")});
  EXPECT_THAT(owed_by(ids[0]), ElementsAre(loan("A")));
  EXPECT_THAT(owed_by(ids[1]), ElementsAre(loan("X1")));
}

TEST_P(StoreObligations, ARowStaysWithARenamedPerson) {
  User maiden = plain_user("maiden");
  maiden.user_identifiers = {identifier("BARCODE", "x1")};
  const UserId id = create({maiden}).front();
  owes("one", {loan("maiden"), loan("x1")});
  change(3, [&](Transaction& transaction) { update(transaction, id, plain_user("married")); });
  EXPECT_THAT(owed_by(id), ElementsAre(loan("maiden"), loan("x1")));
  owes("one", {loan("MAIDEN")});
  EXPECT_THAT(owed_by(id), ElementsAre(loan("MAIDEN"))) << "the other system keeps the old id";
  EXPECT_EQ(read()->count_obligations("one").unknown, 0);
}

TEST_P(StoreObligations, ARowOfAnIdThatMovedBelongsToBoth) {
  User first = plain_user("a"), second = plain_user("b");
  first.user_identifiers = {identifier("BARCODE", "x1")};
  const auto ids = create({first, second});
  owes("one", {loan("x1")});
  std::swap(first.user_identifiers, second.user_identifiers);
  change(3, [&](Transaction& transaction) {
    update(transaction, ids[0], first);
    update(transaction, ids[1], second);
  });
  EXPECT_THAT(owed_by(ids[0]), ElementsAre(loan("x1")));
  EXPECT_THAT(owed_by(ids[1]), ElementsAre(loan("x1")));
  EXPECT_EQ(read()->count_obligations("one").users, 2);
}

TEST_P(StoreObligations, AnIdGivenByMistakeIsForgotten) {
  const UserId id = create({plain_user("a")}).front();
  const User wrong = plain_user("wrong"), right = plain_user("a");
  change(3, [&](Transaction& transaction) { update(transaction, id, wrong); });
  change(4, [&](Transaction& transaction) {
    const StoredUser before = transaction.get({&id, 1}).front();
    Write write{id, &right, &before, {}, {}, Write::GoneIds::forgotten};
    transaction.put({&write, 1});
  });
  owes("one", {loan("wrong"), loan("a")});
  EXPECT_THAT(owed_by(id), ElementsAre(loan("a")));
}

TEST_P(StoreObligations, CountsWhomASourceSpeaksOf) {
  User user = plain_user("a");
  user.user_identifiers = {identifier("BARCODE", "x1")};
  create({user, plain_user("b")});
  owes("one", {loan("A"), loan("X1"), loan("nobody"), loan("b"), loan("nobody")});
  owes("two", {loan("b"), loan("other")});
  const ObligationCounts counts = read()->count_obligations("one");
  EXPECT_EQ(counts.rows, 5);
  EXPECT_EQ(counts.users, 2);
  EXPECT_EQ(counts.unknown, 2);
  EXPECT_THAT(read()->unknown_obligations("one", 10), ElementsAre(loan("nobody"), loan("nobody")));
  EXPECT_THAT(read()->unknown_obligations("one", 1), ElementsAre(loan("nobody")));
}

TEST_P(StoreObligations, CountsWhoIsBlockedByMoreThanARequest) {
  create({plain_user("a"), plain_user("b")});
  Obligation request = loan("a");
  request.kind = ObligationKind::request;
  owes("one", {request, loan("b")});
  const ObligationCounts counts = read()->count_obligations("one");
  EXPECT_EQ(counts.blocked, 2);
  EXPECT_EQ(counts.blocked_beside_requests, 1);
}

TEST_P(StoreObligations, ComparesIdentifiersWithoutCaseEvenInASensitiveStore) {
  const test::TemporaryDirectory directory;
  store_ = open_store(GetParam().fresh_url(directory.path()), {IdentifierCase::sensitive});
  User user = plain_user("a");
  user.user_identifiers = {identifier("BARCODE", "X1")};
  {
    auto transaction = store_->begin(Access::write);  // of a store that has no rival
    transaction->begin_change(1, test::at(1), "import");
    create(*transaction, {user});
    transaction->begin_obligations("one", {});
    transaction->add_obligations("one", std::vector<Obligation>{loan("x1")});
    transaction->commit();
  }
  EXPECT_THAT(owed_by(1), ElementsAre(loan("x1")));
  EXPECT_EQ(read()->count_obligations("one").unknown, 0);
  store_ = nullptr;
}

TEST_P(StoreObligations, ForgetsWhatUsersOwe) {
  User user = plain_user("a");
  user.user_identifiers = {identifier("BARCODE", "x1")};
  const auto ids = create({user, plain_user("b")});
  owes("one", {loan("A"), loan("X1"), loan("b")});
  change(3, [&](Transaction& transaction) { transaction.forget_obligations({ids.data(), 1}); });
  EXPECT_THAT(owed_by(ids[0]), IsEmpty());
  EXPECT_THAT(owed_by(ids[1]), ElementsAre(loan("b")));
}

TEST_P(StoreObligations, ForgetsNoRowThatBelongsToSomebodyElseToo) {
  User first = plain_user("a"), second = plain_user("b");
  first.user_identifiers = {identifier("BARCODE", "x1")};
  const auto ids = create({first, second});
  std::swap(first.user_identifiers, second.user_identifiers);
  change(2, [&](Transaction& transaction) {
    update(transaction, ids[0], first);
    update(transaction, ids[1], second);
  });
  owes("one", {loan("x1"), loan("a")});
  change(3, [&](Transaction& transaction) {
    transaction.forget_obligations({ids.data(), 1});
    transaction.remove(transaction.get({ids.data(), 1}));
  });
  EXPECT_THAT(owed_by(ids[1]), ElementsAre(loan("x1")));
  EXPECT_EQ(read()->count_obligations("one").rows, 1);
  change(4, [&](Transaction& transaction) { transaction.forget_obligations({&ids[1], 1}); });
  EXPECT_EQ(read()->count_obligations("one").rows, 0);
}

TEST_P(StoreObligations, RefusesRowsOfASourceThatDidNotBegin) {
  const Obligation row = loan("a");
  EXPECT_THROW(write()->add_obligations("one", {&row, 1}), StoreError);
}

}  // namespace
}  // namespace roster
