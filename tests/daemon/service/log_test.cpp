// The lines that an operator reads on standard error.
#include "daemon/service/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace roster {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// What was logged, each line without its time.
template <class Function>
std::string logged(const Function& function) {
  testing::internal::CaptureStderr();
  function();
  std::string text = testing::internal::GetCapturedStderr(), lines;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    lines += text.substr(text.find(' ', at) + 1, text.find('\n', at) - text.find(' ', at));
  return lines;
}

Job job_with(JobStatus status, const std::string& message) {
  Job job;
  job.number = 17;
  job.kind = JobKind::synchronize;
  job.name = "SIS";
  job.file = "users.zip";
  job.status = status;
  job.message = message;
  job.counts = {{"processed", 3}, {"rejected", 1}};
  job.started = Time{1000s};
  job.ended = Time{1065s};
  return job;
}

std::string job_line(JobStatus status, const std::string& message) {
  return logged([&] { log_job(job_with(status, message)); });
}

TEST(Log, ALineHasItsLevel) {
  EXPECT_EQ(logged([] { log(Level::info, "ready"); }), "info: ready\n");
  EXPECT_EQ(logged([] { log(Level::warning, "odd"); }), "warning: odd\n");
  EXPECT_EQ(logged([] { log(Level::error, "bad"); }), "error: bad\n");
}

TEST(Log, ANameCannotForgeALine) {
  EXPECT_EQ(logged([] { log(Level::info, "a\n2026 error: b\r\x1b[2J"); }),
            "info: a\\x0A2026 error: b\\x0D\\x1B[2J\n");
}

TEST(Log, AJobsLineHasNumberProfileFileCountsAndDuration) {
  EXPECT_EQ(job_line(JobStatus::completed_successfully, ""),
            "info: job 17 synchronize SIS users.zip: completed successfully, processed 3, "
            "rejected 1, 1m05s\n");
}

TEST(Log, AJobThatSomebodyShouldLookAtSaysWhy) {
  EXPECT_THAT(job_line(JobStatus::held, "updated: 60 of 100 users"),
              AllOf(HasSubstr("warning: job 17"), EndsWith("1m05s: updated: 60 of 100 users\n")));
  EXPECT_THAT(job_line(JobStatus::failed, "a.xml: the archive ends too early"),
              AllOf(HasSubstr("error: job 17"), HasSubstr("the archive ends too early\n")));
}

TEST(Log, WhatAFileHoldsIsNotSaid) {
  for (const char* message :
       {"a.xml:1: this is not XML: it begins with \"Zanzibar\"",
        "a.xml:1: the root element is <Zanzibar>; expected <users>", "3: unknown kind 'Zanzibar'"})
    EXPECT_THAT(
        job_line(JobStatus::failed, message),
        AllOf(Not(HasSubstr("Zanzibar")), EndsWith("…; complete message: rosterctl job 17\n")));
}

TEST(RepeatedTrouble, IsSaidOnceAnHour) {
  Repeated repeated;
  const Repeated::Clock::time_point start{};
  EXPECT_EQ(logged([&] { repeated.trouble("disk", "disk full", start); }), "error: disk full\n");
  EXPECT_THAT(logged([&] {
                for (auto t = 1min; t < 60min; t += 1min)
                  repeated.trouble("disk", "disk full", start + t);
              }),
              IsEmpty());
  EXPECT_EQ(logged([&] { repeated.trouble("disk", "disk full", start + 60min); }),
            "error: disk full (60 times more)\n");
}

TEST(RepeatedTrouble, ItsEndIsSaidWithACount) {
  Repeated repeated;
  const Repeated::Clock::time_point start{};
  logged([&] {
    repeated.trouble("disk", "disk full", start);
    repeated.trouble("disk", "disk full", start + 1min);
  });
  EXPECT_EQ(logged([&] { repeated.over("disk", start + 2min); }),
            "info: resolved: disk full (1 times more)\n");
  EXPECT_THAT(logged([&] { repeated.over("disk", start + 3min); }), IsEmpty());
}

TEST(RepeatedTrouble, OneTroubleDoesNotHideAnother) {
  Repeated repeated;
  const Repeated::Clock::time_point start{};
  EXPECT_EQ(logged([&] {
              repeated.trouble("disk", "disk full", start);
              repeated.trouble("mail", "no mail", start);
            }),
            "error: disk full\nerror: no mail\n");
}

}  // namespace
}  // namespace roster
