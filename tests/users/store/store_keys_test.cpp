// The keys of the HTTP API.
#include <gmock/gmock.h>

#include "tests/users/store/store_engines.hpp"

namespace roster {
namespace {

using testing::ElementsAre;

class StoreKeys : public test::StoreTest {
 protected:
  static ApiKey kiosk() {
    return {"kiosk", std::string(32, '\x01'), ApiKey::Right::read, {}, "anna", test::at(5)};
  }
  static ApiKey desk() {
    return {
        "desk",     std::string(32, '\0'), ApiKey::Right::write, test::day(2027, 12, 31), "anna",
        test::at(6)};
  }
  void add(const ApiKey& key) {
    change(0, [&](Transaction& transaction) { transaction.add_key(key); });
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, StoreKeys, testing::ValuesIn(test::engines()), test::engine_name);

TEST_P(StoreKeys, AreFoundByTheirDigest) {
  add(kiosk());
  add(desk());
  reopen();
  EXPECT_EQ(read()->key_of_digest(std::string(32, '\0')), desk());
  EXPECT_EQ(read()->key_of_digest(std::string(32, '\x02')), std::nullopt);
  EXPECT_THAT(read()->keys(), ElementsAre(desk(), kiosk()));
}

TEST_P(StoreKeys, ARevokedOneIsGone) {
  add(kiosk());
  change(0, [&](Transaction& transaction) {
    EXPECT_TRUE(transaction.remove_key("kiosk"));
    EXPECT_FALSE(transaction.remove_key("kiosk"));
  });
  EXPECT_EQ(read()->key_of_digest(kiosk().digest), std::nullopt);
}

TEST_P(StoreKeys, ANameIsGivenOnce) {
  add(kiosk());
  ApiKey again = desk();
  again.name = "kiosk";
  EXPECT_THROW(add(again), StoreError);
}

}  // namespace
}  // namespace roster
