// How SQLite stores of older versions are brought up to date.
#include <gmock/gmock.h>

#include "tests/users/store/sqlite_fixture.hpp"
#include "users/model/document.hpp"

namespace roster {
namespace {

using test::identifier;
using test::plain_user;
using testing::ElementsAre;

class Migration : public test::SqliteStoreTest {
 protected:
  Migration() {
    run_schema("001");
    execute("PRAGMA application_id = 0x526F7374; PRAGMA user_version = 1;");
  }
  void run_schema(const std::string& number) {
    execute(
        bytes_of(roster::tests::source_root() + "/schemas/sql/sqlite_" + number + ".sql").c_str());
  }
  static std::string document(const User& user) {
    std::string bytes, hex;
    encode_user(user, bytes);
    for (const char c : bytes) {
      char digits[3];
      std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
      hex += digits;
    }
    return "x'" + hex + "'";
  }
  /// As an older version wrote it.
  void add(UserId id, const User& user, const std::string& key) {
    const std::string number = std::to_string(id);
    execute(("INSERT INTO users VALUES (" + number + ", '" + key +
             "', 'PUBLIC', 'STUDENT', 'SIS', NULL, NULL, 1); INSERT INTO documents VALUES (" +
             number + ", 1, " + document(user) + ");")
                .c_str());
    for (const Identifier& each : user.user_identifiers) {
      execute(("INSERT INTO identifiers VALUES (" + number + ", '" + each.id_type.value + "', '" +
               each.value + "')")
                  .c_str());
    }
  }
  static User with_barcode(std::string primary_id, std::string barcode) {
    User user = plain_user(std::move(primary_id));
    user.user_identifiers = {identifier("BARCODE", std::move(barcode))};
    return user;
  }
  UserId owner(std::string_view text) {
    auto store = open_store(url_);
    const Owners owners = store->begin(Access::read)->owners({&text, 1}).front();
    return owners.by_primary_id != 0 ? owners.by_primary_id : owners.by_identifier;
  }
};

TEST_F(Migration, KeepsTheUsers) {
  add(1, plain_user("s1"), "s1");
  auto store = open_store(url_);
  auto transaction = store->begin(Access::read);
  EXPECT_EQ(find_user(*transaction, "S1")->user, plain_user("s1"));
  EXPECT_EQ(query("PRAGMA user_version"), newest_schema());
}

TEST_F(Migration, FoldsPrimaryIdsAnew) {
  add(1, plain_user("Straße"), "strasse");
  EXPECT_EQ(owner("STRAßE"), 1);
  EXPECT_EQ(owner("strasse"), 0);
}

TEST_F(Migration, MakesIdentifiersCompareWithoutCase) {
  add(1, with_barcode("s1", "B1"), "s1");
  EXPECT_EQ(owner("b1"), 1);
  EXPECT_EQ(open_store(url_)->begin(Access::read)->identifier_case(), IdentifierCase::insensitive);
}

TEST_F(Migration, LeavesIdentifiersThatDifferInCaseAloneAsTheyAre) {
  add(1, with_barcode("s1", "B1"), "s1");
  add(2, with_barcode("s2", "b1"), "s2");
  add(3, with_barcode("s3", "B3"), "s3");
  std::string told;
  open_store(url_, {{}, [&](const std::vector<IdentifierClash>& clashes) {
                      for (const IdentifierClash& clash : clashes)
                        told += clash.value + " of " + clash.primary_id + '\n';
                    }});
  EXPECT_EQ(told, "B1 of s1\nb1 of s2\n");
  EXPECT_EQ(owner("B1"), 1);
  EXPECT_EQ(owner("b1"), 2);
  EXPECT_EQ(open_store(url_)->begin(Access::read)->identifier_case(), IdentifierCase::sensitive);
}

TEST_F(Migration, LeavesIdentifiersAsTheyAreWhenAsked) {
  add(1, with_barcode("s1", "B1"), "s1");
  open_store(url_, {IdentifierCase::sensitive});
  EXPECT_EQ(owner("B1"), 1);
  EXPECT_EQ(owner("b1"), 0);
}

TEST_F(Migration, FindsFormerIdsInTheHistory) {
  add(1, with_barcode("s1", "B2"), "s1");
  execute(("INSERT INTO changes VALUES (1, 0, 0, 'set', NULL, NULL);"
           "INSERT INTO history VALUES (1, 1, 0, " +
           document(with_barcode("s1", "B1")) + ");")
              .c_str());
  auto store = open_store(url_);
  EXPECT_THAT(store->begin(Access::read)->former_ids(std::vector<UserId>{1}).front(),
              ElementsAre("B1"));
}

TEST_F(Migration, CountsFields) {
  add(1, plain_user("s1"), "s1");
  add(2, with_barcode("s2", "B1"), "s2");
  const FieldCounts counts = open_store(url_)->begin(Access::read)->field_counts("SIS");
  EXPECT_EQ(counts[std::size_t(Field::user_group)], 2);
  EXPECT_EQ(counts[std::size_t(Field::user_identifiers)], 1);
}

TEST_F(Migration, FindsDamagedRows) {
  add(1, plain_user("s1"), "s1");
  execute(
      "INSERT INTO users VALUES (2, 's2', '', '', '', NULL, NULL, 1);"
      "INSERT INTO documents VALUES (2, 1, x'0205');");
  open_store(url_);
  EXPECT_EQ(query("SELECT user FROM suspects"), "2");
}

TEST_F(Migration, KeepsAbsencesAndObligations) {
  run_schema("002");
  add(1, plain_user("straße"), "strasse");
  execute(
      "PRAGMA user_version = 2; INSERT INTO absences VALUES (1, 'SIS', 2);"
      "INSERT INTO obligation_sources VALUES (1, 'desk', 0);"
      "INSERT INTO obligations VALUES (1, 'strasse', 'straße', 'loan', 1, 0);");
  auto store = open_store(url_);
  auto transaction = store->begin(Access::read);
  EXPECT_EQ(transaction->obligations_of(std::vector<UserId>{1}).front().size(), 1U);
  const auto absences = transaction->absences("SIS");
  ASSERT_EQ(absences.size(), 1U);
  EXPECT_EQ(absences[0].times, 2);
}

// How identifiers compare ---------------------------------------------------------------------

using IdentifierCaseOfAStore = test::SqliteStoreTest;

TEST_F(IdentifierCaseOfAStore, IsFixedWhenItIsMade) {
  open_store(url_, {IdentifierCase::sensitive});
  EXPECT_EQ(open_store(url_)->begin(Access::read)->identifier_case(), IdentifierCase::sensitive);
  try {
    open_store(url_, {IdentifierCase::insensitive});
    ADD_FAILURE();
  } catch (const StoreError& error) {
    EXPECT_EQ(error.what(), url_ +
                                ": uses `case: sensitive`, which cannot be changed; the "
                                "configuration says `case: insensitive`");
  }
}

TEST_F(IdentifierCaseOfAStore, IsInsensitiveByDefault) {
  open_store(url_);
  try {
    open_store(url_, {IdentifierCase::sensitive});
    ADD_FAILURE();
  } catch (const StoreError& error) {
    EXPECT_EQ(error.what(), url_ +
                                ": uses `case: insensitive`, which cannot be changed; the "
                                "configuration says `case: sensitive`");
  }
}

TEST_F(Migration, FindsEveryEntryOfTheErasureLedger) {
  run_schema("002");
  execute(
      "PRAGMA user_version = 2;"
      "INSERT INTO erasures VALUES (1, cast(printf('%032d', 1) AS BLOB), 5, 7, 'purge',"
      " 'fully_remove', x'01');"
      "INSERT INTO erasures VALUES (2, cast(printf('%032d', 2) AS BLOB), 5, 7, 'purge',"
      " 'fully_remove', x'02');");
  auto store = open_store(url_);
  auto transaction = store->begin(Access::read);
  const std::string second = std::string(31, '0') + '2';
  const std::vector<Erasure> found = transaction->erasures_of(second);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().number, 2);
  EXPECT_THAT(found.front().hashes, ElementsAre(second));
  EXPECT_EQ(transaction->last_erasure()->number, 2);
  EXPECT_EQ(transaction->ledger_end(), std::nullopt);
}

}  // namespace
}  // namespace roster
