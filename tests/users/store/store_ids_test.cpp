// How every store finds users by their ids, and keeps ids unique.
#include <gmock/gmock.h>

#include "tests/users/store/store_engines.hpp"
#include "users/store/taken_id.hpp"

namespace roster {
namespace {

using test::full_user;
using test::identifier;
using test::plain_user;
using test::TemporaryDirectory;
using testing::ElementsAre;
using testing::IsEmpty;

using StoreIds = test::StoreTest;
INSTANTIATE_TEST_SUITE_P(Engines, StoreIds, testing::ValuesIn(test::engines()), test::engine_name);

// Who holds a value ---------------------------------------------------------------------------

TEST_P(StoreIds, AreFoundByPrimaryIdWhateverItsCase) {
  create({plain_user("\u00C5se@Example.edu"), plain_user("ase@example.edu")});
  for (const char* id : {"\u00C5se@Example.edu", "\u00E5SE@EXAMPLE.EDU", "A\u030Ase@example.edu"}) {
    EXPECT_EQ(owners(id).by_primary_id, 1) << id;
  }
  EXPECT_EQ(owners("ASE@example.edu").by_primary_id, 2);
  EXPECT_EQ(owners("se@example.edu").by_primary_id, 0);
}

TEST_P(StoreIds, AreFoundByIdentifierWhateverItsCase) {
  create({full_user()});
  EXPECT_EQ(owners("B1").by_identifier, 1);
  EXPECT_EQ(owners("B1").identifier_type, "BARCODE");
  EXPECT_EQ(owners("U1").identifier_type, "UNIV_ID") << "an internal identifier";
  EXPECT_EQ(owners("b1").by_identifier, 1);
  EXPECT_EQ(owners("B2").by_identifier, 0);
  EXPECT_EQ(owners("B1").by_primary_id, 0);
}

TEST_P(StoreIds, IdentifiersCompareComposed) {
  User user = plain_user("s1");
  user.user_identifiers = {identifier("UNIV_ID", "A\u030A1")};
  create({user});
  EXPECT_EQ(owners("\u00E51").by_identifier, 1);
}

TEST_P(StoreIds, OfAStoreThatIsSensitiveCompareAsTheyAreWritten) {
  const TemporaryDirectory directory;
  store_ = open_store(GetParam().fresh_url(directory.path()), {IdentifierCase::sensitive});
  User first = plain_user("s1"), second = plain_user("s2");
  first.user_identifiers = {identifier("BARCODE", "B1")};
  second.user_identifiers = {identifier("BARCODE", "b1")};
  {
    auto transaction = store_->begin(Access::write);  // of a store that has no rival
    transaction->begin_change(1, test::at(1), "import");
    create(*transaction, {first, second});
    EXPECT_EQ(owners(*transaction, "b1").by_identifier, 2) << "within a first load";
    transaction->commit();
  }
  EXPECT_EQ(owners("B1").by_identifier, 1);
  EXPECT_EQ(owners("b1").by_identifier, 2);
  store_ = nullptr;
}

TEST_P(StoreIds, OwnersComeInTheOrderAsked) {
  User first = plain_user("s1"), second = plain_user("s2");
  first.user_identifiers = {identifier("BARCODE", "s2")};
  create({first, second});
  auto transaction = read();
  const auto found = transaction->owners(std::vector<std::string_view>{"none", "s2", "S1"});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].by_primary_id + found[0].by_identifier, 0);
  EXPECT_EQ(found[1].by_primary_id, 2);
  EXPECT_EQ(found[1].by_identifier, 1);
  EXPECT_EQ(found[2].by_primary_id, 1);
}

TEST_P(StoreIds, ThatAUserCannotHaveAreTold) {
  User ada = plain_user("s1"), bert = plain_user("s2");
  ada.user_identifiers = {identifier("BARCODE", "B1")};
  create({ada, bert});
  const auto transaction = read();
  const auto taken = [&](const User& user, UserId own) {
    const std::optional<TakenId> found = find_taken_id(*transaction, user, own);
    if (!found) return std::string("free");
    return std::string(found->id) + " " + std::string(found->type) +
           (found->why == TakenId::Why::twice ? " twice" : " by another");
  };
  EXPECT_EQ(taken(ada, 1), "free");
  EXPECT_EQ(taken(ada, 0), "s1 primary_id by another");
  bert.user_identifiers = {identifier("UNIV_ID", "b1")};
  EXPECT_EQ(taken(bert, 2), "b1 UNIV_ID by another");
  bert.user_identifiers = {identifier("UNIV_ID", "u2"), identifier("BARCODE", "U2")};
  EXPECT_EQ(taken(bert, 2), "U2 BARCODE twice");
}

TEST_P(StoreIds, AreFoundByAnyId) {
  User first = plain_user("s1"), second = plain_user("s2");
  first.user_identifiers = {identifier("BARCODE", "s2"), identifier("UNIV_ID", "u9")};
  create({first, second});
  auto transaction = read();
  EXPECT_EQ(find_user(*transaction, "S2")->id, 2) << "a primary id goes before an identifier";
  EXPECT_EQ(find_user(*transaction, "u9")->id, 1);
  EXPECT_FALSE(find_user(*transaction, "nobody"));
}

TEST_P(StoreIds, AreFoundWithinTheFirstLoadThatMakesThem) {
  auto transaction = write();
  transaction->begin_change(1, test::at(1), "import");
  std::vector<User> users;
  for (int i = 0; i < 3000; ++i) {
    users.push_back(plain_user("S" + std::to_string(i)));
    users.back().user_identifiers = {identifier("BARCODE", "B" + std::to_string(i))};
  }
  create(*transaction, users);
  for (const int i : {0, 1, 1499, 2999}) {
    EXPECT_EQ(owners(*transaction, "s" + std::to_string(i)).by_primary_id, i + 1);
    EXPECT_EQ(owners(*transaction, "B" + std::to_string(i)).by_identifier, i + 1);
    EXPECT_EQ(owners(*transaction, "B" + std::to_string(i)).identifier_type, "BARCODE");
    EXPECT_EQ(owners(*transaction, "b" + std::to_string(i)).by_identifier, i + 1);
  }
  EXPECT_EQ(owners(*transaction, "s3000").by_primary_id, 0);
  transaction->commit();
  transaction = nullptr;
  reopen();
  EXPECT_EQ(owners("s2999").by_primary_id, 3000);
  EXPECT_EQ(owners("B2999").by_identifier, 3000);
}

TEST_P(StoreIds, MayBeUpdatedRemovedAndScannedWithinTheirFirstLoad) {
  change(1, [&](Transaction& transaction) {
    create(transaction, {plain_user("s1"), plain_user("s2"), plain_user("s3")});
    User moved = plain_user("S9");
    moved.user_identifiers = {identifier("BARCODE", "B1")};
    update(transaction, 1, moved);
    EXPECT_EQ(owners(transaction, "s9").by_primary_id, 1);
    EXPECT_EQ(owners(transaction, "s1").by_primary_id, 0);
    EXPECT_EQ(owners(transaction, "B1").by_identifier, 1);
    transaction.remove(transaction.get(std::vector<UserId>{2}));
    EXPECT_EQ(transaction.count({}), 2);
    create(transaction, {plain_user("s4")});
  });
  EXPECT_THAT(scanned({}), ElementsAre("s3", "s4", "S9"));
}

// Identifiers ---------------------------------------------------------------------------------

TEST_P(StoreIds, IdentifiersFollowAnUpdate) {
  User user = plain_user("s1");
  user.user_identifiers = {identifier("BARCODE", "B1"), identifier("UNIV_ID", "U1")};
  create({user});
  user.user_identifiers = {identifier("UNIV_ID", "U1"), identifier("BARCODE", "B2"),
                           identifier("OTHER", "B1")};
  change(2, [&](Transaction& transaction) { update(transaction, 1, user); });
  EXPECT_EQ(owners("B1").identifier_type, "OTHER");
  EXPECT_EQ(owners("B2").identifier_type, "BARCODE");
  EXPECT_EQ(owners("U1").identifier_type, "UNIV_ID");
  user.user_identifiers.clear();
  change(3, [&](Transaction& transaction) { update(transaction, 1, user); });
  EXPECT_EQ(owners("B1").by_identifier, 0);
  EXPECT_EQ(owners("B2").by_identifier, 0);
}

TEST_P(StoreIds, AnIdentifierMayChangeItsCase) {
  User user = plain_user("s1");
  user.user_identifiers = {identifier("BARCODE", "B1")};
  create({user});
  user.user_identifiers = {identifier("BARCODE", "b1")};
  change(2, [&](Transaction& transaction) { update(transaction, 1, user); });
  EXPECT_EQ(owners("B1").by_identifier, 1);
  EXPECT_EQ(this->user(1), user);
}

TEST_P(StoreIds, MaySwapIdentifiersInOnePut) {
  User first = plain_user("s1"), second = plain_user("s2");
  first.user_identifiers = {identifier("BARCODE", "B1")};
  second.user_identifiers = {identifier("BARCODE", "B2")};
  create({first, second});
  change(2, [&](Transaction& transaction) {
    const auto before = transaction.get(std::vector<UserId>{1, 2});
    std::swap(first.user_identifiers, second.user_identifiers);
    std::vector<Write> writes = {{1, &first, &before[0], {}, {}}, {2, &second, &before[1], {}, {}}};
    transaction.put(writes);
  });
  EXPECT_EQ(owners("B1").by_identifier, 2);
  EXPECT_EQ(owners("B2").by_identifier, 1);
}

TEST_P(StoreIds, MaySwapPrimaryIdsInOnePut) {
  User first = plain_user("s1"), second = plain_user("s2");
  create({first, second});
  change(2, [&](Transaction& transaction) {
    const auto before = transaction.get(std::vector<UserId>{1, 2});
    std::swap(first.primary_id, second.primary_id);
    std::vector<Write> writes = {{1, &first, &before[0], {}, {}}, {2, &second, &before[1], {}, {}}};
    transaction.put(writes);
  });
  EXPECT_EQ(owners("s1").by_primary_id, 2);
  EXPECT_EQ(owners("s2").by_primary_id, 1);
}

TEST_P(StoreIds, MayBeSwappedBySeveralPutsWhenTheyWereReleased) {
  User first = plain_user("s1"), second = plain_user("s2");
  first.user_identifiers = {identifier("BARCODE", "B1"), identifier("UNIV_ID", "U1")};
  second.user_identifiers = {identifier("BARCODE", "B2")};
  create({first, second});
  change(2, [&](Transaction& transaction) {
    const auto before = transaction.get(std::vector<UserId>{1, 2});
    std::swap(first.primary_id, second.primary_id);
    std::swap(first.user_identifiers[0], second.user_identifiers[0]);
    std::vector<Write> writes = {{1, &first, &before[0], {}, {}}, {2, &second, &before[1], {}, {}}};
    transaction.release_ids(writes);
    transaction.put({&writes[0], 1});
    transaction.put({&writes[1], 1});
  });
  EXPECT_EQ(owners("s1").by_primary_id, 2);
  EXPECT_EQ(owners("s2").by_primary_id, 1);
  EXPECT_EQ(owners("B1").by_identifier, 2);
  EXPECT_EQ(owners("B2").by_identifier, 1);
  EXPECT_EQ(owners("U1").by_identifier, 1) << "an identifier that is kept";
}

TEST_P(StoreIds, APrimaryIdTakenIsRefusedAndNothingIsApplied) {
  create({plain_user("s1"), plain_user("s2")});
  auto transaction = write();
  transaction->begin_change(2, test::at(1), "clash");
  create(*transaction, {plain_user("s3")});
  EXPECT_THROW(create(*transaction, {plain_user("S1")}), StoreError);
  EXPECT_THROW(transaction->commit(), StoreError);
  transaction = nullptr;
  EXPECT_THAT(scanned({}), ElementsAre("s1", "s2"));
}

TEST_P(StoreIds, AnIdentifierTakenIsRefusedAcrossTypes) {
  User first = plain_user("s1"), second = plain_user("s2");
  first.user_identifiers = {identifier("BARCODE", "B1")};
  create({first});
  second.user_identifiers = {identifier("UNIV_ID", "b1")};
  auto transaction = write();
  transaction->begin_change(2, test::at(1), "clash");
  EXPECT_THROW(create(*transaction, {second}), StoreError);
}

TEST_P(StoreIds, AClashWithinAFirstLoadIsRefused) {
  User first = plain_user("s1"), second = plain_user("s2");
  first.user_identifiers = second.user_identifiers = {identifier("BARCODE", "B1")};
  for (const auto& users :
       {std::vector<User>{first, second}, std::vector<User>{plain_user("s1"), plain_user("S1")}}) {
    auto transaction = write();
    transaction->begin_change(1, test::at(1), "clash");
    EXPECT_THROW(
        {
          create(*transaction, users);
          transaction->commit();
        },
        StoreError);
    transaction = nullptr;
    EXPECT_THAT(scanned({}), IsEmpty());
  }
}

}  // namespace
}  // namespace roster
