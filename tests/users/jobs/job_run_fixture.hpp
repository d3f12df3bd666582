// A store, its reports, and a job that creates one invented user.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/files.hpp"
#include "tests/users/sample_users.hpp"
#include "tests/users/temporary_directory.hpp"
#include "users/jobs/job_run.hpp"

namespace roster::test {

namespace fs = std::filesystem;

class JobRunTest : public testing::Test {
 protected:
  JobRunTest() { reopen(); }

  fs::path reports() const { return directory_.path() / "reports"; }
  void reopen() {
    store_ = nullptr;
    store_ = open_store("sqlite:" + (directory_.path() / "users.db").string());
  }

  JobPlace place() {
    return {*store_,
            reports(),
            {},
            on_step_,
            [this](Job& job) { follow(job); },
            [this](const Job&, const std::string& text) { told_.push_back(text); }};
  }
  void follow(const Job& job) {
    if (follow_up_) follow_up_();
    followed_.push_back(job.number);
  }

  Job add(JobKind kind = JobKind::synchronize) {
    Job job;
    job.kind = kind;
    job.name = "SIS";
    return add_job(*store_, job, now_);
  }
  Job row(JobNumber number) { return store_->begin(Access::read)->job(number).value(); }

  /// A job that creates one user and reports it.
  Job run(const Job& job, Ending ending) {
    return run_job(place(), job, now_, [&](JobWork& work) {
      const User user = plain_user("ada");
      Write write{0, &user, nullptr, {}, {}};
      work.transaction.begin_change(work.job.number, now_.time, "test");
      work.transaction.put({&write, 1});
      work.job.counts = {{"processed", 1}};
      work.job.warnings = {{"bad_date", 1}};
      ReportLine line;
      line.outcome = "created";
      line.primary_id = "ada";
      work.report.line(line);
      return ending;
    });
  }
  Job run() { return run(add(), completed(JobStatus::completed_successfully)); }

  bool is_applied() { return find_user(*store_->begin(Access::read), "ada").has_value(); }
  bool is_published(JobNumber number) const {
    return fs::exists(report_directory(reports(), number) / "report.json");
  }
  std::string report(JobNumber number) const {
    return read_file(report_directory(reports(), number) / "report.json");
  }
  std::vector<std::string> report_names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(reports()))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  void recover() {
    Recovery recovery;
    recovery.repeat = [this](const Job& job) -> std::optional<Job> {
      if (job.kind == JobKind::undo) return {};
      return run(job, completed(JobStatus::completed_successfully));
    };
    recovery.on_ended = [this](const Job& job) { ended_.push_back(job.number); };
    recover_jobs(place(), recovery, now_);
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
  Now now_{at(1000), Day{}};
  std::function<void(Step)> on_step_;
  std::function<void()> follow_up_;
  std::vector<std::string> told_;
  std::vector<JobNumber> followed_, ended_;
};

}  // namespace roster::test
