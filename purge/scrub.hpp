// Scrub: removes the ids of fully removed users (fully_remove) from the reports of earlier jobs,
// and from the reports beside dropped files. An id becomes "(erased)", as does a text that mentions
// one, and every text of a person's in a line about one; the lines themselves and all counts stay.
// It runs after the commit: the ids stay queued in the store until it is done, so that an
// interrupted scrub is repeated. Used by purge/ only.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "purge/mentions.hpp"
#include "users/store/store.hpp"

namespace roster::purge {

/// Places that may contain ids of removed users.
struct Traces {
  std::filesystem::path reports;             // the directory of all reports
  std::vector<std::filesystem::path> drops;  // directories with `*.report.csv` files
  /// More of these, as the rows of jobs know them: inputs that are configured no longer.
  std::function<std::vector<std::filesystem::path>(Store&)> earlier_drops = {};
  /// Further places, which are not this layer's: told how to find out whether a text mentions one
  /// of the users. Throws std::system_error when it is to be repeated.
  std::function<void(Store&, const std::function<bool(std::string_view)>& mentions)> beyond = {};
};

/// Removes the queued ids from all of them and clears the queue; does nothing when it is empty. May
/// be repeated after an interruption. When a report beside a dropped file cannot be rewritten (a
/// directory in the way, no permission), the ids stay queued, but the other reports are rewritten.
/// Throws StoreError, and std::system_error when another report cannot be rewritten.
void scrub(Store& store, const Traces& traces);

/// Returns the ids that reports of earlier purges and deletions with less strict policies name, and
/// those that they kept: under fully_remove these are removed too.
std::vector<std::string> ids_of_earlier_purges(Transaction& transaction,
                                               const std::filesystem::path& reports);

/// Returns the ids in the history of these users. Most are former ids as well, but not those that a
/// load gave by mistake and an undo took back.
std::vector<std::string> ids_in_history(Transaction& transaction,
                                        std::span<const StoredUser> users);

/// Returns one line of users.ndjson, or of a `.report.csv`, without the ids.
std::string scrub_line(const Mentions& erased, std::string_view line);
std::string scrub_csv_line(const Mentions& erased, std::string_view line);

/// What follows the commit of every job of purge/ (JobPlace::follow_up): removes the ids of fully
/// removed users from the reports, and removed data from the store's files. When a purge removed
/// what earlier ones had kept, `beyond` is told that every text mentions somebody.
std::function<void(Job&)> follow_up(Store& store, Traces traces);

}  // namespace roster::purge
