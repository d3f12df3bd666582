// How far exports got, and who was removed since.
#include <gmock/gmock.h>

#include "tests/users/store/store_engines.hpp"

namespace roster {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StoreExports : public test::StoreTest {
 protected:
  void set(const ExportState& state) {
    change(0, [&](Transaction& transaction) { transaction.set_export_state(state); });
  }
  std::vector<std::string> departed(std::string_view name) {
    std::vector<std::string> ids;
    for (const Departure& departure : read()->departures(name)) ids.push_back(departure.id);
    return ids;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, StoreExports, testing::ValuesIn(test::engines()),
                         test::engine_name);

TEST_P(StoreExports, AreRemembered) {
  EXPECT_EQ(read()->export_state("koha"), std::nullopt);
  const ExportState koha{"koha", 17, 4, "{}", "BARCODE"};
  set(koha);
  EXPECT_EQ(read()->export_state("koha"), koha);
}

TEST_P(StoreExports, TheLastRevisionOutlivesTheHistory) {
  create({test::plain_user("s1")});
  const std::int64_t last = read()->last_revision();
  EXPECT_GT(last, 0);
  change(0, [](Transaction& transaction) { transaction.forget_history_before(test::at(1 << 30)); });
  EXPECT_EQ(read()->last_revision(), last + 1);
}

TEST_P(StoreExports, HearOfWhoeverWasRemovedByTheTypeTheyAskedFor) {
  User user = test::plain_user("S1");
  user.user_identifiers = {test::identifier("BARCODE", "B1"), test::identifier("UNIV_ID", "U1"),
                           test::identifier("BARCODE", "B2")};
  const UserId id = create({user, test::plain_user("s2")}).front();
  set({"koha", 1, 1, "", "BARCODE"});
  set({"doors", 1, 1, "", "primary_id"});
  set({"folio", 1, 1, "", ""});
  change(0, [&](Transaction& transaction) { transaction.remove(transaction.get({&id, 1})); });
  EXPECT_THAT(departed("koha"), ElementsAre("B1", "B2"));
  EXPECT_THAT(departed("doors"), ElementsAre("S1"));
  EXPECT_THAT(departed("folio"), IsEmpty());
  EXPECT_EQ(read()->departures("doors").front().user_group, "STUDENT");
}

TEST_P(StoreExports, ForgetWhomTheyHandedOn) {
  const std::vector<UserId> ids = create({test::plain_user("s1"), test::plain_user("s2")});
  set({"doors", 1, 1, "", "primary_id"});
  change(0, [&](Transaction& transaction) { transaction.remove(transaction.get(ids)); });
  const std::int64_t first = read()->departures("doors").front().number;
  change(0, [&](Transaction& transaction) { transaction.forget_departures("doors", first); });
  EXPECT_THAT(departed("doors"), ElementsAre("s2"));
  set({"doors", 1, 1, "", ""});
  EXPECT_THAT(departed("doors"), IsEmpty());
}

TEST_P(StoreExports, AreForgottenWhenTheyAreConfiguredNoLonger) {
  const UserId id = create({test::plain_user("s1")}).front();
  set({"doors", 1, 1, "", "primary_id"});
  set({"koha", 1, 1, "", "primary_id"});
  change(0, [&](Transaction& transaction) { transaction.remove(transaction.get({&id, 1})); });
  const std::string koha = "koha";
  change(0, [&](Transaction& transaction) { transaction.forget_exports_except({&koha, 1}); });
  EXPECT_EQ(read()->export_state("doors"), std::nullopt);
  EXPECT_THAT(departed("doors"), IsEmpty());
  EXPECT_THAT(departed("koha"), ElementsAre("s1"));
}

}  // namespace
}  // namespace roster
