// Generated id: generates a primary id from the names of a new user whose record has none:
// Ada.Byron, Ada.Byron2, …  Source: Ex Libris, rest_user.xsd (a default is generated from first and
// last name).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

#include "users/model/user.hpp"

namespace roster::sis {

/// Generates ids for one load. The time is linear in the number of records, however many share a
/// name.
class IdGenerator {
 public:
  /// An id for which `is_taken` returns false; empty when the record has no name.
  std::string make(const User& user, const std::function<bool(const std::string&)>& is_taken);

 private:
  std::unordered_map<std::string, std::uint64_t> last_;  // last number used, by folded name
};

}  // namespace roster::sis
