// Mails leave one a minute, whatever happens meanwhile. Time is the test's own.
#include "daemon/watch/mail_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace roster {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

class MailQueueTest : public testing::Test {
 protected:
  MailQueue::Clock::time_point after(int s) const { return start_ + seconds(s); }
  static Mail mail(int n, const std::string& to = "it@example.edu") {
    return {{to}, "job " + std::to_string(n) + ": failed", "text " + std::to_string(n) + "\n"};
  }

  std::optional<Mail> take(int s) {
    const auto waiting = queue_.take(after(s));
    return waiting ? std::optional(mail_of(*waiting)) : std::nullopt;
  }

  MailQueue::Clock::time_point start_{std::chrono::hours(1)};
  MailQueue queue_;
};

TEST_F(MailQueueTest, TheFirstLeavesAtOnceAsItIs) {
  EXPECT_FALSE(take(0));
  queue_.add(mail(1));
  EXPECT_EQ(take(0), mail(1));
  EXPECT_FALSE(take(0));
}

TEST_F(MailQueueTest, TheNextWaitsForItsMinute) {
  queue_.add(mail(1));
  take(0);
  queue_.add(mail(2));
  EXPECT_FALSE(take(59));
  EXPECT_EQ(take(60), mail(2));
}

TEST_F(MailQueueTest, WhatCameMeanwhileIsOneDigest) {
  queue_.add(mail(1));
  take(0);
  queue_.add(mail(2));
  queue_.add(mail(3));
  const auto digest = take(60);
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->subject, "2 messages");
  EXPECT_EQ(digest->text,
            "job 2: failed\n"
            "job 3: failed\n"
            "\n"
            "`rosterctl jobs` lists all jobs.\n"
            "\n"
            "--- job 2: failed\n"
            "\n"
            "text 2\n"
            "\n"
            "--- job 3: failed\n"
            "\n"
            "text 3\n");
  EXPECT_FALSE(take(600));
}

TEST_F(MailQueueTest, ThreeHundredFilesAreTwoMails) {
  queue_.add(mail(0));
  int mails = take(0) ? 1 : 0;
  for (int n = 1; n < 300; ++n) queue_.add(mail(n));
  std::string last;
  for (int s = 1; s < 600; ++s)
    if (const auto mail = take(s)) {
      ++mails;
      last = mail->text;
    }
  EXPECT_EQ(mails, 2);
  EXPECT_THAT(last, HasSubstr("job 100: failed\n… and 199 more\n"));
  EXPECT_THAT(last, HasSubstr("The first 5 in full:\n"));
}

TEST_F(MailQueueTest, EachAddressListHasItsOwnDigest) {
  queue_.add(mail(1));
  take(0);
  for (int n = 2; n < 5; ++n) queue_.add(mail(n));
  queue_.add(mail(5, "sis@example.edu"));
  EXPECT_EQ(take(60)->subject, "3 messages");
  EXPECT_FALSE(take(119));
  EXPECT_EQ(take(120), mail(5, "sis@example.edu"));
}

TEST_F(MailQueueTest, WhenTheProcessEndsNothingWaits) {
  queue_.add(mail(1));
  take(0);
  queue_.add(mail(2));
  queue_.add(mail(3, "sis@example.edu"));
  EXPECT_TRUE(queue_.take_last());
  EXPECT_TRUE(queue_.take_last());
  EXPECT_FALSE(queue_.take_last());
}

TEST_F(MailQueueTest, WhatIsNotTakenIsTriedAgainWithWhatCameSince) {
  queue_.add(mail(1));
  ASSERT_TRUE(queue_.put_back(*queue_.take(after(0))));
  EXPECT_EQ(queue_.unsent(), 1U);
  EXPECT_FALSE(take(59));
  queue_.add(mail(2));
  EXPECT_EQ(queue_.unsent(), 2U);
  const auto digest = take(60);
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->subject, "2 messages");
  EXPECT_THAT(digest->text, testing::StartsWith("job 1: failed\njob 2: failed\n"));
  EXPECT_EQ(queue_.unsent(), 0U);
}

TEST_F(MailQueueTest, WhatIsNeverTakenHoldsNobodyElseUp) {
  queue_.add(mail(1));
  queue_.add(mail(2));
  queue_.add(mail(3, "sis@example.edu"));
  ASSERT_TRUE(queue_.put_back(*queue_.take(after(0))));
  EXPECT_EQ(take(60), mail(3, "sis@example.edu"));
  EXPECT_EQ(take(120)->subject, "2 messages");
}

TEST_F(MailQueueTest, WhatIsNotTakenForADayIsGivenUp) {
  queue_.add(mail(1));
  int tries = 0;
  for (int s = 0; s < 2 * 24 * 60 * 60; s += 60)
    if (const auto waiting = queue_.take(after(s))) {
      ++tries;
      queue_.put_back(*waiting);
    }
  EXPECT_EQ(tries, 24 * 60);
}

TEST(MailText, HasItsHeadersAndNoOthers) {
  EXPECT_EQ(to_text({{"it@example.edu", "a@example.edu\nBcc: b@example.edu"},
                     "job 1\nBcc: everybody@example.com",
                     "text\n"}),
            "To: it@example.edu, a@example.edu Bcc: b@example.edu\n"
            "Subject: [roster] job 1 Bcc: everybody@example.com\n"
            "Content-Type: text/plain; charset=utf-8\n"
            "Auto-Submitted: auto-generated\n"
            "\n"
            "text\n");
}

}  // namespace
}  // namespace roster
