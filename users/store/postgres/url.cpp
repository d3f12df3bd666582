#include "users/store/postgres/url.hpp"

#include <libpq-fe.h>

#include <stdexcept>
#include <string_view>

#include "users/store/url.hpp"

namespace roster {

namespace {

/// libpq looks at ports and hosts when it connects, and its messages quote them. Behind a password
/// in which : / or @ is not encoded they are the rest of it.
bool is_plausible(const PQconninfoOption& option) {
  const std::string_view key(option.keyword), value(option.val != nullptr ? option.val : "");
  if (key == "port") return value.find_first_not_of("0123456789,") == std::string_view::npos;
  return key != "host" || value.find('@', 1) == std::string_view::npos;
}

}  // namespace

/// What libpq says of a mistake is not passed on: it quotes the URL, with the password.
bool is_connection_url(const std::string& url) {
  char* said = nullptr;
  PQconninfoOption* options = PQconninfoParse(url.c_str(), &said);
  PQfreemem(said);
  if (options == nullptr) return false;
  bool plausible = true;
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option)
    plausible = plausible && is_plausible(*option);
  PQconninfoFree(options);
  return plausible;
}

const std::string& checked_url(const std::string& url) {
  if (is_connection_url(url)) return url;
  throw std::invalid_argument(shown_url(url) +
                              ": libpq does not understand this URL: a setting is unknown, or a "
                              "special character is not written as %XX");
}

}  // namespace roster
