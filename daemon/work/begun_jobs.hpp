// Begun jobs: finds the job that has read a dropped file, or started to, while the file exists.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/work/session.hpp"
#include "sis/drop/drop_directory.hpp"
#include "users/jobs/payload.hpp"

namespace roster {

/// A job that is not closed: its load, or the renaming of its file, is not done.
struct Begun {
  Job job;
  JobFile file;
  std::string name;  // name of the file when it was read
};

/// The open jobs of this kind whose files were dropped into the directory.
std::vector<Begun> begun_in(Session& session, JobKind kind, const std::filesystem::path& directory);

/// Returns the job that read this file. A job that is over matches by inode, size and time, or by
/// inode, size and digest; one that is not over also by name, even when the file has changed.
std::optional<Begun> begun_on(const std::vector<Begun>& all, const sis::DroppedFile& file,
                              const sis::DropDirectory& directory, const sis::Limits& limits);

}  // namespace roster
