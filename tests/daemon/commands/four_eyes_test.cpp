// Under four_eyes what one person starts another must approve, whichever way they come.
#include "daemon/work/asked.hpp"
#include "purge/payload.hpp"
#include "tests/daemon/rosterctl.hpp"
#include "tests/support/feed_text.hpp"

namespace roster::test {
namespace {

class FourEyes : public Rosterctl {
 protected:
  FourEyes() {
    configure(
        "profiles: [{code: SIS}]\nobligations: none\nhttp: {four_eyes: true}\n"
        "purge: {jobs: [{name: leavers}]}\n");
  }

  static std::string refusal(int job) {
    return fmt::format("rosterctl: {} started job {}: somebody else must approve it (four_eyes)\n",
                       account_name(::getuid()), job);
  }

  std::string people(std::string_view name) {
    std::string text;
    for (int i = 0; i < 120; ++i)
      text += fmt::format(
          "<user><primary_id>s{}</primary_id><last_name>{}</last_name>"
          "<purge_date>2020-01-01Z</purge_date></user>",
          i, name);
    return file("feed.xml", users(text));
  }

  std::string status(int job) {
    configured({"job", std::to_string(job), "--json"});
    return std::string(document().at("status").as_string());
  }
};

TEST_F(FourEyes, ALoadIsNotApprovedByWhoStartedIt) {
  configured({"sync", "SIS", people("Before")});
  configured({"sync", "SIS", people("After")});
  ASSERT_EQ(status(2), "held");
  EXPECT_EQ(configured({"approve", "2"}), 3);
  EXPECT_EQ(err_, refusal(2));
  EXPECT_EQ(status(2), "held");
  EXPECT_EQ(configured({"reject", "2"}), 0) << "to give up takes one";
}

TEST_F(FourEyes, AnUndoIsHeld) {
  configured({"sync", "SIS", people("Before")});
  configured({"undo", "1"});
  EXPECT_EQ(status(2), "held");
  EXPECT_EQ(configured({"approve", "2"}), 3);
  EXPECT_EQ(err_, refusal(2));
  EXPECT_EQ(configured({"user", "s1"}), 0);
}

TEST_F(FourEyes, APurgeThatListsWhoGoesIsHeld) {
  configured({"sync", "SIS", people("Before")});
  EXPECT_EQ(configured({"purge", "leavers", "--yes", "--ids", "primary_id"}), 4);
  EXPECT_EQ(status(2), "held");
  EXPECT_EQ(configured({"user", "s1"}), 0);
}

TEST_F(FourEyes, APurgeIsHeld) {
  configured({"sync", "SIS", people("Before")});
  configured({"purge", "leavers", "--yes"});
  EXPECT_EQ(status(2), "held");
  EXPECT_EQ(configured({"approve", "2"}), 3);
  EXPECT_EQ(err_, refusal(2));
  EXPECT_EQ(configured({"user", "s1"}), 0);
}

TEST_F(FourEyes, ADeletionIsHeld) {
  configured({"sync", "SIS", people("Before")});
  EXPECT_EQ(configured({"delete", "s1", "--force", "--yes"}), 4);
  EXPECT_THAT(out_, testing::HasSubstr("job 2: delete by hand: held"));
  EXPECT_THAT(out_, testing::HasSubstr("held on request: the deletion is to be approved"));
  EXPECT_THAT(out_, testing::HasSubstr(
                        "nobody was removed; `rosterctl approve 2` or `rosterctl reject 2`\n"));
  EXPECT_EQ(configured({"approve", "2"}), 3);
  EXPECT_EQ(err_, refusal(2));
  EXPECT_EQ(configured({"user", "s1"}), 0);
  EXPECT_EQ(configured({"reject", "2"}), 0);
  EXPECT_EQ(configured({"user", "s1"}), 0);
  EXPECT_EQ(configured({"delete", "s1", "--dry-run"}), 0) << "to ask takes one";
}

TEST_F(FourEyes, ADeletionByAKeyIsItsMakers) {
  Job job;
  job.kind = JobKind::remove;
  job.by = "desk";
  purge::DeletePayload payload;
  payload.key_of = "anna";
  job.payload = write_payload(payload);
  EXPECT_TRUE(has_asked_for(job, "desk"));
  EXPECT_TRUE(has_asked_for(job, "anna"));
  EXPECT_FALSE(has_asked_for(job, "bert"));
  job.payload = "{";
  EXPECT_TRUE(has_asked_for(job, "bert")) << "nobody knows whose it is";
}

}  // namespace
}  // namespace roster::test
