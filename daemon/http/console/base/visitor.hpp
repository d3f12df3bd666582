// Visitor: who looks at the console, and what they may do there. There are no passwords here: a
// reverse proxy says who it is, in a header that is believed from nobody else, or the kernel does,
// for a client on the Unix socket.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "daemon/config/config.hpp"
#include "daemon/http/message.hpp"

namespace roster::http {

/// Each may do what those before it may.
enum class Role : std::uint8_t {
  nobody,
  viewer,     ///< looks
  operating,  ///< loads, previews, edits; `operator` in the configuration
  approver    ///< approves, rejects, undoes, purges
};

/// `viewer`, `operator`, `approver`; for nobody `no role`.
std::string_view to_string(Role role);

struct Visitor {
  std::string account;  // empty: nobody knows who it is
  Role role = Role::nobody;

  bool may(Role least) const { return role >= least; }
};

/// The header that says who it is came twice, or holds what no name does: somebody tries something.
struct BadIdentity : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Who sent the request. root and the daemon's own account may do on the socket what they may do
/// with rosterctl: everything. Throws BadIdentity.
Visitor visitor_of(const Request& request, const HttpConfig& config);

/// The role that the configuration gives to an account that is in these groups (`a,b`).
Role role_of(const HttpConfig& config, std::string_view account, std::string_view groups);

}  // namespace roster::http
