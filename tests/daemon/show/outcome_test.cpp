// The one rule by which a command's exit code is made.
#include "daemon/show/outcome.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

Exit of(JobStatus status) {
  Job job;
  job.status = status;
  return exit_of(job);
}

TEST(ExitCode, OfAJobSaysWhatBecameOfIt) {
  EXPECT_EQ(of(JobStatus::completed_successfully), Exit::done);
  EXPECT_EQ(of(JobStatus::completed_with_warnings), Exit::done);
  EXPECT_EQ(of(JobStatus::completed_with_errors), Exit::rejected);
  EXPECT_EQ(of(JobStatus::held), Exit::held);
  EXPECT_EQ(of(JobStatus::failed), Exit::refused);
  EXPECT_EQ(of(JobStatus::dropped), Exit::done);
}

TEST(ExitCode, OfSeveralJobsIsTheGravestInWhateverOrderTheyCame) {
  const Exit by_gravity[] = {Exit::done, Exit::rejected, Exit::held, Exit::refused};
  for (std::size_t i = 0; i < std::size(by_gravity); ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      EXPECT_EQ(graver(by_gravity[i], by_gravity[j]), by_gravity[i]);
      EXPECT_EQ(graver(by_gravity[j], by_gravity[i]), by_gravity[i]);
    }
}

}  // namespace
}  // namespace roster
