// A load of twenty invented people under a guard that looks at small numbers, too.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "tests/support/load_fixture.hpp"
#include "tests/support/report_lines.hpp"

namespace roster::test {

class GuardedLoad : public LoadTest {
 protected:
  GuardedLoad() {
    profile_.guard.from = 10;
    profile_.guard.at_least = 2;
  }

  static constexpr int kPeople = 20;

  /// Twenty people, or those from `first` on; each with these elements.
  static std::string everybody_with(std::string_view elements, int first = 0) {
    std::string records;
    for (int i = first; i < kPeople; ++i) records += user_xml(fmt::format("s{}", i), elements);
    return users(records);
  }
  static constexpr std::string_view kQuiet = "<purge_date>2030-01-01</purge_date>";

  /// Loads what the guard must hold back: `why` is told, and nothing is applied.
  void expect_held(const std::string& feed, std::string_view why) {
    const auto before = dump();
    const Ended ended = load(feed);
    EXPECT_EQ(ended.job.status, JobStatus::held);
    EXPECT_EQ(ended.job.message, why);
    EXPECT_EQ(dump(), before);
    EXPECT_EQ(to_json(job(last_.number)), to_json(ended.job));
  }
};

}  // namespace roster::test
