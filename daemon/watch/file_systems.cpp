#include "daemon/watch/file_systems.hpp"

#include <fmt/format.h>
#include <sys/statfs.h>

#include <cstring>

#include "users/base/small_file.hpp"

namespace roster {

namespace {

/// One line each: the file system, a blank, the directory.
std::map<std::string, std::string> read(const std::filesystem::path& file) {
  std::map<std::string, std::string> known;
  for (const std::string& line : read_lines(file)) {
    const auto blank = line.find(' ');
    if (blank != std::string::npos) known[line.substr(blank + 1)] = line.substr(0, blank);
  }
  return known;
}

}  // namespace

std::string file_system_of(const std::filesystem::path& directory) {
  struct statfs status {};
  if (::statfs(directory.c_str(), &status) != 0) return {};
  std::uint64_t id = 0;
  static_assert(sizeof status.f_fsid == sizeof id);
  std::memcpy(&id, &status.f_fsid, sizeof id);
  return fmt::format("{:x}-{:016x}", static_cast<std::uint64_t>(status.f_type), id);
}

FileSystems::FileSystems(std::filesystem::path file)
    : file_(std::move(file)), known_(read(file_)) {}

void FileSystems::look(const std::filesystem::path& directory, const std::string& file_system) {
  if (file_system.empty()) return;
  const auto [known, is_new] = known_.try_emplace(directory, file_system);
  if (is_new) save();
  if (known->second == file_system)
    others_.erase(directory);
  else
    others_.insert(directory);
}

void FileSystems::accept() {
  for (const std::string& directory : others_) known_.erase(directory);
  others_.clear();
  save();
}

void FileSystems::save() const {
  std::vector<std::string> lines;
  for (const auto& [directory, file_system] : known_)
    lines.push_back(file_system + ' ' + directory);
  replace_lines(file_, lines);  // the worst is that a change is not noticed after a restart
}

bool is_on_other_file_system(const std::filesystem::path& file,
                             const std::filesystem::path& directory) {
  const std::string present = file_system_of(directory);
  const auto known = read(file);
  const auto found = known.find(directory);
  return found != known.end() && !present.empty() && found->second != present;
}

}  // namespace roster
