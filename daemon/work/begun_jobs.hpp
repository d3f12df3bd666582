// Begun jobs: which job read a dropped file, or began to, as long as the file lies there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/work/session.hpp"
#include "sis/drop/drop_directory.hpp"
#include "users/jobs/payload.hpp"

namespace roster {

/// A job with something left to do: its load, or the ending of its file.
struct Begun {
  Job job;
  JobFile file;
  std::string name;  // of the file when it was read
};

/// The jobs of this kind whose files were dropped into the directory.
std::vector<Begun> begun_in(Session& session, JobKind kind, const std::filesystem::path& directory);

/// The one that read this file. A job that is over knows it by inode, size and time, or by inode,
/// size and digest; one that is not over by its name too, however it changed since.
std::optional<Begun> begun_on(const std::vector<Begun>& all, const sis::DroppedFile& file,
                              const sis::DropDirectory& directory, const sis::Limits& limits);

}  // namespace roster
