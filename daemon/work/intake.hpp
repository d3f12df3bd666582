// Intake: working off an input directory. Each file that has settled is claimed (copied to the
// private spool), loaded, and renamed where it was dropped; a report of what was rejected is put
// beside it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "daemon/work/spooled_load.hpp"
#include "sis/drop/drop_directory.hpp"

namespace roster {

/// Which input: a profile's import or synchronize section, or the directory of obligations (no
/// profile then).
struct InputName {
  std::string profile;
  JobKind kind = JobKind::synchronize;

  friend auto operator<=>(const InputName&, const InputName&) = default;
};

/// A file that is left where it is.
struct LeftAlone {
  enum class Why : std::uint8_t { waiting, odd } why = Why::waiting;
  std::string name, text;
};

/// What one visit of an input remembers for the next, so that nothing is said, or copied, twice.
struct InputMemory {
  std::map<std::string, std::string> left;       // name → text, of the last visit
  std::map<std::string, sis::Stamp> incomplete;  // files known to end too early
};

/// Told what happens while an input is worked off. Every member may be empty.
struct IntakeEvents : LoadEvents {
  std::function<void(const LeftAlone&)> on_left;  // once, as long as the file is left for that
};

struct IntakeResult {
  std::vector<Job> jobs;
  std::optional<Time> look_again;  // some files are still settling or incomplete: when to come back
};

/// The directory of an input. Throws CommandError when the profile has none.
std::filesystem::path input_directory(const Session& session, const InputName& input);

/// Works off an input's files in their order; each stands for itself, whatever became of the one
/// before, but none is taken before an older one has settled. A file whose load was begun already
/// is not loaded twice: that load is brought to its end. Throws std::system_error when the
/// directory cannot be read, sis::Cancelled when asked to stop, StoreError.
IntakeResult work_off(Session& session, const InputName& input, InputMemory& memory,
                      const IntakeEvents& events);

}  // namespace roster
