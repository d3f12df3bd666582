#include "daemon/accounts/account.hpp"

#include <pwd.h>

#include <array>

namespace roster {

std::string account_name(uid_t user) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 16 * 1024> buffer{};
  if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return "uid " + std::to_string(user);
  return entry.pw_name;
}

}  // namespace roster
