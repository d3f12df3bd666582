#include "daemon/http/console/base/visitor.hpp"

#include <unistd.h>

#include <algorithm>

#include "daemon/accounts/account.hpp"
#include "users/base/text.hpp"

namespace roster::http {
namespace {

constexpr std::size_t kLongestName = 255;

bool is_member(std::string_view groups, std::string_view group) {
  while (!groups.empty()) {
    const auto end = std::min(groups.find_first_of(",;"), groups.size());
    if (trim(groups.substr(0, end)) == group) return true;
    groups.remove_prefix(std::min(end + 1, groups.size()));
  }
  return false;
}

bool is_listed(const std::vector<std::string>& list, std::string_view account,
               std::string_view groups) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& entry) {
    return entry.starts_with('@') ? is_member(groups, entry.substr(1)) : entry == account;
  });
}

/// May this client say who somebody is?
bool is_proxy(const Peer& peer, const HttpConfig& config) {
  const auto& proxies = config.trusted_proxies;
  return peer.uid || std::find(proxies.begin(), proxies.end(), peer.address) != proxies.end();
}

/// The value of a header that must not come twice; empty without one.
std::string only_value(const Request& request, std::string_view name) {
  const auto values = request.headers_named(name);
  if (values.size() > 1) throw BadIdentity("the header that says who you are came twice");
  return values.empty() ? std::string() : std::string(trim(values.front()));
}

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::viewer:
      return "viewer";
    case Role::operating:
      return "operator";
    case Role::approver:
      return "approver";
    case Role::nobody:
      break;
  }
  return "no role";
}

Role role_of(const HttpConfig& config, std::string_view account, std::string_view groups) {
  if (is_listed(config.roles.approver, account, groups)) return Role::approver;
  if (is_listed(config.roles.operating, account, groups)) return Role::operating;
  if (is_listed(config.roles.viewer, account, groups)) return Role::viewer;
  return Role::nobody;
}

Visitor visitor_of(const Request& request, const HttpConfig& config) {
  Visitor visitor;
  if (!config.user_header.empty() && is_proxy(request.peer, config)) {
    visitor.account = only_value(request, config.user_header);
    if (visitor.account.size() > kLongestName || printable(visitor.account) != visitor.account)
      throw BadIdentity("the header that says who you are holds no name");
    if (!visitor.account.empty()) {
      const std::string groups =
          config.group_header.empty() ? "" : only_value(request, config.group_header);
      visitor.role = role_of(config, visitor.account, groups);
      return visitor;
    }
  }
  if (!request.peer.uid) return visitor;
  visitor.account = account_name(*request.peer.uid);
  const bool own = *request.peer.uid == 0 || *request.peer.uid == ::geteuid();
  visitor.role = own ? Role::approver : role_of(config, visitor.account, "");
  return visitor;
}

}  // namespace roster::http
