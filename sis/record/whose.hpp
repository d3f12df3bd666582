// Whose: whom a refused record is about. Who is in a feed is not missing from it, however damaged
// the record; so what a record says of itself is looked for also where it cannot be read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "users/model/user.hpp"

namespace roster::sis {

struct Whose {
  std::string primary_id;               // as it would be stored; empty when it is not told
  std::vector<Identifier> identifiers;  // type and value of those that were found
  /// The primary id or an identifier of the match type stands where no damage came before it,
  /// whole, and the record names no second primary id. When false, what was found serves as a hint:
  /// it may be nobody's.
  bool told = false;
};

/// Looks into the bytes of a record, V.1 or V.2, well-formed or not. Only what is the record's own
/// counts, not what stands inside proxy_for_users or another list; references and CDATA sections
/// are resolved. `match` is `primary_id` or an identifier type. Linear in the bytes.
Whose whose_record(std::string_view bytes, std::string_view match);

}  // namespace roster::sis
