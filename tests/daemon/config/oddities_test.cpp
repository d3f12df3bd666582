// Settings that are allowed, and most likely not what was meant.
#include "daemon/config/oddities.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace roster {
namespace {

std::string oddities(const std::string& text, const KnownGroups* groups = nullptr) {
  const ConfigFile file = parse_config(text, "roster.yaml");
  EXPECT_EQ(file.problem_text(), "");
  std::string lines;
  for (const Problem& problem : find_oddities(file, groups))
    lines += format_problem(file.file, problem) + "\n";
  return lines;
}

constexpr const char* kActive = "profiles: [{code: SIS, synchronize: {active: true}}]\n";

TEST(Oddities, AProfileThatLoadsNothing) {
  EXPECT_EQ(oddities("profiles: [{code: SIS}]\n"),
            "roster.yaml:1:12: warning: profiles[1]: neither import nor synchronize is active; "
            "this profile loads nothing\n");
  EXPECT_EQ(oddities(kActive), "");
}

TEST(Oddities, ASourceNamedWithItsEnding) {
  EXPECT_EQ(oddities(std::string(kActive) + "obligations: {sources: [circulation.csv, fines]}\n"),
            "roster.yaml:2:25: warning: obligations.sources[1]: the source name should not end in "
            ".csv: 'circulation' matches the file with and without .csv\n");
}

constexpr const char* kJobs =
    "obligations: none\npurge:\n  jobs:\n"
    "    - {name: students, user_group: UNDERGRAD, record_type: public}\n"
    "    - {name: staff, user_group: STAFF, record_type: staff}\n";

TEST(Oddities, AGroupThatNobodyIsInAndARecordTypeThatNobodyLoads) {
  KnownGroups groups;
  groups.has = [](const std::string& group) { return group == "UNDERGRAD"; };
  groups.all = [] { return std::vector<std::string>{"GRAD", "UNDERGRAD"}; };
  EXPECT_EQ(
      oddities(std::string(kActive) + kJobs, &groups),
      "roster.yaml:6:33: warning: purge.jobs[2].user_group: nobody is in group 'STAFF'; there "
      "are: GRAD, UNDERGRAD\n"
      "roster.yaml:6:53: warning: purge.jobs[2].record_type: no active profile loads STAFF; only "
      "users set to it by hand match\n");
}

TEST(Oddities, WithoutAStoreNoGroupIsOdd) {
  EXPECT_EQ(oddities(std::string(kActive) + kJobs),
            "roster.yaml:6:53: warning: purge.jobs[2].record_type: no active profile loads STAFF; "
            "only users set to it by hand match\n");
}

}  // namespace
}  // namespace roster
