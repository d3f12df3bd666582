#include "daemon/ctl/owner.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "daemon/show/outcome.hpp"

namespace roster {

bool become_owner_of(const std::string& store_url) {
  constexpr std::string_view kScheme = "sqlite:";
  if (::geteuid() != 0 || !store_url.starts_with(kScheme)) return false;
  const std::filesystem::path store = store_url.substr(kScheme.size());
  const std::filesystem::path directory = store.has_parent_path() ? store.parent_path() : ".";
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0 || status.st_uid == 0) return false;
  const passwd* owner = ::getpwuid(status.st_uid);
  const gid_t group = owner == nullptr ? status.st_gid : owner->pw_gid;
  const int groups =
      owner == nullptr ? ::setgroups(0, nullptr) : ::initgroups(owner->pw_name, group);
  if (groups != 0 || ::setresgid(group, group, group) != 0 ||
      ::setresuid(status.st_uid, status.st_uid, status.st_uid) != 0)
    throw CommandError(Exit::refused,
                       fmt::format("{} belongs to uid {}; run rosterctl as that account",
                                   directory.string(), status.st_uid));
  return true;
}

}  // namespace roster
