// Users API: the vendor's REST calls below /almaws/v1, over the store. Which calls there are, and
// which are refused as not supported, is docs/users-api.md.
//
// A call that reads runs on a read-only view; one that writes waits for its turn among the daemon's
// work.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/http/message.hpp"
#include "daemon/http/server.hpp"

namespace roster {
class Session;
class Transaction;
}  // namespace roster

namespace roster::http {

enum class KeyRight : std::uint8_t { read, write };

/// A key that is known and has not expired.
struct KnownKey {
  std::string name;
  KeyRight right = KeyRight::read;
};

/// What calls work with. All functions may be called from any of the server's threads.
struct Backend {
  /// Runs `work` on a view of the store as it is now, and returns when it is done. What `work`
  /// throws is passed on.
  std::function<void(const std::function<void(Transaction&)>& work)> read;
  /// Runs `work` soon, on a thread where others do not wait for it: it may take seconds.
  std::function<void(std::function<void()> work)> later;
  /// Runs `work` later, in the order of the daemon's work; or calls `too_late` when its turn did
  /// not come in time. Exactly one of the two is called.
  std::function<void(std::function<void(Session&)> work, std::function<void()> too_late)> write;
  /// The key of these characters; nothing when there is none, or it has expired.
  std::function<std::optional<KnownKey>(std::string_view key)> find_key;
};

class UsersApi {
 public:
  explicit UsersApi(Backend backend);

  /// Is the request's path one of the API?
  static bool is_called(const Request& request);

  /// Answers a request, perhaps later.
  void handle(Request request, Answer answer) const;

 private:
  std::shared_ptr<const Backend> backend_;
};

}  // namespace roster::http
