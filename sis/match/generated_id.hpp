// Generated id: a primary id for a new user whose record has none, made of the names: Ada.Byron,
// Ada.Byron2, …  Source: Ex Libris, rest_user.xsd (a default is generated from first and last
// name).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

#include "users/model/user.hpp"

namespace roster::sis {

/// Makes ids for one load. Takes time in proportion to the records, however many share a name.
class IdGenerator {
 public:
  /// An id for which `is_taken` says no; empty when the record has no name.
  std::string make(const User& user, const std::function<bool(const std::string&)>& is_taken);

 private:
  std::unordered_map<std::string, std::uint64_t> last_;  // number given, by folded name
};

}  // namespace roster::sis
