#include "daemon/ctl/owner.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "daemon/show/outcome.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

fs::path directory_of(const std::string& store_url, const fs::path& beside) {
  std::error_code ignored;
  fs::path directory = beside;
  if (const auto file = store_file(store_url)) return fs::absolute(*file).parent_path();
  while (!fs::exists(directory, ignored) && directory.has_relative_path())
    directory = directory.parent_path();
  return directory;
}

}  // namespace

bool become_owner_of(const std::string& store_url, const fs::path& beside) {
  if (::geteuid() != 0 || store_kind(store_url) == StoreKind::memory) return false;
  const fs::path directory = directory_of(store_url, beside);
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
  // libpq looks for .pgpass there.
  if (owner != nullptr) ::setenv("HOME", owner->pw_dir, 1);
  return true;
}

}  // namespace roster
