// Call: one request of the Users API on its way, and what its handlers share: whom an id means, and
// how a user or a list of them is written in the representation that the client wants.
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
  std::string caller;  ///< the key's name; who did it, in history and jobs
  std::string root;    ///< `https://host`, as the client wrote it; links begin with it
};

/// The user of this id: any id (`user_id_type` absent or all_unique), or one of the given type.
/// Throws ApiError.
StoredUser find_called(Transaction& transaction, const Call& call, std::string_view id);

/// The address of a user, in links.
std::string link_of(const Call& call, std::string_view primary_id);

/// A number between `least` and `most`; `otherwise` without the parameter. ApiError 401666 when it
/// is none.
std::int64_t number_parameter(const Call& call, std::string_view name, std::int64_t least,
                              std::int64_t most, std::int64_t otherwise);

/// How much of what users owe elsewhere; the vendor's numbers are texts.
struct Owed {
  std::int64_t loans = 0, requests = 0, fees = 0;
  Amount balance;
};

Owed owed(std::span<const Obligation> obligations);

/// A user as a single answer. `counts` is nullptr without `expand`.
std::string user_answer(const Call& call, const User& user, const Owed* counts);

/// A list's answer. Items are short unless `expand=full`.
std::string list_answer(const Call& call, std::span<const User> users, std::int64_t total);

}  // namespace roster::http
