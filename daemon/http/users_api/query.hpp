// Query: the `q` of a user search in the vendor's syntax: `last_name~smith AND user_group~GRAD`.
//
// A condition holds when the field contains all of its words, ignoring case; `_` stands for a blank
// and `,` separates alternatives, as clients send them. Source: Ex Libris, Users API, "Retrieve
// users".
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "users/model/user.hpp"

namespace roster::http {

class UserQuery {
 public:
  /// An empty text matches every user. Throws ApiError 60106 when the text is not a query, or names
  /// a field that cannot be searched.
  explicit UserQuery(std::string_view text);

  bool is_empty() const { return conditions_.empty(); }
  /// `balance` gives what the user owes, as a decimal number; asked only when a condition is about
  /// it.
  bool fits(const User& user, const std::function<std::string()>& balance) const;

 private:
  struct Condition {
    std::string field;
    std::vector<std::vector<std::string>> any_of;  // alternatives, each a list of folded words
    std::string literal;                           // folded, unsplit: `_` is legal in ids
  };
  std::vector<Condition> conditions_;

  static Condition read_condition(std::string_view text);
  static bool holds(const Condition& condition, const std::vector<std::string>& texts);
};

}  // namespace roster::http
