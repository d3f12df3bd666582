// A user whose row of the store is damaged: the next load of that person mends it, and nothing else
// writes it.
#include "tests/support/damage.hpp"
#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {
namespace {

class DamagedRow : public LoadTest {
 protected:
  DamagedRow() {
    open_in_file();
    load(both());
  }
  static std::string both() { return users(person("ada", barcode("100")) + person("bob")); }
  void damage_ada() {
    store_ = nullptr;
    damage_row(directory_.path() / "users.db", 1);
    open_in_file();
  }
  bool is_damaged(std::string_view id) {
    return find_user(*store_->begin(Access::read), id)->damaged();
  }
};

TEST_F(DamagedRow, is_mended_by_the_very_same_bytes) {
  const auto before = dump();
  damage_ada();
  ASSERT_TRUE(is_damaged("ada"));
  const Ended ended = load(both());
  EXPECT_EQ(ended.job.counts.at("updated"), 1);
  EXPECT_EQ(ended.job.counts.at("unchanged"), 1);
  EXPECT_EQ(dump(), before);
}

TEST_F(DamagedRow, is_mended_by_another_record_of_the_person) {
  damage_ada();
  load(users(person("ADA", barcode("101"))));
  EXPECT_FALSE(is_damaged("ada"));
  EXPECT_TRUE(exists("101"));
  EXPECT_FALSE(exists("100"));
}

TEST_F(DamagedRow, is_left_alone_when_the_person_is_absent) {
  profile_.full = true;
  profile_.absent = {1, "INACTIVE", 180};
  damage_ada();
  EXPECT_EQ(load(users(person("bob"))).job.counts.at("absent"), 0);
  EXPECT_TRUE(is_damaged("ada"));
}

TEST_F(DamagedRow, is_listed_by_an_undo_and_stays) {
  damage_ada();
  const Ended undone = undo(last_.number);
  EXPECT_EQ(undone.job.counts.at("kept"), 1);
  EXPECT_EQ(undone.job.counts.at("removed"), 1);
  EXPECT_TRUE(exists("ada"));
}

TEST_F(DamagedRow, keeps_nobody_from_being_listed) {
  damage_ada();
  EXPECT_EQ(everybody(), (std::vector<std::string>{"ada", "bob"}));
}

}  // namespace
}  // namespace roster::test
