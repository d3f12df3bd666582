#include "daemon/http/console/base/tokens.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>

#include "purge/ledger/hmac.hpp"
#include "users/base/text.hpp"

namespace roster::http {
namespace {

constexpr std::size_t kBytes = 32;
constexpr std::string_view kName = "__Host-roster";

}  // namespace

Tokens::Tokens() : key_(purge::random_bytes(kBytes)) {}

std::string Tokens::make_cookie() { return purge::to_hex(purge::random_bytes(kBytes)); }

std::optional<std::string> Tokens::cookie_of(const Request& request) {
  for (std::string_view header : request.headers_named("Cookie"))
    while (!header.empty()) {
      const auto end = std::min(header.find(';'), header.size());
      const std::string_view pair = trim(header.substr(0, end));
      header.remove_prefix(std::min(end + 1, header.size()));
      if (pair.size() == kName.size() + 1 + 2 * kBytes && pair.starts_with(kName) &&
          pair[kName.size()] == '=')
        return std::string(pair.substr(kName.size() + 1));
    }
  return std::nullopt;
}

std::string Tokens::set_cookie(std::string_view cookie) {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict", kName, cookie);
}

std::string Tokens::token(std::string_view cookie, std::string_view account) const {
  return purge::to_hex(purge::Hmac(key_)(fmt::format("{}\n{}", cookie, account)));
}

bool Tokens::fits(std::string_view token, std::string_view cookie, std::string_view account) const {
  const std::string right = this->token(cookie, account);
  return token.size() == right.size() &&
         CRYPTO_memcmp(token.data(), right.data(), right.size()) == 0;
}

}  // namespace roster::http
