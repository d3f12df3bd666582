// Scrub: takes the ids of removed users out of the reports of earlier jobs, for those of whom
// nothing may stay (fully_remove), and out of what lies beside dropped files for their senders. An
// id becomes "(erased)", and so does a text that mentions one; the lines themselves and all counts
// stay. It comes after the commit: the ids wait in the store until it is done, so that one that was
// interrupted is done later. Used by purge/ only.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "purge/mentions.hpp"
#include "users/store/store.hpp"

namespace roster::purge {

/// Where ids of removed users may stand.
struct Traces {
  std::filesystem::path reports;             // the directory of all reports
  std::vector<std::filesystem::path> drops;  // directories in which `*.report.csv` lie
};

/// Takes the ids that wait out of all of them and forgets that they wait; does nothing when none
/// does. May be run again after it was interrupted. What a neighbour prevents beside dropped files
/// (a directory in the way, no permission) keeps the ids waiting, but not the rest. Throws
/// StoreError, and std::system_error when a report cannot be rewritten.
void scrub(Store& store, const Traces& traces);

/// The ids that reports of earlier purges and deletions name, as they had no policy as strict: once
/// nothing may stay, theirs go too.
std::vector<std::string> ids_of_earlier_purges(Transaction& transaction,
                                               const std::filesystem::path& reports);

/// One line of users.ndjson, or of a `.report.csv`, as it has to be.
std::string scrub_line(const Mentions& erased, std::string_view line);
std::string scrub_csv_line(const Mentions& erased, std::string_view line);

}  // namespace roster::purge
