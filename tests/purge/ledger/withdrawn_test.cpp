// Whom an undo removed and who was erased later: nothing of them stays for an undo of the undo.
#include "purge/ledger/withdrawn.hpp"

#include <algorithm>

#include "purge/delete_user.hpp"
#include "purge/deletion.hpp"
#include "tests/purge/purge_fixture.hpp"

namespace roster::purge::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WithdrawnUsers : public PurgeTest {
 protected:
  /// What an undo does to users whom its load brought.
  JobNumber withdraw(const std::vector<std::string>& ids) {
    const JobNumber undo =
        add_row(JobKind::undo, "1", JobStatus::completed_successfully, now_.time);
    const auto transaction = store_->begin(Access::write);
    std::vector<StoredUser> going;
    for (const std::string& id : ids) going.push_back(*find_user(*transaction, id));
    transaction->begin_change(undo, now_.time, "undo 1");
    enter_erasures(*transaction, key(), {now_.time, undo, "undo 1", DeletePolicy::fully_remove},
                   going);
    transaction->withdraw(going);
    transaction->commit();
    return undo;
  }
  /// The primary ids of whom an undo of the undo can bring back.
  std::vector<std::string> kept_for_undo() {
    std::vector<std::string> ids;
    store_->begin(Access::read)->withdrawn([&](UserId, const User& user) {
      ids.push_back(user.primary_id);
    });
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  void delete_by_hand(const std::string& id) {
    DeleteRequest request;
    request.id = id;
    request.traces.reports = reports();
    request.ledger_key = key();
    run_delete(*store_, request, now_);
  }
  bool is_in_the_file(const std::string& text) {
    store_->checkpoint();
    return read_file(path()).find(text) != std::string::npos;
  }
  bool is_erased_since(const User& user, JobNumber undo) {
    const auto transaction = store_->begin(Access::read);
    return ErasedIds(*transaction, key()).has_one_since(*transaction, user, undo);
  }
};

TEST_F(WithdrawnUsers, AreForgottenWhenTheyCameBackAndArePurged) {
  add({leaver("s1"), leaver("s2")});
  put("s1", [](User& user) { user.last_name = "Earlier-s1"; });
  const JobNumber undo = withdraw({"s1", "s2"});
  EXPECT_THAT(kept_for_undo(), ElementsAre("s1", "s1", "s2"));
  add({leaver("S1")});
  request_.delete_policy = DeletePolicy::fully_remove;
  EXPECT_EQ(purge().counts.at("purged"), 1);
  EXPECT_THAT(kept_for_undo(), ElementsAre("s2"));
  EXPECT_EQ(store_->begin(Access::read)->history_of_job(undo, 0, 10).size(), 1U);
  EXPECT_FALSE(is_in_the_file("Family-s1"));
  EXPECT_FALSE(is_in_the_file("Earlier-s1"));
  EXPECT_TRUE(is_in_the_file("Family-s2"));
}

TEST_F(WithdrawnUsers, AreForgottenWhenTheyCameBackAndAreDeleted) {
  add({stayer("s1")});
  withdraw({"s1"});
  add({stayer("s1")});
  delete_by_hand("s1");
  EXPECT_THAT(kept_for_undo(), IsEmpty());
  EXPECT_FALSE(is_in_the_file("Family-s1"));
}

TEST_F(WithdrawnUsers, AreKnownByAnyIdAlsoByAFormerOne) {
  add({stayer("s1")});
  withdraw({"s1"});
  add({stayer("s9")});
  put("s9", [](User& user) { user.user_identifiers.front().value = "B-s1"; });
  put("s9", [](User& user) { user.user_identifiers.front().value = "B-new"; });
  delete_by_hand("s9");
  EXPECT_THAT(kept_for_undo(), IsEmpty());
}

TEST_F(WithdrawnUsers, StayForAnUndoWhileNobodyErasesThem) {
  add({stayer("s1")});
  withdraw({"s1"});
  add({stayer("s1"), leaver("s2")});
  purge();
  EXPECT_THAT(kept_for_undo(), ElementsAre("s1"));
}

TEST_F(WithdrawnUsers, AreErasedSinceByPurgesAndDeletionsOnly) {
  add({leaver("s1")});
  purge();
  add({leaver("s1")});
  const JobNumber undo = withdraw({"s1"});
  EXPECT_FALSE(is_erased_since(leaver("s1"), undo));
  add({leaver("s1")});
  withdraw({"s1"});
  EXPECT_FALSE(is_erased_since(leaver("s1"), undo)) << "it can be brought back";
  add({leaver("s1")});
  purge();
  EXPECT_TRUE(is_erased_since(leaver("s1"), undo));
  User other = leaver("s2");
  EXPECT_FALSE(is_erased_since(other, undo));
  other.user_identifiers.front().value = "b-S1";
  EXPECT_TRUE(is_erased_since(other, undo));
}

}  // namespace
}  // namespace roster::purge::test
