// Rerun: what a job's row keeps so that the job can be run again: after a crash, or when a held one
// is approved.
#pragma once

#include <filesystem>
#include <string>

namespace roster {

struct Rerun {
  std::string spooled;  // the private copy of its file; empty: there is none
  std::string dropped;  // the dropped file to rename afterwards; empty: it came by hand
};

std::string to_json(const Rerun& rerun);
/// An empty text gives an empty Rerun. Throws std::runtime_error when it is not what to_json
/// writes.
Rerun parse_rerun(const std::string& text);

}  // namespace roster
