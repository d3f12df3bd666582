// What every store remembers of changes.
#include <gmock/gmock.h>

#include <limits>

#include "tests/users/store/store_engines.hpp"

namespace roster {
namespace {

using test::full_user;
using test::plain_user;
using testing::ElementsAre;
using testing::IsEmpty;

class StoreHistory : public test::StoreTest {
 protected:
  static User named(std::string primary_id, std::string first_name) {
    User user = plain_user(std::move(primary_id));
    user.first_name = std::move(first_name);
    return user;
  }
  std::int64_t user_revision(UserId id) { return read()->get({&id, 1}).front().revision; }
};
INSTANTIATE_TEST_SUITE_P(Engines, StoreHistory, testing::ValuesIn(test::engines()),
                         test::engine_name);

std::vector<UserId> ids_of(const std::vector<HistoryEntry>& entries) {
  std::vector<UserId> ids;
  for (const HistoryEntry& entry : entries) ids.push_back(entry.id);
  return ids;
}

TEST_P(StoreHistory, TellsWhatAUserWas) {
  create({full_user()});
  User later = full_user();
  later.first_name = "Berit";
  later.emails.clear();
  change(2, [&](Transaction& transaction) { update(transaction, 1, later); });
  const auto history = read()->history_of_user(1);
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].id, 1);
  EXPECT_EQ(history[0].job, 1);
  EXPECT_EQ(history[0].at, test::at(1001));
  EXPECT_EQ(history[0].what, "change 1");
  EXPECT_EQ(history[0].before, std::nullopt);
  EXPECT_TRUE(history[0].changed.none());
  EXPECT_EQ(history[1].job, 2);
  EXPECT_EQ(history[1].before, full_user());
  EXPECT_THAT(field_names(history[1].changed), ElementsAre("first_name", "emails"));
  EXPECT_GT(history[1].revision, history[0].revision);
  EXPECT_EQ(history[1].revision, read()->get(std::vector<UserId>{1})[0].revision);
}

TEST_P(StoreHistory, NamesAnyFieldThatChanged) {
  create({plain_user("s1")});
  change(2, [&](Transaction& transaction) {
    const auto before = transaction.get(std::vector<UserId>{1});
    Write write{1, &before[0].user, &before[0], {}, FieldSet{}.set()};
    transaction.put({&write, 1});
  });
  EXPECT_TRUE(read()->history_of_user(1)[1].changed.all());
}

TEST_P(StoreHistory, OfAJobIsWhatItCreatedAndUpdatedInTheOrderOfIds) {
  create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  change(2, [&](Transaction& transaction) {
    update(transaction, 3, named("s3", "Cy"));
    create(transaction, {plain_user("s4"), plain_user("s5")});
    update(transaction, 1, named("s1", "Ada"));
  });
  change(3, [&](Transaction& transaction) { update(transaction, 2, named("s2", "Bo")); });
  const auto entries = read()->history_of_job(2, 0, 100);
  EXPECT_THAT(ids_of(entries), ElementsAre(1, 3, 4, 5));
  EXPECT_EQ(entries[0].before, plain_user("s1"));
  EXPECT_EQ(entries[2].before, std::nullopt);
  EXPECT_THAT(read()->history_of_job(9, 0, 100), IsEmpty());
}

TEST_P(StoreHistory, OfAJobComesInPages) {
  create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  change(2, [&](Transaction& transaction) {
    create(transaction, {plain_user("s4"), plain_user("s5")});
    update(transaction, 2, named("s2", "Bo"));
  });
  std::vector<UserId> ids;
  for (UserId after = 0;;) {
    const auto page = read()->history_of_job(2, after, 2);
    if (page.empty()) break;
    EXPECT_LE(page.size(), 2U);
    for (const HistoryEntry& entry : page) ids.push_back(after = entry.id);
  }
  EXPECT_THAT(ids, ElementsAre(2, 4, 5));
}

TEST_P(StoreHistory, OfEditsComesNewestFirstAndInPages) {
  create({plain_user("s1"), plain_user("s2")});
  for (const char* name : {"one", "two", "three"})
    change(0, [&](Transaction& transaction) { update(transaction, 1, named("s1", name)); });
  change(7, [&](Transaction& transaction) { update(transaction, 2, named("s2", "by a load")); });
  change(0, [&](Transaction& transaction) { create(transaction, {plain_user("s3")}); });
  const auto all = read()->edits_before(std::numeric_limits<std::int64_t>::max(), 10);
  ASSERT_THAT(ids_of(all), ElementsAre(3, 1, 1, 1));
  EXPECT_EQ(all[1].before, named("s1", "two"));
  const auto first = read()->edits_before(std::numeric_limits<std::int64_t>::max(), 2);
  ASSERT_EQ(first.size(), 2U);
  const auto rest = read()->edits_before(first.back().revision, 2);
  EXPECT_THAT(ids_of(rest), ElementsAre(1, 1));
  EXPECT_EQ(rest.back().before, plain_user("s1"));
  EXPECT_THAT(read()->edits_before(rest.back().revision, 2), IsEmpty());
}

TEST_P(StoreHistory, OfAJobWithSeveralChangesKeepsAUsersEntriesTogether) {
  create({plain_user("s1"), plain_user("s2")});
  change(2, [&](Transaction& transaction) {
    update(transaction, 1, named("s1", "one"));
    update(transaction, 2, named("s2", "one"));
    transaction.begin_change(2, test::at(5), "second step");
    update(transaction, 1, named("s1", "two"));
  });
  EXPECT_THAT(ids_of(read()->history_of_job(2, 0, 1)), ElementsAre(1, 1));
  const auto entries = read()->history_of_job(2, 0, 2);
  ASSERT_THAT(ids_of(entries), ElementsAre(1, 1, 2));
  EXPECT_EQ(entries[0].before, plain_user("s1"));
  EXPECT_EQ(entries[1].before, named("s1", "one"));
  EXPECT_EQ(entries[1].what, "second step");
  EXPECT_THAT(ids_of(read()->history_of_job(2, 1, 2)), ElementsAre(2));
}

TEST_P(StoreHistory, OfOneChangeHasAUserOnce) {
  create({plain_user("s1")});
  change(2, [&](Transaction& transaction) {
    update(transaction, 1, named("s1", "one"));
    User user = named("s1", "two");
    user.last_name = "L";
    update(transaction, 1, user);
    update(transaction, create(transaction, {plain_user("s2")})[0], named("s2", "new"));
  });
  const auto entries = read()->history_of_job(2, 0, 10);
  ASSERT_THAT(ids_of(entries), ElementsAre(1, 2));
  EXPECT_EQ(entries[0].before, plain_user("s1"));
  EXPECT_THAT(field_names(entries[0].changed), ElementsAre("first_name", "last_name"));
  EXPECT_EQ(entries[1].before, std::nullopt) << "created in the same change";
}

TEST_P(StoreHistory, IsSeenWithinItsTransaction) {
  auto transaction = write();
  transaction->begin_change(1, test::at(1), "import");
  create(*transaction, {plain_user("s1"), plain_user("s2")});
  EXPECT_THAT(ids_of(transaction->history_of_job(1, 0, 10)), ElementsAre(1, 2));
  EXPECT_EQ(transaction->history_of_user(2).size(), 1U);
}

TEST_P(StoreHistory, OfACreationGoesWithTheUser) {
  create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  change(2, [&](Transaction& transaction) {
    transaction.remove(transaction.get(std::vector<UserId>{2}));
  });
  EXPECT_THAT(ids_of(read()->history_of_job(1, 0, 2)), ElementsAre(1, 3));
  EXPECT_THAT(read()->history_of_user(2), IsEmpty());
}

TEST_P(StoreHistory, IsForgottenByUser) {
  create({plain_user("s1"), plain_user("s2")});
  change(2, [&](Transaction& transaction) {
    update(transaction, 1, named("s1", "Ada"));
    update(transaction, 2, named("s2", "Bo"));
  });
  change(3, [&](Transaction& transaction) {
    transaction.remove(transaction.get(std::vector<UserId>{1}));
    transaction.forget_history(std::vector<UserId>{1});
  });
  EXPECT_THAT(read()->history_of_user(1), IsEmpty());
  EXPECT_THAT(ids_of(read()->history_of_job(2, 0, 10)), ElementsAre(2));
}

TEST_P(StoreHistory, TellsTheEarlierVersionsOfUsers) {
  create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  change(2, [&](Transaction& transaction) {
    update(transaction, 1, named("s1", "Ada"));
    update(transaction, 2, named("s2", "Bo"));
  });
  change(3, [&](Transaction& transaction) { update(transaction, 1, named("s1", "Eva")); });
  std::vector<User> before;
  read()->earlier_versions(std::vector<UserId>{1, 3},
                           [&](const User& user) { before.push_back(user); });
  EXPECT_THAT(before, testing::UnorderedElementsAre(plain_user("s1"), named("s1", "Ada")));
}

TEST_P(StoreHistory, IsForgottenByAge) {
  create({plain_user("s1")});
  for (const int job : {2, 3, 4}) {
    change(job, [&](Transaction& transaction) {
      update(transaction, 1, named("s1", std::to_string(job)));
    });
  }
  change(5, [&](Transaction& transaction) { transaction.forget_history_before(test::at(1003)); });
  const auto history = read()->history_of_user(1);
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].job, 3);
  EXPECT_EQ(history[0].before, named("s1", "2"));
  EXPECT_THAT(read()->history_of_job(1, 0, 10), IsEmpty());
  EXPECT_EQ(user(1), named("s1", "4"));
}

TEST_P(StoreHistory, RevisionsGrowEvenWhenOldOnesAreForgotten) {
  std::int64_t first = 0, second = 0;
  change(1, [&](Transaction& transaction) {
    first = transaction.begin_change(1, test::at(1), "one");
  });
  change(2, [&](Transaction& transaction) {
    transaction.forget_history_before(test::at(1000000));
    second = transaction.begin_change(2, test::at(2), "two");
  });
  EXPECT_GT(second, first);
}

// Since a change ------------------------------------------------------------------------------

TEST_P(StoreHistory, TellsWhoChangedSince) {
  create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  const auto changed_since = [&](std::int64_t revision) {
    std::vector<UserId> ids;
    read()->changed_since(revision, [&](UserId id, std::int64_t) { ids.push_back(id); });
    return ids;
  };
  const std::int64_t created = user_revision(1);
  change(2, [&](Transaction& transaction) { update(transaction, 3, named("s3", "Ada")); });
  change(3, [&](Transaction& transaction) { update(transaction, 1, named("s1", "Bo")); });
  EXPECT_THAT(changed_since(0), ElementsAre(2, 3, 1));
  EXPECT_THAT(changed_since(created), ElementsAre(3, 1));
  EXPECT_THAT(changed_since(user_revision(3)), ElementsAre(1));
  EXPECT_THAT(changed_since(user_revision(1)), IsEmpty());
}

TEST_P(StoreHistory, KnowsTheLastChangeOfATime) {
  create({plain_user("s1")});  // at second 1001
  const std::int64_t created = user_revision(1);
  change(5, [&](Transaction& transaction) { update(transaction, 1, named("s1", "Ada")); });
  EXPECT_EQ(read()->revision_at(test::at(1000)), 0);
  EXPECT_EQ(read()->revision_at(test::at(1001)), created);
  EXPECT_EQ(read()->revision_at(test::at(1004)), created);
  EXPECT_EQ(read()->revision_at(test::at(1005)), user_revision(1));
  EXPECT_EQ(read()->last_revision(), user_revision(1));
}

}  // namespace
}  // namespace roster
