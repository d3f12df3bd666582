// A damaged row of a SQLite store costs one user, and nothing else.
#include <gmock/gmock.h>

#include "tests/users/store/sqlite_fixture.hpp"

namespace roster {
namespace {

using test::identifier;
using test::plain_user;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class DamagedRow : public test::SqliteStoreTest {
 protected:
  DamagedRow() {
    User user = plain_user("S2");
    user.last_name = "Berg";
    user.purge_date = test::day(2026, 11, 22);
    user.user_identifiers = {identifier("BARCODE", "B2")};
    open();
    put(0, plain_user("s1"), {1, 1});
    put(0, user, {2, 2});
    put(0, plain_user("s3"), {3, 3});
    damage(2);
  }
  void open() {
    store_ = nullptr;
    store_ = open_store(url_);
  }
  void damage(UserId id) {
    store_ = nullptr;
    execute(("UPDATE documents SET document = x'0205' WHERE user = " + std::to_string(id)).c_str());
    open();
  }
  void put(UserId id, const User& user, Digest digest) {
    auto transaction = store_->begin(Access::write);
    transaction->begin_change(7, test::at(1), "load");
    const auto before = transaction->get_existing({&id, 1});
    Write write{id, &user, before.empty() ? nullptr : &before.front(), digest, {}};
    transaction->put({&write, 1});
    transaction->commit();
  }
  StoredUser user(UserId id) { return store_->begin(Access::read)->get({&id, 1}).front(); }
  std::vector<std::string> shown() {
    std::vector<std::string> ids;
    store_->begin(Access::read)->scan({}, [&](const StoredUser& stored) {
      ids.push_back(shown_id(stored));
      return true;
    });
    return ids;
  }
  std::vector<UserId> with_digests() {
    std::vector<UserId> ids;
    store_->begin(Access::read)->digests([&](UserId id, const Digest&) { ids.push_back(id); });
    return ids;
  }

  std::unique_ptr<Store> store_;
};

TEST_F(DamagedRow, IsGivenAsSuchWithWhatIsKnownBesideTheDocument) {
  const StoredUser stored = user(2);
  EXPECT_TRUE(stored.damaged());
  EXPECT_EQ(stored.user.primary_id, "s2");
  EXPECT_EQ(stored.user.user_group.value, "STUDENT");
  EXPECT_EQ(stored.user.purge_date, test::day(2026, 11, 22));
  EXPECT_EQ(stored.user.user_identifiers.front().value, "b2");
  EXPECT_FALSE(user(1).damaged());
}

TEST_F(DamagedRow, IsListedByItsNumberAmongTheOthers) {
  EXPECT_THAT(shown(), ElementsAre("s1", "(damaged row 2)", "s3"));
}

TEST_F(DamagedRow, HasNoDigestEvenBeforeItWasRead) {
  EXPECT_THAT(with_digests(), ElementsAre(1, 3));
}

TEST_F(DamagedRow, FoundByReadingHasNoDigestFromThenOn) {
  store_ = nullptr;
  execute("DELETE FROM suspects");  // as damage by the disk: nobody was told
  open();
  EXPECT_THAT(with_digests(), ElementsAre(1, 2, 3));
  user(2);
  EXPECT_THAT(with_digests(), ElementsAre(1, 3));
  store_->begin(Access::write)->commit();
  open();
  EXPECT_THAT(with_digests(), ElementsAre(1, 3));
}

TEST_F(DamagedRow, IsMendedByTheNextLoad) {
  const User mended = plain_user("s2");
  put(2, mended, {2, 2});
  open();
  EXPECT_EQ(user(2).user, mended);
  EXPECT_FALSE(user(2).damaged());
  EXPECT_THAT(with_digests(), ElementsAre(1, 2, 3));
  EXPECT_EQ(query("SELECT count(*) FROM suspects"), "0");
  auto transaction = store_->begin(Access::read);
  EXPECT_EQ(find_user(*transaction, "B2"), std::nullopt) << "the record had none";
  EXPECT_EQ(transaction->history_of_user(2).size(), 1U) << "that it was created";
}

TEST_F(DamagedRow, MayHaveLostItsDocument) {
  store_ = nullptr;
  execute("DELETE FROM documents WHERE user = 2");
  open();
  EXPECT_THAT(shown(), ElementsAre("s1", "(damaged row 2)", "s3"));
  EXPECT_EQ(user(2).user.primary_id, "s2");
  const User mended = plain_user("s2");
  put(2, mended, {2, 2});
  open();
  EXPECT_EQ(user(2).user, mended);
  EXPECT_THAT(with_digests(), ElementsAre(1, 2, 3));
}

TEST_F(DamagedRow, IsNotEdited) {
  const User edited = plain_user("s2");
  try {
    put(2, edited, {});
    ADD_FAILURE();
  } catch (const StoreError& error) {
    EXPECT_EQ(error.what(), url_ + ": row 2 is damaged and cannot be edited");
  }
  EXPECT_TRUE(user(2).damaged());
}

TEST_F(DamagedRow, IsRemoved) {
  auto transaction = store_->begin(Access::write);
  transaction->remove(transaction->get(std::vector<UserId>{2}));
  transaction->commit();
  transaction = nullptr;
  EXPECT_THAT(shown(), ElementsAre("s1", "s3"));
  EXPECT_EQ(query("SELECT count(*) FROM suspects"), "0");
}

/// Users are selected by these columns: by a date of theirs somebody could be purged.
TEST_F(DamagedRow, IsOneWhoseColumnsContradictItsDocument) {
  for (const char* change :
       {"purge_date = 20000", "expiry_date = 20000", "external = 0", "record_type = 'STAFF'",
        "user_group = 'GUEST'", "external_id = 'HR'", "primary_key = 's11'"}) {
    SCOPED_TRACE(change);
    store_ = nullptr;
    execute(("UPDATE users SET " + std::string(change) + " WHERE id = 1").c_str());
    open();
    EXPECT_TRUE(user(1).damaged());
    EXPECT_FALSE(user(3).damaged());
    EXPECT_EQ(shown().front(), "(damaged row 1)");
    EXPECT_THAT(with_digests(), ElementsAre(3)) << "the next load mends it";
    put(1, plain_user("s1"), {1, 1});
    open();
    EXPECT_EQ(user(1).user, plain_user("s1"));
    EXPECT_FALSE(user(1).damaged());
    EXPECT_THAT(with_digests(), ElementsAre(1, 3));
  }
}

TEST_F(DamagedRow, OfTheHistoryIsNotACreation) {
  User user = plain_user("s1");
  user.last_name = "Berg";
  put(1, user, {1, 2});
  store_ = nullptr;
  execute("UPDATE history SET before = x'0205'");
  open();
  const auto history = store_->begin(Access::read)->history_of_user(1);
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[1].state, RowState::damaged);
  EXPECT_TRUE(history[1].before);
}

TEST_F(DamagedRow, OfTheRemainsCountsAsSomebody) {
  {
    auto transaction = store_->begin(Access::write);
    transaction->put_remains(std::vector<Remains>{{"01", DeletePolicy::keep_statistics, User{}}});
    transaction->commit();
  }
  store_ = nullptr;
  execute("UPDATE remains SET document = x'0205'");
  open();
  const auto remains =
      store_->begin(Access::read)->remains_looser_than(DeletePolicy::fully_remove, "", 10);
  ASSERT_EQ(remains.size(), 1U);
  EXPECT_EQ(remains[0].user, User{});
}

/// Its users are read again by their next load, and nothing fails.
TEST_F(DamagedRow, OfDigestsIsAsIfThereWereNone) {
  for (const char* damage :
       {"DELETE FROM digest_changes; INSERT OR REPLACE INTO digest_pages VALUES (0, x'ff')",
        "INSERT INTO digest_changes (changes) VALUES (x'ff')"}) {
    store_ = nullptr;
    execute(damage);
    open();
    EXPECT_THAT(with_digests(), IsEmpty()) << damage;
    put(0, plain_user(damage), {5, 5});
    EXPECT_THAT(with_digests(), SizeIs(1)) << damage;
  }
}

TEST_F(DamagedRow, OfAnObligationBlocksItsUser) {
  {
    auto transaction = store_->begin(Access::write);
    transaction->begin_obligations("circulation", test::at(1));
    transaction->add_obligations("circulation", std::vector<Obligation>{{"s1"}});
    transaction->commit();
  }
  store_ = nullptr;
  execute(
      "UPDATE obligations SET kind = 'zzz', count = -1;"
      "UPDATE obligation_sources SET as_of = 9223372036854775807");
  open();
  const auto transaction = store_->begin(Access::read);
  const auto rows = transaction->obligations_of(std::vector<UserId>{1}).front();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(kind_text(rows[0]), "other:damaged");
  EXPECT_EQ(rows[0].count, 1);
  EXPECT_EQ(format_time(transaction->obligation_sources().front().as_of), "9999-12-31T00:00:00Z");
}

TEST_F(DamagedRow, IsNeverWritten) {
  User user = plain_user("s4");
  user.purge_date = test::day(9999, 12, 31) + std::chrono::days{1};
  try {
    put(0, user, {4, 4});
    ADD_FAILURE();
  } catch (const StoreError& error) {
    EXPECT_EQ(error.what(),
              url_ + ": user 4 cannot be written: a day is not in the years 1 to 9999");
  }
  EXPECT_THAT(shown(), ElementsAre("s1", "(damaged row 2)", "s3"));
}

}  // namespace
}  // namespace roster
