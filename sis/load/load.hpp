// Load: the import and synchronize jobs. Either all valid records of a file and its report are
// committed, or nothing.
//
//   Job job = add_load(*store, request, now);       // the row: pending
//   job = run_load(*store, request, job, now);      // until it ends, with any result
//
// users/jobs/job_run.hpp describes the life cycle of a job; this file only the work of a load.
#pragma once

#include <filesystem>
#include <functional>

#include "sis/load/payload.hpp"
#include "sis/profile.hpp"
#include "sis/unpack/unpack.hpp"
#include "users/jobs/job_run.hpp"

namespace roster::sis {

/// What is known of a new user's ids. Unknown is never "nobody was erased".
struct WasErased {
  enum class Answer : std::uint8_t { no, yes, unknown } answer = Answer::no;
  std::string why;  // unknown: the reason, in words
};

/// One user as a load leaves it, for a preview of differences. `before` is nullptr for a new user.
using OnChange =
    std::function<void(const User* before, const User& after, const FieldSet& changed)>;

struct LoadRequest {
  JobKind kind = JobKind::synchronize;  // or import
  std::string by = "-";                 // Job::by
  const Profile* profile = nullptr;     // not owned
  int fd = -1;                          // the file, open for reading; not owned
  std::string file;                     // its name, for messages and reports
  JobFile place;                        // its location; stored in the row
  DryRun dry_run = DryRun::no;
  GuardMode guard = GuardMode::on;
  Extent extent = Extent::by_profile;
  TooShort too_short = TooShort::fails;
  Limits limits;
  unsigned workers = 2;
  std::filesystem::path reports;

  std::function<Time()> clock;  // for the time the job ended; without one, Now tells it
  OnChange on_change;
  /// Was a user with an id of this one erased? Asked for new users; empty: nobody was.
  std::function<WasErased(Transaction&, const User&)> was_erased;
  std::function<void(std::uint64_t records, ReadSoFar file)> on_progress;
  std::function<bool()> cancelled;  // called between batches; true rolls back and throws Cancelled
  std::function<void(Step)> on_step;  // may throw; the load is then left as after a crash
  /// Called after the last byte: is the file unchanged since the first one? Default: unchanged.
  std::function<bool()> is_unchanged;
  /// Copies the file of a held load to a place where it stays until the decision. Returns the
  /// copy's path, or nothing when its digest differs from that of `job`. Default: no copy.
  std::function<std::optional<std::string>(const Job& job)> keep;
  std::function<void(Job&)> follow_up;                               // JobPlace::follow_up
  std::function<void(const Job&, const std::string&)> on_left_over;  // JobPlace::on_left_over
};

/// The load was cancelled; nothing was applied and its row is pending again.
struct Cancelled : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The rejections and warnings of a load, written during the load next to users.ndjson: a CSV row
/// each, without a header. Only for a file in a drop directory.
inline constexpr const char* kSenderRows = "sender.csv";

/// Adds the job's row.
Job add_load(Store& store, const LoadRequest& request, Now now);

/// Runs the load and returns the job in its final state: completed, held (a guard tripped), failed
/// (the file was rejected), or pending again (the file changed during reading, or ends too early
/// and the rest may come). Throws StoreError or std::system_error when the store or the disk fails.
Job run_load(Store& store, const LoadRequest& request, Job job, Now now);

/// Does the file contain all users, so that a user who is not in it has left? False for an import.
bool is_full(const LoadRequest& request);

/// The action for a job of this kind.
const Action& action_of(const Profile& profile, JobKind kind);

}  // namespace roster::sis
