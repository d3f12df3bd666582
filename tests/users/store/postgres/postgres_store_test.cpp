// What is particular to a store in a PostgreSQL database.
#include <gmock/gmock.h>

#include "tests/support/files.hpp"
#include "tests/users/store/postgres/postgres_fixture.hpp"
#include "users/store/upkeep.hpp"

namespace roster {
namespace {

using test::at;
using test::plain_user;
using testing::HasSubstr;
using testing::Not;

using PostgresStoreTest = test::PostgresTest;

TEST_F(PostgresStoreTest, NoMessageTellsAValueOfAUser) {
  const auto store = open_store(url_);
  add(*store, "jane.roe");
  const std::string why = refusal<StoreError>([&] { add(*store, "Jane.Roe"); });
  EXPECT_EQ(why.substr(why.find(": ")),
            ": duplicate key value violates unique constraint \"users_by_primary_key\" (23505)");
}

TEST_F(PostgresStoreTest, NoMessageTellsThePassword) {
  const std::string why = refusal<StoreError>([&] {
    open_store("postgresql://roster:open-sesame@/nowhere?host=" + cluster().home().string());
  });
  EXPECT_THAT(why, HasSubstr("database \"nowhere\" does not exist"));
  EXPECT_THAT(why, Not(HasSubstr("sesame")));
}

TEST_F(PostgresStoreTest, AUrlInWhichAPasswordIsNotEncodedIsNotTold) {
  for (const char* url :
       {"postgresql://roster:sec/ret@a/roster", "postgresql://roster:se%zzcret@a/roster",
        "postgresql://roster:x@secret@a/roster", "postgresql://roster:secret@[::1/roster"}) {
    const std::string why = refusal<std::invalid_argument>([&] { open_store(url); });
    EXPECT_THAT(why, HasSubstr(": libpq does not understand this URL: "));
    EXPECT_THAT(why, Not(HasSubstr("sec"))) << url;
    EXPECT_THAT(why, Not(HasSubstr("cret"))) << url;
    EXPECT_THROW(open_reader(url), std::invalid_argument);
  }
}

TEST_F(PostgresStoreTest, AReaderNeverMakesAStore) {
  EXPECT_THAT(refusal<StoreMissing>([&] { open_reader(url_); }), HasSubstr(": there is no store"));
  EXPECT_EQ(sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0\n");
}

TEST_F(PostgresStoreTest, AReaderSeesOneMoment) {
  const auto store = open_store(url_);
  add(*store, "s1");
  const auto reader = open_reader(url_);
  const auto before = reader->begin(Access::read);
  EXPECT_EQ(before->count({}), 1);
  add(*store, "s2");
  EXPECT_EQ(before->count({}), 1);
  EXPECT_THAT(refusal<StoreError>([&] { open_reader(url_)->begin(Access::write); }),
              HasSubstr(": is open for reading only"));
}

TEST_F(PostgresStoreTest, AReaderDoesNotWaitForAFirstLoad) {
  const auto store = open_store(url_);
  const auto load = store->begin(Access::write);
  put(*load, "s1");
  EXPECT_EQ(count(*open_reader(url_)), 0);
  load->commit();
  EXPECT_EQ(count(*open_reader(url_)), 1);
}

TEST_F(PostgresStoreTest, ThatIsWrittenAnewLosesNothing) {
  const auto store = open_store(url_);
  for (int i = 0; i < 20; ++i) add(*store, "s" + std::to_string(i));
  int steps = 0;
  rewrite_store(*store, [&] { ++steps; });
  EXPECT_GT(steps, 10);
  EXPECT_EQ(count(*store), 20);
  add(*store, "later");
  EXPECT_EQ(count(*store), 21);
}

TEST_F(PostgresStoreTest, IsWrittenAnewByTheOwnerOfItsDatabaseAlone) {
  const auto store = open_store(url_);
  sql("ALTER DATABASE " + database() + " OWNER TO postgres");
  EXPECT_THAT(refusal<StoreError>([&] { rewrite_store(*store, [] {}); }),
              HasSubstr(": only the owner of the database can write all its tables anew"));
  add(*store, "s1");
}

/// How many statements the server was sent since it was told to write them down.
std::size_t statements_in(const std::filesystem::path& log) {
  const std::string text = test::read_file(log);
  std::size_t count = 0;
  for (const std::string_view said : {"LOG:  execute ", "LOG:  statement: "})
    for (std::size_t at = 0; (at = text.find(said, at)) != std::string::npos; ++at) ++count;
  return count;
}

TEST_F(PostgresStoreTest, IsSentNoStatementForEachUser) {
  constexpr int kUsers = 3000;
  std::vector<User> users;
  for (int i = 0; i < kUsers; ++i) users.push_back(plain_user("s" + std::to_string(i)));
  std::vector<Write> writes;
  for (const User& user : users) writes.push_back({0, &user, nullptr, {}, {}});
  open_store(url_);
  sql("ALTER DATABASE " + database() + " SET log_statement = 'all'");
  const auto store = open_store(url_);
  const auto log = cluster().home() / "log";
  const std::size_t before = statements_in(log);
  const auto put_all = [&] {
    const auto transaction = store->begin(Access::write);
    transaction->begin_change(1, at(1), "put");
    transaction->put(writes);
    transaction->commit();
  };
  put_all();
  const std::vector<StoredUser> stored = [&] {
    std::vector<UserId> ids;
    for (const Write& write : writes) ids.push_back(write.id);
    return store->begin(Access::read)->get(ids);
  }();
  for (std::size_t i = 0; i < users.size(); ++i) {
    users[i].primary_id += "x";
    users[i].user_group = {"STAFF", "Staff"};
    writes[i] = {stored[i].id, &users[i], &stored[i], {}, {}};
  }
  put_all();
  const std::size_t sent = statements_in(log) - before;
  EXPECT_GT(sent, 20) << "the server did not write them down";
  EXPECT_LT(sent, 200) << "for " << kUsers << " new users and as many changes";
  const auto transaction = store->begin(Access::read);
  EXPECT_EQ(transaction->history_of_user(stored.back().id).back().before, stored.back().user);
  EXPECT_EQ(find_user(*transaction, "s2999X")->user, users.back());
}

TEST_F(PostgresStoreTest, OfANewerVersionIsRefused) {
  open_store(url_);
  sql("INSERT INTO schema_versions VALUES (99)");
  EXPECT_THAT(refusal<StoreError>([&] { open_store(url_); }),
              HasSubstr("was written by a newer Roster (schema version 99; this program supports"));
}

TEST_F(PostgresStoreTest, InADatabaseOfAnotherEncodingIsRefused) {
  sql("CREATE DATABASE latin OWNER roster ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'"
      " TEMPLATE template0");
  EXPECT_THAT(refusal<StoreError>([&] { open_store(cluster().url("latin")); }),
              HasSubstr(": the database's encoding must be UTF8"));
  sql("DROP DATABASE latin WITH (FORCE)");
}

TEST_F(PostgresStoreTest, ComparesIdsByTheirBytesWhateverTheLanguageOfTheDatabase) {
  const auto store = open_store(url_);
  for (const char* id : {"b", "a-b", "ab", "a c", "\u00E5"}) add(*store, id);
  std::string order;
  store->begin(Access::read)->scan({}, [&](const StoredUser& user) {
    order += user.user.primary_id + ' ';
    return true;
  });
  EXPECT_EQ(order, "a c a-b ab b \u00E5 ");
}

}  // namespace
}  // namespace roster
