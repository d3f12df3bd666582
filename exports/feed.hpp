// Feed: what an export of the sender's records (`content: feed`) hands on: the files of its
// profile's loads as they came, less the records that were rejected and those of people who are not
// there any more.
//
// A full feed stands for all before it; of incremental ones each is handed on. Of a person with
// records in several files only the newest is, so that it does not matter in which order the target
// takes them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "exports/file_set.hpp"
#include "exports/payload.hpp"
#include "exports/writing.hpp"
#include "sis/drop/drop_directory.hpp"
#include "sis/feed.hpp"
#include "users/store/store.hpp"

namespace roster::exports {

/// The loads of one profile that an export has to hand on.
struct DueFeeds {
  std::vector<Job> loads;  // newest first; none: nothing changed
  bool full = false;       // the oldest of them holds everybody
  JobNumber seen = 0;      // for the payload: what is known by now
  std::vector<JobNumber> open;
};

/// Loads that were applied and not undone since the export of `last`, or all since the last full
/// feed when there is none. Loads that changed nobody are no reason for a file.
DueFeeds due_feeds(Transaction& transaction, const std::string& profile, const ExportPayload* last);

/// The open file of a load, the very bytes that were loaded.
struct OpenFeed {
  std::string name;
  sis::OpenDrop file;
  std::vector<std::uint64_t> rejected;
  std::uint64_t records = 0;  // as the load counted them
  sis::Reading reading = sis::Reading::tolerant;
  std::string match;  // what its records were matched by
};

/// The files of these loads, from where they were dropped. Nothing when one is not there as it was
/// loaded (it was given by hand, or is gone), and `why` says so.
std::optional<std::vector<OpenFeed>> open_feeds(const std::vector<Job>& loads,
                                                const std::filesystem::path& reports,
                                                std::string& why);

/// What came of it: `processed` and `exported` are the records that were handed on.
struct PassedOn {
  Written written;
  std::int64_t left_out = 0;  // records of people who are not there any more, or do not fit `where`
};

/// Writes the accepted records of the feeds, newest first. `record_limit` is the loads' own. Throws
/// sis::FeedError when a file is not read as the load read it: nothing may be handed on then.
PassedOn pass_on(Transaction& transaction, const Where& where, std::span<const OpenFeed> feeds,
                 std::uint32_t record_limit, FileSet& files,
                 const std::function<void()>& on_progress);

}  // namespace roster::exports
