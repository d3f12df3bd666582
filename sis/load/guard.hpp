// Guard: do a load's numbers look like a normal night? Pure. When they do not, nothing is applied
// and the load is held until a person approves or rejects it.
//
// Every number that can hurt is measured against the people who are there, not against what
// happened last. A share counts only when the profile has `from` users and `at_least` are hit.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sis/profile.hpp"

namespace roster::sis {

/// Users of the feed who had a field, or external items in a list, and how many of them lose it.
struct Cleared {
  std::string_view field;
  std::int64_t lost = 0, had = 0;
};

struct LoadNumbers {
  bool full = false;  // the feed holds everybody
  std::int64_t processed = 0, created = 0, updated = 0, rejected = 0;
  std::int64_t population = 0;  // users of the profile before the load
  std::int64_t missing = 0;     // of a full feed: those not in it who were not absent before
  std::int64_t expected = 0;    // of a full feed: the population without who was absent before
  std::int64_t absent = 0;      // users the absence policy would be applied to
  std::int64_t newly_due = 0;   // users who can be purged from today on because of this load
  std::int64_t newly_due_before = 0;      // likewise, of the profile's loads of the last 24 hours
  std::vector<Cleared> cleared;           // fields that anybody loses
  std::optional<std::int64_t> announced;  // of a full feed: how many records it says it has
};

/// A limit that is exceeded.
struct Excess {
  std::string number;     // its name among a job's counts; empty: it is the file's alone
  std::int64_t part = 0;  // how many this load hits
  std::string words;      // `updated: 600 of 1000 users (60.0 %, limit 50.0 %)`
};

std::vector<Excess> check_guard(const Guard& guard, const LoadNumbers& numbers);

/// Those that are worse than what was shown to the person who approved, whose words then say so.
/// `shown`: the counts of the job when it was held.
std::vector<Excess> worse_than_shown(std::vector<Excess> excesses,
                                     const std::map<std::string, std::int64_t>& shown);

/// The words of all, joined by "; ".
std::string in_words(const std::vector<Excess>& excesses);

}  // namespace roster::sis
