// Survey: the current state as values, for administrators, monitoring systems and metrics
// collectors. Comes from the store and the configuration; the running daemon adds its own state.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/schedule/schedule.hpp"
#include "daemon/watch/ledger_check.hpp"
#include "users/store/store.hpp"

namespace date {
class time_zone;
}

namespace roster {

struct Survey {
  /// A profile with an active section, or a source of obligations.
  struct Feed {
    std::string name;             // `SIS`, `circulation`
    std::optional<Time> last;     // when it was last loaded, or as of when its list is
    std::optional<Time> applied;  // when the last load or list was applied
    JobNumber job = 0;            // that load; 0 for a source
    std::optional<Seconds> silent_after, max_age;
    std::optional<Time> waited_since;  // as SilenceWatch knows it

    /// When something was last applied, else since when it is waited for. What was applied in the
    /// future says nothing.
    std::optional<Time> heard_since(Time now) const;
    /// Nothing came for longer than it may be.
    bool is_silent(Time now) const;
  };
  /// A purge job, and why it would be refused now; empty when it would run.
  struct Purge {
    std::string name, refusal;
  };
  /// An export, and the files that its target has not taken.
  struct Export {
    std::string name;
    std::int64_t untaken = 0;
    std::string oldest;  // the first of them
    Time since{};        // when that was made
    std::optional<Seconds> within;

    /// It should have been taken by now.
    bool is_late(Time now) const { return untaken > 0 && within && now - since > *within; }
  };
  /// The file system of a directory. All is 0 when it cannot be asked.
  struct Disk {
    std::string what, path;
    std::uint64_t free = 0, size = 0;

    bool is_scarce() const { return size > 0 && free < size / 20; }
  };

  Now now;
  std::vector<Feed> profiles, sources;
  std::vector<Job> held;    // the oldest first
  std::vector<Job> failed;  // the last job of its kind and name, and nothing was applied
  std::vector<Purge> purges;
  std::vector<std::string> stale_feeds;  // profiles whose users are not purged
  std::vector<Disk> disks;
  std::optional<LedgerCheck> ledger;  // the last
  std::vector<Export> exports;
};

/// Throws StoreError.
Survey survey(Transaction& transaction, const Config& config, Now now);

/// `SIS: last loaded 2026-11-22 03:00 CET (job 17)`, …: the whole survey, one line each.
std::vector<std::string> survey_lines(const Survey& survey, const date::time_zone& zone);

/// What somebody should look at, a line each; empty when all is well.
std::vector<std::string> attention(const Survey& survey, const date::time_zone& zone);

}  // namespace roster
