#include "daemon/http/users_api/reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace roster::http {
std::string get_user(Transaction& transaction, const Call& call, std::string_view id) {
  const StoredUser stored = find_called(transaction, call, id);
  const std::vector<std::string> expand = call.request.parameters("expand");
  for (const std::string& word : expand)
    if (word != "none" && word != "full" && word != "loans" && word != "requests" && word != "fees")
      throw ApiError(400, "401666", fmt::format("The parameter expand is not valid: {}.", word));
  const bool counts = std::any_of(expand.begin(), expand.end(), [](const std::string& word) {
    return word == "loans" || word == "requests" || word == "fees";
  });
  if (!counts) return user_answer(call, stored.user, nullptr);
  const UserId ids[] = {stored.id};
  const Owed all = owed(transaction.obligations_of(ids).front());
  return user_answer(call, stored.user, &all);
}

}  // namespace roster::http
