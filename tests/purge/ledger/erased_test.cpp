// Erased means erased: nothing of a purged person is left in the bytes of any file.
#include "purge/delete_user.hpp"
#include "tests/purge/purge_fixture.hpp"
#include "users/model/fields.hpp"

namespace roster::purge::test {
namespace {

using testing::IsEmpty;

/// Words that stand in everything that is kept of a person, and nowhere else.
constexpr std::string_view kId = "canary-id";
constexpr std::string_view kName = "Canary-Family";
constexpr std::string_view kMail = "canary-mail@";
constexpr std::string_view kBarcode = "CANARY-BARCODE";

constexpr JobNumber kLoad = 900;

User canary(int number) {
  const std::string tail = std::to_string(number);
  User user = leaver(std::string(kId) + tail);
  user.last_name = std::string(kName) + tail;
  user.emails.front().email_address = std::string(kMail) + tail;
  user.user_identifiers = {identifier("BARCODE", std::string(kBarcode) + tail)};
  user.user_notes.push_back({.note_text = std::string(5000, 'n') + std::string(kName)});
  user.user_statistics.push_back(
      {Segment::external, {"LAW", ""}, {"FACULTY", ""}, std::string(kName)});
  return user;
}

class Erased : public PurgeTest {
 protected:
  /// People who go among people who stay, with history, a lease that ended, and debts too small to
  /// matter.
  void fill() {
    std::vector<User> users;
    for (int i = 0; i < 400; ++i) {
      users.push_back(i % 2 == 0 ? canary(i) : stayer("s" + std::to_string(i)));
    }
    add(users);
    edit_everybody();
    std::vector<Obligation> rows;
    for (int i = 0; i < 400; i += 2) {
      rows.push_back({canary(i).primary_id, ObligationKind::request, 1, {}});
      rows.push_back({std::string(kBarcode) + std::to_string(i), ObligationKind::request, 1, {}});
    }
    owes(rows);
    request_.guard.share = 1;
  }

  void edit_everybody() {
    std::vector<StoredUser> before;
    const auto transaction = store_->begin(Access::write);
    transaction->scan({}, [&](const StoredUser& stored) {
      before.push_back(stored);
      return true;
    });
    std::vector<User> after;
    for (const StoredUser& stored : before) after.push_back(stored.user);
    std::vector<Write> writes;
    for (std::size_t i = 0; i < after.size(); ++i) {
      after[i].first_name += " Edited";
      writes.push_back({before[i].id, &after[i], &before[i], {2, 2}, {}});
      if (after[i].last_name.starts_with(kName)) {
        transaction->set_lock(before[i].id, Lock{std::string(kName), now_.time});
      }
    }
    transaction->begin_change(0, now_.time, "edit");
    transaction->put(writes);
    transaction->commit();
  }

  /// A report of a load that names people.
  void report_load(std::string_view id) {
    ReportWriter report(reports(), kLoad);
    ReportLine line;
    line.outcome = "created";
    line.primary_id = id;
    report.line(line);
    ReportLine other;
    other.outcome = "rejected";
    other.primary_id = "s999";
    const std::string message = "identifier B1 is already taken by " + std::string(id) + ".";
    other.message = message;
    report.line(other);
    report.finish({});
    report.publish();
  }

  /// The files that hold one of the words.
  std::vector<std::string> files_with(std::initializer_list<std::string_view> words) const {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(directory_.path())) {
      if (!entry.is_regular_file()) continue;
      const std::string bytes = read_file(entry.path());
      for (const std::string_view word : words) {
        if (bytes.find(word) != std::string::npos) {
          found.push_back(entry.path().filename().string() + ": " + std::string(word));
        }
      }
    }
    return found;
  }
};

TEST_F(Erased, TheTestWouldSeeThem) {
  fill();
  EXPECT_FALSE(files_with({kId}).empty());
  EXPECT_FALSE(files_with({kName}).empty());
  EXPECT_FALSE(files_with({kMail}).empty());
  EXPECT_FALSE(files_with({kBarcode}).empty());
}

TEST_F(Erased, OnlyTheReportsStillHoldPrimaryIds) {
  fill();
  Job job = purge();
  ASSERT_EQ(job.counts["purged"], 200);
  EXPECT_THAT(files_with({kName, kMail, kBarcode}), IsEmpty());
  EXPECT_THAT(files_with({kId}), testing::ElementsAre("users.ndjson: canary-id"));
}

TEST_F(Erased, FullyRemovedIsGoneFromTheReportsToo) {
  fill();
  report_load(canary(0).primary_id);
  request_.delete_policy = DeletePolicy::fully_remove;
  preview();
  Job job = purge();
  ASSERT_EQ(job.counts["purged"], 200);
  EXPECT_EQ(lines(job.number).size(), 200U);
  EXPECT_THAT(files_with({kId, kName, kMail, kBarcode}), IsEmpty());
  EXPECT_THAT(
      lines(kLoad),
      testing::ElementsAre(R"j({"outcome":"created","primary_id":"(erased)"})j",
                           R"j({"outcome":"rejected","primary_id":"s999","message":"(erased)"})j"));
}

TEST_F(Erased, AStricterPolicyAlsoWipesEarlierPurgesReports) {
  fill();
  request_.delete_policy = DeletePolicy::keep_statistics;
  purge();
  EXPECT_FALSE(files_with({kId}).empty());
  request_.delete_policy = DeletePolicy::fully_remove;
  purge();
  EXPECT_THAT(files_with({kId, kName, kMail, kBarcode}), IsEmpty());
}

TEST_F(Erased, DeletedByHandIsGoneEverywhere) {
  add({canary(7), stayer("s1")});
  report_load(canary(7).primary_id);
  run_delete(*store_, {canary(7).primary_id, Force::no, DryRun::no, request_.traces, key(), {}},
             now_);
  EXPECT_THAT(files_with({kId, kName, kMail, kBarcode}), IsEmpty());
}

TEST_F(Erased, WhoStaysIsUntouched) {
  fill();
  request_.delete_policy = DeletePolicy::fully_remove;
  report_load("s1");
  purge();
  EXPECT_EQ(everybody().size(), 200U);
  EXPECT_EQ(lines(kLoad).front(), R"({"outcome":"created","primary_id":"s1"})");
  const auto transaction = store_->begin(Access::read);
  const UserId id = find_user(*transaction, "s1")->id;
  EXPECT_EQ(transaction->history_of_user(id).size(), 2U);
}

}  // namespace
}  // namespace roster::purge::test
