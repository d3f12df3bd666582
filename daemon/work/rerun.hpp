// Rerun: what a load's row keeps so that the load can be run again after a crash, or when it is
// held and approved, and so that the dropped file is renamed exactly when it should be.
#pragma once

#include <filesystem>
#include <string>

#include "sis/drop/drop_directory.hpp"
#include "sis/load/load.hpp"

namespace roster {

struct Rerun {
  std::string spooled;                        // the private copy of its file; empty: there is none
  std::string dropped;                        // the dropped file's path; empty: it came by hand
  sis::Stamp stamp;                           // of the dropped file
  sis::GuardMode guard = sis::GuardMode::on;  // approved: by a person, once and for all
};

std::string to_json(const Rerun& rerun);
/// An empty text, or one that a job of another kind wrote, gives an empty Rerun.
Rerun parse_rerun(const std::string& text);

}  // namespace roster
