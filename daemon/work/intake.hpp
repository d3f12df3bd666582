// Intake: working off an input directory. Each file that has settled is loaded where it lies, and
// renamed; a report of what was rejected is put beside it.
//
// A file and its job belong together as long as the file lies there: the row is open until the file
// has its ending (Job::open), and says by inode, size, times and digest which file it read. So
// nothing is loaded twice, whatever became of names and endings.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "daemon/work/stored_load.hpp"
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
  enum class Why : std::uint8_t {
    waiting,
    odd,
    companion  // of a name that no feed has: a checksum, a note
  } why = Why::waiting;
  std::string name, text;
};

/// What one visit of an input remembers for the next, so that nothing is said twice and no file
/// keeps others waiting for ever.
struct InputMemory {
  std::map<std::string, std::string> left;  // name → text, of the last visit
  std::map<std::string, Time> held_back;    // name → since when later files wait for it
};

/// Told what happens while an input is worked off. Every member may be empty.
struct IntakeEvents : LoadEvents {
  std::function<void(const LeftAlone&)> on_left;  // once, as long as the file is left for that
};

struct IntakeResult {
  std::vector<Job> jobs;
  std::optional<Time> look_again;  // some files are still settling or incomplete: when to come back
  std::string trouble;  // what could not be done for a file that is applied; to be tried again
};

/// The directory of an input. Throws CommandError when the profile has none.
std::filesystem::path input_directory(const Session& session, const InputName& input);

/// Works off an input's files in their order; each stands for itself, whatever became of the one
/// before. One that still changes, or is in trouble, keeps later ones waiting, at most for the
/// configured `incomplete`. A file whose load was begun already is not loaded twice: that load is
/// brought to its end. Throws std::system_error when the directory cannot be read, sis::Cancelled
/// when asked to stop, StoreError.
IntakeResult work_off(Session& session, const InputName& input, InputMemory& memory,
                      const IntakeEvents& events);

}  // namespace roster
