// Intake: processes an input directory. Loads each settled file in place and renames it; writes a
// report of rejections beside it.
//
// A file and its job stay linked while the file exists: the row is open until the file has its
// ending (Job::open), and identifies the file by inode, size, times and digest. So no file is
// loaded twice, whatever its name and ending.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "daemon/work/stored_load.hpp"
#include "sis/drop/drop_directory.hpp"

namespace roster {

/// Identifies an input: a profile's import or synchronize section, or the directory of obligations
/// (without a profile).
struct InputName {
  std::string profile;
  JobKind kind = JobKind::synchronize;

  friend auto operator<=>(const InputName&, const InputName&) = default;
};

/// A file of which a person must know something: it is not loaded, or it is over and its sender was
/// not told.
struct LeftAlone {
  enum class Why : std::uint8_t {
    waiting,
    odd,
    companion,  // of a name that no feed has: a checksum, a note
    unreported  // its job is over; the sender's report could not be written
  } why = Why::waiting;
  std::string name, text;
};

/// `a.xml: left alone: it is a directory`; of one that is unreported: `a.xml: job 17 is complete,
/// but …`.
std::string left_text(const LeftAlone& left);

/// What a visit of an input keeps for the next, so that nothing is reported twice and no file
/// delays others forever.
struct InputMemory {
  std::map<std::string, std::string> left;  // name → text, of the last visit
  std::map<std::string, Time> held_back;    // name → since when it delays later files
  struct Unreported {
    std::string text;
    Time since{};
  };
  std::map<std::string, Unreported> unreported;  // by the file's name, a day each
};

/// Callbacks while an input is processed. Every member may be empty.
struct IntakeEvents : LoadEvents {
  std::function<void(const LeftAlone&)> on_left;  // once per file and reason
};

struct IntakeResult {
  std::vector<Job> jobs;
  std::optional<Time> look_again;  // when to visit again: some files are settling or incomplete
  std::string trouble;             // failed step for a file that is applied; to be tried again
};

/// The directory of an input. Throws CommandError when the profile has none.
std::filesystem::path input_directory(const Session& session, const InputName& input);

/// Processes an input's files in order, independently of each other. A file that still changes, or
/// fails, delays later ones, at most for the configured `incomplete`. A file whose load was begun
/// is not loaded twice: that load is completed. Throws std::system_error when the directory cannot
/// be read, sis::Cancelled when asked to stop, StoreError.
IntakeResult work_off(Session& session, const InputName& input, InputMemory& memory,
                      const IntakeEvents& events);

}  // namespace roster
