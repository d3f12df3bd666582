// Tokens: a form is taken only from the page that it was sent with. Each browser has a random
// cookie; a form's token is a keyed hash of the cookie and the account, so that another site, which
// knows neither, cannot make one. Nothing is kept: after a restart pages must be loaded again.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/message.hpp"

namespace roster::http {

class Tokens {
 public:
  /// A key of its own. Throws std::runtime_error when the machine has no randomness.
  Tokens();

  /// The cookie of a request; nothing when none of ours came.
  static std::optional<std::string> cookie_of(const Request& request);
  /// A new one.
  static std::string make_cookie();
  /// As Set-Cookie has it.
  static std::string set_cookie(std::string_view cookie);

  std::string token(std::string_view cookie, std::string_view account) const;
  /// Compares in constant time.
  bool fits(std::string_view token, std::string_view cookie, std::string_view account) const;

 private:
  std::string key_;
};

}  // namespace roster::http
