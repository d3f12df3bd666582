// Tried: the files that people tried last, so that what was tried can be loaded: the very file
// when it came with the form; of one that waits in a drop directory only its name.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "daemon/http/upload.hpp"
#include "users/model/job.hpp"

namespace roster::http {

struct TriedFile {
  std::string profile, action, name;
  std::shared_ptr<const UploadedFile> upload;  // nullptr: it waits in a drop directory

  std::uint64_t size() const { return upload ? upload->size() : 0; }
};

/// For as long as the daemon runs, and as long as they fit: the last kMost, together at most
/// kMostBytes, but always the last. Any thread.
class Tried {
 public:
  void keep(JobNumber dry_run, TriedFile file);
  std::optional<TriedFile> find(JobNumber dry_run) const;

 private:
  static constexpr std::size_t kMost = 8;
  static constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;
  mutable std::mutex mutex_;
  std::list<std::pair<JobNumber, TriedFile>> kept_;  // under mutex_
};

}  // namespace roster::http
