// What is particular to a store in a PostgreSQL database.
#include <gmock/gmock.h>

#include "tests/users/store/postgres/postgres_fixture.hpp"

namespace roster {
namespace {

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
