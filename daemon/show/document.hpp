// Document: the output of a command as a value, independent of terminal and format. A handler
// returns one; present() shows it as text or as JSON.
//
// Long output is not held in memory: such a document has a function that produces it, and must be
// shown once, while its session exists.
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/schedule/timetable.hpp"
#include "daemon/show/outcome.hpp"
#include "daemon/show/render.hpp"
#include "purge/statistics.hpp"
#include "purge/why.hpp"
#include "sis/load/load.hpp"
#include "sis/load/validate.hpp"
#include "users/store/store.hpp"

namespace roster {

/// One sentence (or several lines, without the last line break), and the same as JSON.
struct Notice {
  std::string text;
  boost::json::object members;
  Exit exit = Exit::done;
};

/// Text for a file or a pipe, the same in every format.
struct Printed {
  std::function<void(const std::function<void(std::string_view)>& write)> produce;
  std::function<Exit()> exit = {};  // how it ended, asked behind it; empty: done
};

/// A job that was run or decided.
struct JobTold {
  /// The first who would go by a purge that was tried, a row each: primary id, name, group, expiry
  /// date, purge date, the last job whose feed had them.
  struct People {
    std::vector<Row> rows;
    std::size_t all = 0;
  };

  Job job;
  std::filesystem::path reports;  // where its lines are
  std::string remark;             // what else a person should know; often empty
  People people;
};

/// Jobs that run while the document is shown; each is shown when it has ended.
struct JobSeries {
  struct Listener {
    std::function<void(const JobTold&)> on_job;
    std::function<void(const std::string&)> on_remark;  // for people only
    sis::OnChange on_change;                            // for people only
  };
  enum class Count : std::uint8_t { one, many } count = Count::one;  // JSON: the job, or an array
  std::function<void(const Listener&)> run;
};

/// Jobs, newest first.
struct JobList {
  std::vector<Job> jobs;
};

/// One job with the lines of its report.
struct JobReport {
  Job job;
  std::filesystem::path reports;
  std::string outcome;  // only lines with this outcome; empty: all
  enum class Lines : std::uint8_t { first, all } lines = Lines::first;  // in text
};

/// Users in the order of their primary ids.
struct UserList {
  using Visit = std::function<void(const StoredUser&)>;
  std::optional<std::int64_t> limit;  // as requested; unset: a default that suits the format
  /// Visits at most `limit` users. Returns how many match in total.
  std::function<std::int64_t(const Visit&, std::optional<std::int64_t> limit)> each;
};

/// One user. The PIN is a secret and shown only on request.
struct UserShown {
  User user;
  Secrets secrets = Secrets::hidden;
  std::optional<Lock> lock;
};

/// What happened to a user, oldest first.
struct UserHistory {
  User user;  // in its current state
  std::vector<HistoryEntry> entries;
};

/// A staff edit that was made.
struct Edited {
  User before, after;
  FieldSet changed;
};

/// The results of purge jobs for one user; at least one.
struct Verdicts {
  struct Verdict {
    std::string job;
    purge::Why why;
    std::string refused;  // why the job would remove nobody now; empty: it would run
  };
  User user;
  std::vector<Verdict> verdicts;
};

/// Findings in files. Each file is read while the document is shown.
struct Validation {
  struct File {
    std::string path;
    /// Returns the number of records. Throws sis::FeedError.
    std::function<std::int64_t(const sis::OnFinding&)> read;
  };
  std::vector<File> files;
};

/// A file that is converted into another one while the document is shown.
struct Conversion {
  std::string to;
  Validation::File from;  // `read` returns the number of users written
};

/// The erasure ledger's entries for an id; at least one.
struct Erasures {
  struct Entry {
    Erasure erasure;
    bool by_undo = false;     // withdrawn: an undo of the undo brings the person back
    bool in_history = false;  // of an undo: what the person was is still known
    std::optional<Time> history_until = {};
  };
  std::string id;
  std::vector<Entry> entries;
  std::optional<HistoryEntry> back;  // how the id was created again; without a job: by hand
};
/// "erased TIME by job 7 (by hand), policy fully_remove"
std::string erasure_text(const Erasures::Entry& entry, const date::time_zone& zone);
/// The last part of it.
std::string erasure_end(const Erasures::Entry& entry, const date::time_zone& zone);

struct StatisticsShown {
  purge::Statistics statistics;
};

struct ScheduleShown {
  std::vector<Timetable::Entry> entries;
};

using Document = std::variant<Notice, Printed, JobTold, JobSeries, JobList, JobReport, UserList,
                              UserShown, UserHistory, Edited, Verdicts, Validation, Conversion,
                              Erasures, StatisticsShown, ScheduleShown>;

/// What statistics count under, in one text; empty where users have no value.
std::string tally_name(const std::string& value);
std::string tally_name(const std::pair<std::string, std::string>& category_and_value);

/// How something runs that the clock does not start.
std::string_view unscheduled(const Timetable::Entry& entry);

/// Every reason why a purge would not remove the user.
std::vector<std::string> reasons(const purge::Why& why);

/// True when the user has the record type and the user group of the job.
bool looks_at_user(const purge::Why& why);

/// The verdict that counts: of the first job that would remove the user, else of the first job that
/// considers this record type and group.
const Verdicts::Verdict& foremost(const Verdicts& verdicts);

}  // namespace roster
