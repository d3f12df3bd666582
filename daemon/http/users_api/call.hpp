// Call: one request of the Users API, and what its handlers share: the look-up of a user by id, and
// the output of users and lists in the requested representation.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "daemon/http/message.hpp"
#include "daemon/http/users_api/answer.hpp"
#include "users/store/store.hpp"

namespace roster::http {

struct Call {
  const Request& request;
  Representation as = Representation::xml;
  std::string caller;  ///< the key's name, recorded in history and jobs
  std::string root;    ///< `https://host` as the client wrote it; prefix of links
};

/// The user with this id: any id (`user_id_type` absent or all_unique), or one of the given type.
/// Throws ApiError. The row may be damaged.
StoredUser find_row(Transaction& transaction, const Call& call, std::string_view id);
/// The same; throws ApiError for a damaged row, too, which holds next to nothing of its user.
StoredUser find_called(Transaction& transaction, const Call& call, std::string_view id);

/// The URL of a user, for links.
std::string link_of(const Call& call, std::string_view primary_id);

/// A number between `least` and `most`; `otherwise` without the parameter. Throws ApiError 401666
/// when the parameter is not such a number.
std::int64_t number_parameter(const Call& call, std::string_view name, std::int64_t least,
                              std::int64_t most, std::int64_t otherwise);

/// What a user owes; the vendor's numbers are texts.
struct Owed {
  std::int64_t loans = 0, requests = 0, fees = 0;
  Amount balance;
};

Owed owed(std::span<const Obligation> obligations);

/// One user as an answer. `counts` is nullptr without `expand`.
std::string user_answer(const Call& call, const User& user, const Owed* counts);

/// A list as an answer. Items are short unless `expand=full`.
std::string list_answer(const Call& call, std::span<const User> users, std::int64_t total);

}  // namespace roster::http
