#include "daemon/http/console/base/tried.hpp"

namespace roster::http {

void Tried::keep(JobNumber dry_run, TriedFile file) {
  const std::lock_guard lock(mutex_);
  kept_.emplace_front(dry_run, std::move(file));
  std::uint64_t bytes = 0;
  for (const auto& [job, tried] : kept_) bytes += tried.size();
  while (kept_.size() > 1 && (kept_.size() > kMost || bytes > kMostBytes)) {
    bytes -= kept_.back().second.size();
    kept_.pop_back();
  }
}

std::optional<TriedFile> Tried::find(JobNumber dry_run) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [job, file] : kept_)
    if (job == dry_run) return file;
  return std::nullopt;
}

}  // namespace roster::http
