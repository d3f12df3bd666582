#include "daemon/file_systems.hpp"

#include <fmt/format.h>
#include <sys/statfs.h>

#include <cstring>
#include <fstream>

namespace roster {

std::string file_system_of(const std::filesystem::path& directory) {
  struct statfs status {};
  if (::statfs(directory.c_str(), &status) != 0) return {};
  std::uint64_t id = 0;
  static_assert(sizeof status.f_fsid == sizeof id);
  std::memcpy(&id, &status.f_fsid, sizeof id);
  return fmt::format("{:x}-{:016x}", static_cast<std::uint64_t>(status.f_type), id);
}

/// A line each: the file system, a blank, the directory.
FileSystems::FileSystems(std::filesystem::path file) : file_(std::move(file)) {
  std::ifstream lines(file_);
  for (std::string line; std::getline(lines, line);) {
    const auto blank = line.find(' ');
    if (blank != std::string::npos) known_[line.substr(blank + 1)] = line.substr(0, blank);
  }
}

FileSystems::Change FileSystems::look(const std::filesystem::path& directory,
                                      const std::string& file_system) {
  if (file_system.empty()) return Change::none;
  const auto [known, is_new] = known_.try_emplace(directory, file_system);
  if (is_new) save();
  if (known->second != file_system)
    return others_.insert(directory).second ? Change::other : Change::none;
  return others_.erase(directory) > 0 ? Change::back : Change::none;
}

void FileSystems::accept() {
  for (const std::string& directory : others_) known_.erase(directory);
  others_.clear();
  save();
}

void FileSystems::save() const {
  const std::filesystem::path partial = file_.string() + ".partial";
  {
    std::ofstream file(partial, std::ios::trunc);
    for (const auto& [directory, file_system] : known_)
      file << file_system << ' ' << directory << '\n';
    if (!file.flush()) return;  // the worst is that a change is not noticed after a restart
  }
  std::error_code ignored;
  std::filesystem::rename(partial, file_, ignored);
}

}  // namespace roster
