// Profile: what an administrator decided about one SIS. The daemon fills it from YAML; jobs receive
// it ready. The members' defaults are the program's defaults, and those of the built-in profile
// `default` that serves without a configuration.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sis/feed.hpp"

namespace roster::sis {

enum class Unmatched : std::uint8_t { add, reject };

/// Which schema a feed is read by.
struct XsdChoice {
  enum class Kind : std::uint8_t { v1, v2, automatic, file } kind = Kind::automatic;
  std::string path;  // of Kind::file
};

/// The Import or the Synchronize section.
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

/// The purge date of a user whose feed gives none: expiry date plus days, by user group.
struct PurgeDatePolicy {
  std::optional<int> default_days;
  std::map<std::string, int> days_by_group;
  bool overrule_feed = false;
};

/// What happens to users missing from full feeds.
struct AbsentPolicy {
  int after = 0;                  // full feeds in a row; 0: nothing happens
  std::string status;             // set when not empty
  std::optional<int> purge_days;  // purge date: this many days after the day it was noticed
};

/// A load whose numbers look wrong is held for approval. Shares are 0 to 1.
struct Guard {
  double rejected = 0.05;   // of the records
  double updated = 0.50;    // of the records of a full feed, else of the profile's users
  double created = 0.50;    // of the profile's users
  double shrink = 0.30;     // of the profile's users: not in a full feed
  double absent = 0.05;     // of the profile's users: the absence policy would be applied
  double newly_due = 0.01;  // of the profile's users: due for purge by the loads of 24 hours
  double cleared = 0.20;    // of the feed's users who have a field or list: they lose it
  int from = 100;           // with fewer users there is no guard
  int at_least = 10;        // fewer hits are none
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
  std::optional<std::chrono::seconds> silent_after;  // without a load for so long somebody is told
  std::optional<std::chrono::seconds> max_age = std::chrono::days{14};  // older: nobody is purged
  Guard guard;
};

}  // namespace roster::sis
