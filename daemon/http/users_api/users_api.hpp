// Users API: the vendor's REST calls below /almaws/v1, on the store. docs/users-api.md lists the
// supported calls and those that are refused.
//
// A call that reads uses a read-only view; one that writes waits in the daemon's queue.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/http/message.hpp"
#include "daemon/http/server.hpp"

namespace roster {
class Session;
class Transaction;
}  // namespace roster

namespace roster::http {

enum class KeyRight : std::uint8_t { read, write };

/// A known key that has not expired.
struct KnownKey {
  std::string name;
  KeyRight right = KeyRight::read;
};

/// Access to the store and the keys. All functions may be called from any of the server's threads.
struct Backend {
  /// Runs `work` on a view of the current store, and returns when it is done. Exceptions of `work`
  /// propagate.
  std::function<void(const std::function<void(Transaction&)>& work)> read;
  /// Runs `work` soon, on a thread where others do not wait for it: it may take seconds.
  std::function<void(std::function<void()> work)> later;
  /// Runs `work` later, in the order of the daemon's work; or calls `too_late` when its turn did
  /// not come in time. Exactly one of the two is called.
  std::function<void(std::function<void(Session&)> work, std::function<void()> too_late)> write;
  /// The configured user groups; empty: those of the users are the table. May be empty itself.
  std::function<std::vector<std::string>()> user_groups;
  /// Finds the key with these characters; nothing when it is unknown or has expired.
  std::function<std::optional<KnownKey>(Transaction&, std::string_view key)> find_key;
};

class UsersApi {
 public:
  explicit UsersApi(Backend backend);

  /// True when the request's path belongs to the API.
  static bool is_called(const Request& request);

  /// Answers a request, possibly later.
  void handle(Request request, Answer answer) const;

 private:
  std::shared_ptr<const Backend> backend_;
};

}  // namespace roster::http
