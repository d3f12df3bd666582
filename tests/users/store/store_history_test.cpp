// What every store remembers: history, absences, locks and jobs.
#include <gmock/gmock.h>

#include "tests/users/store/store_engines.hpp"

namespace roster {

bool operator==(const Lock& left, const Lock& right) {
  return left.holder == right.holder && left.until == right.until;
}

namespace {

using test::full_user;
using test::plain_user;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class StoreHistory : public test::StoreTest {
 protected:
  static User named(std::string primary_id, std::string first_name) {
    User user = plain_user(std::move(primary_id));
    user.first_name = std::move(first_name);
    return user;
  }
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
  change(2, [&](Transaction& transaction) { transaction.remove(std::vector<UserId>{2}); });
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
    transaction.remove(std::vector<UserId>{1});
    transaction.forget_history(std::vector<UserId>{1});
  });
  EXPECT_THAT(read()->history_of_user(1), IsEmpty());
  EXPECT_THAT(ids_of(read()->history_of_job(2, 0, 10)), ElementsAre(2));
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

// Absences and locks --------------------------------------------------------------------------

TEST_P(StoreHistory, AbsencesAreReplacedProfileByProfile) {
  create({plain_user("s1"), plain_user("s2"), plain_user("s3")});
  change(2, [&](Transaction& transaction) {
    transaction.set_absences("SIS", std::vector<std::pair<UserId, int>>{{3, 1}, {1, 2}});
    transaction.set_absences("HR", std::vector<std::pair<UserId, int>>{{2, 9}});
  });
  EXPECT_THAT(read()->absences("SIS"), ElementsAre(Pair(1, 2), Pair(3, 1)));
  change(3, [&](Transaction& transaction) {
    transaction.set_absences("SIS", std::vector<std::pair<UserId, int>>{{3, 2}});
  });
  EXPECT_THAT(read()->absences("SIS"), ElementsAre(Pair(3, 2)));
  EXPECT_THAT(read()->absences("HR"), ElementsAre(Pair(2, 9)));
  EXPECT_THAT(read()->absences("none"), IsEmpty());
}

TEST_P(StoreHistory, LocksAreSetReplacedAndCleared) {
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

// Jobs ----------------------------------------------------------------------------------------

Job sample_job(JobKind kind, JobStatus status, std::string name) {
  Job job;
  job.by = "anna";
  job.kind = kind;
  job.status = status;
  job.name = std::move(name);
  job.file = "users.zip";
  job.digest = "xxh3-128:0";
  job.dry_run = DryRun::yes;
  job.started = test::at(100);
  job.ended = test::at(160);
  job.counts = {{"processed", 3}, {"created", -1}};
  job.warnings = {{"bad_date", 1}, {"code with space", 2}};
  job.message = "held: 51 % updated\nsecond line";
  job.request = R"({"spool":"1"})";
  return job;
}

std::vector<JobNumber> numbers(const std::vector<Job>& jobs) {
  std::vector<JobNumber> numbers;
  for (const Job& job : jobs) numbers.push_back(job.number);
  return numbers;
}

TEST_P(StoreHistory, JobsAreKeptWhole) {
  const Job job = sample_job(JobKind::remove, JobStatus::held, "SIS");
  change(1, [&](Transaction& transaction) { EXPECT_EQ(transaction.add_job(job), 1); });
  const auto kept = read()->job(1);
  ASSERT_TRUE(kept);
  EXPECT_EQ(to_json(*kept).substr(10), to_json(job).substr(10));
  EXPECT_EQ(kept->number, 1);
  EXPECT_EQ(kept->request, job.request);
  EXPECT_EQ(kept->counts, job.counts);
  EXPECT_EQ(kept->warnings, job.warnings);
  EXPECT_EQ(read()->job(2), std::nullopt);
}

TEST_P(StoreHistory, JobsAreUpdated) {
  Job job;
  job.started = test::at(100);
  change(1, [&](Transaction& transaction) { job.number = transaction.add_job(job); });
  EXPECT_EQ(read()->job(1)->ended, std::nullopt);
  job = sample_job(JobKind::import, JobStatus::failed, "SIS");
  job.number = 1;
  change(2, [&](Transaction& transaction) { transaction.update_job(job); });
  EXPECT_EQ(to_json(*read()->job(1)), to_json(job));
  auto transaction = write();
  job.number = 2;
  EXPECT_THROW(transaction->update_job(job), StoreError);
}

TEST_P(StoreHistory, JobsAreListedNewestFirstByEveryFilter) {
  change(1, [&](Transaction& transaction) {
    transaction.add_job(sample_job(JobKind::import, JobStatus::failed, "SIS"));
    transaction.add_job(sample_job(JobKind::synchronize, JobStatus::held, "SIS"));
    transaction.add_job(sample_job(JobKind::synchronize, JobStatus::failed, "HR"));
  });
  auto transaction = read();
  EXPECT_THAT(numbers(transaction->jobs({})), ElementsAre(3, 2, 1));
  EXPECT_THAT(numbers(transaction->jobs({.limit = 2})), ElementsAre(3, 2));
  EXPECT_THAT(numbers(transaction->jobs({.kind = JobKind::synchronize})), ElementsAre(3, 2));
  EXPECT_THAT(numbers(transaction->jobs({.status = JobStatus::failed})), ElementsAre(3, 1));
  EXPECT_THAT(numbers(transaction->jobs({.name = "SIS", .limit = 1})), ElementsAre(2));
}

}  // namespace
}  // namespace roster
