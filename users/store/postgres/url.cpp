#include "users/store/postgres/url.hpp"

#include <libpq-fe.h>

namespace roster {

/// What libpq says of a mistake is not passed on: it quotes the URL, with the password.
bool is_connection_url(const std::string& url) {
  char* said = nullptr;
  PQconninfoOption* options = PQconninfoParse(url.c_str(), &said);
  PQfreemem(said);
  if (options == nullptr) return false;
  PQconninfoFree(options);
  return true;
}

}  // namespace roster
