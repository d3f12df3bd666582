// What the store keeps for purges: accounts, locks, what is left of removed users, the ledger.
#include <gmock/gmock.h>

#include "tests/users/store/store_engines.hpp"

namespace roster {
namespace {

using test::plain_user;
using testing::ElementsAre;
using testing::IsEmpty;

class PurgeStore : public test::StoreTest {
 protected:
  static std::vector<UserId> ids_of(const std::vector<Account>& accounts) {
    std::vector<UserId> ids;
    for (const Account& account : accounts) ids.push_back(account.id);
    return ids;
  }
  static Erasure erasure(std::int64_t number, std::vector<std::string> hashes) {
    return {number,  std::move(hashes),          test::at(5), 7,
            "purge", DeletePolicy::fully_remove, "chain"};
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
  // Two hashes that begin alike are two; a person has several.
  const std::string x = '\0' + std::string(31, 'x'), y(32, 'y'), like_x = x.substr(0, 31) + 'z';
  const std::vector<Erasure> entries = {erasure(1, {x, y}), erasure(2, {like_x}),
                                        erasure(3, {y, x})};
  change(1, [&](Transaction& transaction) { transaction.add_erasures(entries); });
  EXPECT_THAT(read()->erasures_of(x), ElementsAre(entries[0], entries[2]));
  EXPECT_THAT(read()->erasures_of(like_x), ElementsAre(entries[1]));
  EXPECT_THAT(read()->erasures_of(std::string(32, 'z')), IsEmpty());
  EXPECT_THAT(read()->erasures(1, 1), ElementsAre(entries[1]));
  EXPECT_EQ(read()->last_erasure(), entries[2]);
  std::vector<std::pair<std::string, std::int64_t>> index;
  read()->erasure_index(
      [&](std::string_view key, std::int64_t number) { index.emplace_back(key, number); });
  const std::string of_x = x.substr(0, ErasureStore::kIndexedBytes), of_y(of_x.size(), 'y');
  using Row = std::pair<std::string, std::int64_t>;
  EXPECT_THAT(index, testing::UnorderedElementsAre(Row{of_x, 1}, Row{of_y, 1}, Row{of_x, 2},
                                                   Row{of_y, 3}, Row{of_x, 3}));
  EXPECT_THROW(write()->add_erasures({entries.data(), 1}), StoreError);
}

INSTANTIATE_TEST_SUITE_P(Engines, PurgeStore, testing::ValuesIn(test::engines()),
                         test::engine_name);

TEST_P(PurgeStore, TheLedgersEndIsReplaced) {
  EXPECT_EQ(read()->ledger_end(), std::nullopt);
  change(1, [](Transaction& transaction) { transaction.set_ledger_end({3, "proof"}); });
  change(2, [](Transaction& transaction) { transaction.set_ledger_end({5, "other"}); });
  EXPECT_EQ(read()->ledger_end(), (LedgerEnd{5, "other"}));
}

TEST_P(PurgeStore, IdsWaitToBeScrubbed) {
  const std::vector<std::string> ids = {"s1", "B1", "s1"};
  change(1, [&](Transaction& transaction) { transaction.add_to_scrub(ids); });
  EXPECT_THAT(read()->to_scrub(), testing::UnorderedElementsAre("s1", "B1"));
  change(2, [](Transaction& transaction) { transaction.clear_to_scrub(); });
  EXPECT_THAT(read()->to_scrub(), IsEmpty());
}

TEST_P(PurgeStore, AHeldJobsListLastsUntilTheJobHasEnded) {
  Job job;
  job.status = JobStatus::held;
  const std::vector<UserId> users = {9, 4};
  change(1, [&](Transaction& transaction) {
    job.number = transaction.add_job(job);
    transaction.set_listed(job.number, users);
  });
  EXPECT_THAT(read()->listed(job.number), ElementsAre(4, 9));
  job.status = JobStatus::running;
  change(2, [&](Transaction& transaction) { transaction.update_job(job); });
  EXPECT_THAT(read()->listed(job.number), ElementsAre(4, 9));
  job.status = JobStatus::dropped;
  change(3, [&](Transaction& transaction) { transaction.update_job(job); });
  EXPECT_THAT(read()->listed(job.number), IsEmpty());
}

TEST_P(PurgeStore, WhomALoadSawIsRemembered) {
  const std::vector<UserRange> seen = {{1, 1}, {3, 700}, {1'000'000, 5'000'000'000}};
  Job job;
  change(1, [&](Transaction& transaction) {
    job.number = transaction.add_job(job);
    transaction.set_seen(job.number, seen);
  });
  EXPECT_EQ(read()->seen(job.number), seen);
  EXPECT_THAT(read()->seen(job.number + 1), IsEmpty());
}

TEST_P(PurgeStore, WhoIsWithdrawnStaysInTheHistory) {
  create({plain_user("s1"), plain_user("s2")});
  change(7, [](Transaction& transaction) {
    transaction.withdraw(std::vector<StoredUser>{*find_user(transaction, "s1")});
  });
  EXPECT_FALSE(find_user(*read(), "s1"));
  const auto history = read()->history_of_job(7, 0, 10);
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history.front().before->primary_id, "s1");
  EXPECT_TRUE(history.front().changed.none());
  EXPECT_TRUE(read()->has_history(7));
  EXPECT_FALSE(read()->has_history(8));
}

TEST_P(PurgeStore, NamesWhomUndosRemovedUntilTheirHistoryIsForgotten) {
  const auto withdrawn = [&] {
    std::vector<std::pair<UserId, std::string>> found;
    read()->withdrawn(
        [&](UserId id, const User& before) { found.emplace_back(id, before.last_name); });
    std::sort(found.begin(), found.end());
    return found;
  };
  using Found = std::pair<UserId, std::string>;
  const auto ids = create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  User named = plain_user("s1");
  named.last_name = "Byron";
  const std::string first = plain_user("s1").last_name;
  change(2, [&](Transaction& transaction) { update(transaction, ids[0], named); });
  EXPECT_THAT(withdrawn(), IsEmpty());
  JobNumber undo = 0;
  change(3, [&](Transaction& transaction) {
    Job job;
    job.kind = JobKind::undo;
    undo = transaction.add_job(job);
    transaction.begin_change(undo, test::at(3), "undo");
    update(transaction, ids[2], plain_user("s3"));
    transaction.withdraw(std::vector<StoredUser>{*find_user(transaction, "s1")});
    transaction.withdraw(std::vector<StoredUser>{*find_user(transaction, "s2")});
  });
  std::vector<Found> all = {
      {ids[0], first}, {ids[0], "Byron"}, {ids[1], plain_user("s2").last_name}};
  std::sort(all.begin(), all.end());
  EXPECT_EQ(withdrawn(), all);
  change(4, [&](Transaction& transaction) { transaction.forget_history({&ids[0], 1}); });
  EXPECT_THAT(withdrawn(), ElementsAre(Found{ids[1], plain_user("s2").last_name}));
}

}  // namespace
}  // namespace roster
