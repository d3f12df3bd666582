// How every store lists users in order, and tells their groups.
#include <gmock/gmock.h>

#include "tests/users/store/store_engines.hpp"
#include "users/base/text.hpp"

namespace roster {
namespace {

using test::plain_user;
using testing::ElementsAre;

using StoreLists = test::StoreTest;
INSTANTIATE_TEST_SUITE_P(Engines, StoreLists, testing::ValuesIn(test::engines()),
                         test::engine_name);

TEST_P(StoreLists, AreOrderedByNameAPageAtATime) {
  const auto named = [](const char* id, const char* last, const char* first) {
    User user = plain_user(id);
    user.last_name = last;
    user.first_name = first;
    return user;
  };
  const auto page = [&](ListOrder order, Page part) {
    std::string ids;
    const std::vector<UserId> found = read()->page(order, part).value();
    for (const UserId id : found) ids += user(id).primary_id;
    return ids;
  };
  create({named("c", "Zorn", "Eva"), named("B", "abel", "Ada")});
  EXPECT_FALSE(read()->page(ListOrder::last_name, {0, 10})) << "nobody asked for that yet";
  EXPECT_EQ(page(ListOrder::primary_id, {0, 10}), "Bc");
  change(2, [](Transaction& transaction) { transaction.keep_names(); });
  create({named("a", "Zorn", "eva"), named("d", "Abel", "Zoe")});
  EXPECT_EQ(page(ListOrder::last_name, {0, 10}), "Bdac");
  EXPECT_EQ(page(ListOrder::first_name, {0, 10}), "Bacd");
  EXPECT_EQ(page(ListOrder::primary_id, {1, 2}), "Bc");
  change(3, [&](Transaction& transaction) {
    update(transaction, 2, named("B", "Zz", "Ada"));
    transaction.remove(transaction.get(std::vector<UserId>{1}));
  });
  EXPECT_EQ(page(ListOrder::last_name, {1, 5}), "aB");
}

TEST_P(StoreLists, HoldThoseOfAFirstLoadWhenNamesAreKept) {
  change(1, [](Transaction& transaction) { transaction.keep_names(); });
  create({plain_user("s2"), plain_user("s1")});
  EXPECT_EQ(read()->page(ListOrder::last_name, {0, 10}), (std::vector<UserId>{2, 1}));
  EXPECT_EQ(read()->count({}), 2);
}

/// An index holds all three of a user, and takes 2,704 bytes in PostgreSQL, which compresses what
/// it can.
TEST_P(StoreLists, TakeNamesAsLongAsTheSchemaAllows) {
  std::string name;
  std::uint32_t seed = 7;
  for (int i = 0; i < 255; ++i) {
    seed = seed * 1664525U + 1013904223U;
    append_utf8(0x20000 + (seed >> 16U) % 0xA000, name);
  }
  User longest = plain_user(name);
  longest.first_name = longest.last_name = name;
  change(1, [](Transaction& transaction) { transaction.keep_names(); });
  create({longest, plain_user("s1")});
  EXPECT_EQ(read()->page(ListOrder::last_name, {0, 10}), (std::vector<UserId>{2, 1}));
}

TEST_P(StoreLists, TellTheGroups) {
  User none = plain_user("s1"), grad = plain_user("s2"), staff = plain_user("s3");
  none.user_group = {};
  staff.user_group.value = "STAFF";
  grad.user_group.value = "GRAD";
  create({none, staff, grad});
  EXPECT_THAT(read()->user_groups(), ElementsAre("GRAD", "STAFF"));
}

}  // namespace
}  // namespace roster
