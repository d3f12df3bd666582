// Scrub: takes the ids of removed users out of the reports of earlier jobs, for those of whom
// nothing may stay (fully_remove). An id becomes "(erased)", and so does a message that mentions
// one; the lines themselves and all counts stay. Used by purge/ only.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

#include "users/store/store.hpp"

namespace roster::purge {

class Scrubber {
 public:
  /// `reports` is the directory of all reports.
  explicit Scrubber(std::filesystem::path reports) : reports_(std::move(reports)) {}

  /// The ids of users that are being removed.
  void add(std::span<const StoredUser> users);
  /// The ids that reports of earlier purges say were purged.
  void add_earlier_purges(Transaction& transaction);
  /// Rewrites every published report that mentions one of the ids. May be run again after it was
  /// interrupted. Throws std::system_error or std::filesystem::filesystem_error.
  void run() const;
  /// One line of users.ndjson as it has to be.
  std::string scrub(std::string_view line) const;

 private:
  bool is_erased(std::string_view id) const;
  bool mentions_erased(std::string_view text) const;

  std::filesystem::path reports_;
  std::unordered_set<std::string> ids_;  // case-folded
};

}  // namespace roster::purge
