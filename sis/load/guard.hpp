// Guard: checks whether a load's numbers are those of a normal night. Pure. If not, nothing is
// applied and the load is held until a person approves or rejects it.
//
// All numbers with a risk are compared with the existing users, not with earlier loads. A share
// counts only when the profile has at least `from` users and at least `at_least` are affected.
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
  bool full = false;  // the feed contains all users
  std::int64_t processed = 0, created = 0, updated = 0, rejected = 0;
  std::int64_t population = 0;        // users of the profile before the load
  std::int64_t joined = 0;            // users of other profiles, or of none, that became its own
  std::int64_t missing = 0;           // of a full feed: users not in it and not absent before
  std::int64_t expected = 0;          // of a full feed: the population minus users absent before
  std::int64_t absent = 0;            // users the absence policy would be applied to
  std::int64_t newly_due = 0;         // users who become due for purge because of this load
  std::int64_t newly_due_before = 0;  // the same, of the profile's loads of the last 24 hours
  std::vector<Cleared> cleared;       // fields that users lose
  std::optional<std::int64_t> announced;  // of a full feed: the record count it states
};

/// A limit that is exceeded.
struct Excess {
  std::string number;     // its name in the job's counts; empty: about the file only
  std::int64_t part = 0;  // how many users or records are affected
  std::string words;      // `updated: 600 of 1000 users (60.0 %, limit 50.0 %)`
};

std::vector<Excess> check_guard(const Guard& guard, const LoadNumbers& numbers);

/// The excesses that are worse than when the job was approved; their words state the earlier
/// number. `shown`: the job's counts when it was held.
std::vector<Excess> worse_than_shown(std::vector<Excess> excesses,
                                     const std::map<std::string, std::int64_t>& shown);

/// All words, joined by "; ".
std::string in_words(const std::vector<Excess>& excesses);

}  // namespace roster::sis
