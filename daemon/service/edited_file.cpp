#include "daemon/service/edited_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace roster {

namespace {

constexpr std::string_view kMissing = "missing";

/// A text that changes whenever the file is edited or replaced.
std::string state_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::string(kMissing);
  return fmt::format("{}-{}-{}.{}", status.st_ino, status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec);
}

}  // namespace

EditedFile::EditedFile(std::string path, std::chrono::milliseconds still)
    : path_(std::move(path)), still_(still) {
  taken();
}

void EditedFile::taken() { taken_ = seen_ = state_of(path_); }

bool EditedFile::is_due(Clock::time_point now) {
  const std::string state = state_of(path_);
  if (state != seen_) {
    seen_ = state;
    seen_at_ = now;
  }
  return state != taken_ && state != kMissing && now - seen_at_ >= still_;
}

}  // namespace roster
