// Tried: the files that people tried last, so that what was tried can be loaded: the very bytes
// when they came with the form; of a file that waits in a drop directory only its name.
#pragma once

#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "users/model/job.hpp"

namespace roster::http {

struct TriedFile {
  std::string profile, action;
  std::string name, bytes;  // bytes: empty for a file that waits in a drop directory
};

/// For as long as the daemon runs. Any thread.
class Tried {
 public:
  void keep(JobNumber dry_run, TriedFile file);
  std::optional<TriedFile> find(JobNumber dry_run) const;

 private:
  static constexpr std::size_t kMost = 8;  // a megabyte each
  mutable std::mutex mutex_;
  std::list<std::pair<JobNumber, TriedFile>> kept_;  // under mutex_
};

}  // namespace roster::http
