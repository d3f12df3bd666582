// Intake: working off an input directory. Each file that has settled is claimed (copied to the
// private spool), loaded, and renamed where it was dropped; a report of what was rejected is put
// beside it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/session.hpp"
#include "sis/spool.hpp"
#include "users/job.hpp"

namespace roster {

/// Which input: a profile's import or synchronize section.
struct InputName {
  std::string profile;
  JobKind kind = JobKind::synchronize;

  friend auto operator<=>(const InputName&, const InputName&) = default;
};

/// Told what happens while an input is worked off. Every member may be empty.
struct IntakeEvents {
  std::function<void(const Job&)> on_job;  // a load ended
  std::function<void(const std::string& file, const std::string& why)>
      on_left;  // a file was left alone: it changed, or is incomplete
  std::function<void(const sis::Oddity&)> on_oddity;  // something that is never opened
  std::function<bool()> cancelled;                    // stop between records
  std::function<void()> on_progress;
};

struct IntakeResult {
  std::vector<Job> jobs;
  std::optional<Time> look_again;  // some files are still settling or incomplete: when to come back
};

/// The directory of an input. Throws CommandError when the profile has none.
std::filesystem::path input_directory(const Session& session, const InputName& input);

/// Works off an input's files in their order; each stands for itself, whatever became of the one
/// before. Throws std::system_error when the directory cannot be read, sis::Cancelled when asked to
/// stop, StoreError.
IntakeResult work_off(Session& session, const InputName& input, const IntakeEvents& events);

/// Brings loads to their end that another process left behind, and renames dropped files that were
/// not renamed any more.
std::vector<Job> resume_loads(Session& session, const IntakeEvents& events);

/// Gives a dropped file the ending that its job's status calls for, and puts the report beside it.
/// Idempotent.
void finish_drop(const Session& session, const Job& job);

}  // namespace roster
