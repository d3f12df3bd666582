// Profile: the settings for one SIS. The daemon fills it from YAML; jobs receive it complete. The
// default values of the members are the program's defaults, and those of the built-in profile
// `default`, which is used without a configuration.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sis/feed.hpp"

namespace roster::sis {

enum class Unmatched : std::uint8_t { add, reject };

/// The schema that a feed is validated with.
struct XsdChoice {
  enum class Kind : std::uint8_t { v1, v2, automatic, file } kind = Kind::automatic;
  std::string path;  // of Kind::file
};

/// The import or the synchronize section.
struct Action {
  bool active = false;
  std::string record_type = "PUBLIC";  // PUBLIC | STAFF | CONTACT
  std::string match = "primary_id";    // or an identifier type; Import always matches primary_id
  Unmatched unmatched = Unmatched::add;
  std::string input;  // directory below inbox
  XsdChoice xsd;
  std::string schedule = "manual";
  bool catch_up = true;
};

/// The purge date of a user without one in the feed: expiry date plus days, by user group.
struct PurgeDatePolicy {
  std::optional<int> default_days;
  std::map<std::string, int> days_by_group;
  bool overrule_feed = false;
};

/// What happens to users missing from full feeds.
struct AbsentPolicy {
  int after = 0;                  // consecutive full feeds; 0: the policy is off
  std::string status;             // set when not empty
  std::optional<int> purge_days;  // purge date: this many days after the day of the detection
};

/// A load with implausible numbers is held for approval. Shares are 0 to 1.
struct Guard {
  double rejected = 0.05;   // of the records
  double updated = 0.50;    // of the records of a full feed, otherwise of the profile's users
  double created = 0.50;    // of the profile's users
  double shrink = 0.30;     // of the profile's users: not in a full feed
  double absent = 0.05;     // of the profile's users: the absence policy would be applied
  double newly_due = 0.01;  // of the profile's users: due for purge by loads of the last 24 hours
  double cleared = 0.20;    // of the feed's users with this field or list: they lose it
  int from = 100;           // no guard below this number of users
  int at_least = 10;        // fewer affected users do not count
};

struct Profile {
  std::string code = "default";
  std::string description;
  std::vector<std::string> contact;
  Action import;
  Action synchronize;
  Reading reading = Reading::tolerant;
  std::vector<std::string> mandatory;
  bool generate_primary_id = false;
  PurgeDatePolicy purge_date;
  AbsentPolicy absent;
  bool full = false;
  std::optional<std::chrono::seconds> silent_after;  // notify after so long without a load
  std::optional<std::chrono::seconds> max_age = std::chrono::days{14};  // older load: no purge
  Guard guard;
};

}  // namespace roster::sis
