// Mails about jobs, and the command that is given them.
#include "daemon/watch/notify.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/reported_jobs.hpp"
#include "tests/support/files.hpp"

namespace roster {
namespace {

constexpr std::chrono::seconds kPatience{30};

class Mail : public testing::Test {
 protected:
  Mail() {
    config_ = builtin_config("sqlite::memory:");
    config_.timezone = "Europe/Oslo";
    config_.reports = jobs_.reports();
    config_.notify.to = {"it@example.edu", "library@example.edu"};
  }

  std::string mail(const Job& job) const {
    return to_text(compose_mail(Session(config_, [] { return Time{}; }), job));
  }
  std::string report(JobNumber number) const {
    return report_directory(jobs_.reports(), number).string();
  }

  test::ReportedJobs jobs_;
  Config config_;
};

TEST_F(Mail, TellsWhatWasRejectedButNotWhom) {
  Job job = test::ReportedJobs::job(17, JobStatus::completed_with_errors);
  job.counts = {{"processed", 3}, {"rejected", 1}};
  jobs_.publish(job, {test::ReportedJobs::rejected("s3", 20, "a bare &")});
  EXPECT_EQ(mail(job),
            "To: it@example.edu, library@example.edu\n"
            "Subject: [roster] job 17 synchronize SIS a.xml: completed with errors\n"
            "Content-Type: text/plain; charset=utf-8\n"
            "Auto-Submitted: auto-generated\n"
            "\n"
            "job 17: synchronize SIS a.xml: completed with errors\n"
            "  processed 3, rejected 1\n"
            "  started 2026-11-22 03:00 CET, took 0s\n"
            "  rejected (whom, and why: rosterctl job 17 --outcome rejected):\n"
            "    line 20: malformed\n"
            "\n"
            "Report: " +
                report(17) + "\n");
}

TEST_F(Mail, TellsHowManyMoreWereRejected) {
  Job job = test::ReportedJobs::job(17, JobStatus::completed_with_errors);
  job.counts = {{"processed", 30}, {"rejected", 23}};
  jobs_.publish(job, std::vector(23, test::ReportedJobs::rejected("s3", 20, "a bare &")));
  const std::string text = mail(job);
  EXPECT_NE(text.find("    line 20: malformed\n    … 3 more\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("s3"), std::string::npos);
}

TEST_F(Mail, TellsWhatToDoAboutAHeldJob) {
  Job job = test::ReportedJobs::job(18, JobStatus::held);
  job.kind = JobKind::purge;
  job.name = "undergraduates";
  job.file.clear();
  job.message = "900 of 1000 users would be purged (90.0 %, limit 10.0 %)";
  job.counts = {{"due", 900}, {"purged", 900}, {"kept", 0}};
  EXPECT_EQ(
      mail(job),
      "To: it@example.edu, library@example.edu\n"
      "Subject: [roster] job 18 purge undergraduates: held\n"
      "Content-Type: text/plain; charset=utf-8\n"
      "Auto-Submitted: auto-generated\n"
      "\n"
      "job 18: purge undergraduates: held\n"
      "  900 of 1000 users would be purged (90.0 %, limit 10.0 %)\n"
      "  due 900, would purge 900, would keep 0\n"
      "  started 2026-11-22 03:00 CET, took 0s\n"
      "\n"
      "Nothing was applied. `rosterctl job 18` shows what it would do, `rosterctl approve 18` "
      "does it, `rosterctl reject 18` drops it.\n"
      "\n"
      "Report: " +
          report(18) + "\n");
}

TEST_F(Mail, AFilesNameCannotAddAHeader) {
  Job job = test::ReportedJobs::job(19, JobStatus::failed);
  job.file = "a.xml\nBcc: everybody@example.com";
  const std::string text = mail(job);
  EXPECT_EQ(text.find("Subject: [roster] job 19 synchronize SIS a.xml Bcc: everybody@example.com: "
                      "failed\nContent-Type"),
            text.find("Subject: "));
}

std::string outcome(const std::vector<std::string>& command, const std::string& input = "",
                    std::chrono::seconds limit = kPatience) {
  return run_command(command, input, limit).value_or("well");
}

std::string shell(const std::string& script, const std::string& input = "",
                  std::chrono::seconds limit = kPatience) {
  return outcome({"/bin/sh", "-c", script}, input, limit);
}

TEST(NotifyCommand, GetsTheTextOnItsStandardInput) {
  const test::TemporaryDirectory directory;
  const std::string file = directory.path() / "mail";
  const std::string text = std::string(1 << 20, 'x') + "\nend\n";  // more than a pipe holds
  EXPECT_EQ(outcome({"/bin/sh", "-c", "cat > \"$0\"", file}, text), "well");
  EXPECT_EQ(test::read_file(file), text);
}

TEST(NotifyCommand, NeedNotReadItsInput) { EXPECT_EQ(shell("exit 0", "text"), "well"); }

TEST(NotifyCommand, ThatFailsIsSaid) {
  EXPECT_EQ(shell("exit 3"), "it ended with exit code 3");
  EXPECT_EQ(shell("kill -TERM $$"), "it was ended by signal 15");
}

TEST(NotifyCommand, ThatIsNotThereIsSaid) {
  EXPECT_EQ(outcome({"/nowhere/sendmail", "-t"}), "No such file or directory");
  EXPECT_EQ(outcome({"/etc/passwd"}), "Permission denied");
}

TEST(NotifyCommand, ThatTakesTooLongIsEnded) {
  EXPECT_EQ(shell("exec sleep 600", "", std::chrono::seconds(1)), "it did not end within 1 s");
}

TEST(NotifyCommand, IsNoShell) {
  EXPECT_EQ(outcome({"/bin/true", "; exit 3", "$(exit 3)"}), "well");
}

}  // namespace
}  // namespace roster
