// Whose: finds the user of a rejected record. A user in a feed is not missing, even when the record
// is damaged, so the ids are searched in unreadable records too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "users/model/user.hpp"

namespace roster::sis {

struct Whose {
  std::string primary_id;               // as it would be stored; empty when not found
  std::vector<Identifier> identifiers;  // with type and value, as far as found
  /// The primary id or an identifier of the match type was found complete, before any damage, and
  /// the record has only one primary id. When false, the ids found are only hints and may be wrong.
  bool told = false;
};

/// Searches the bytes of a record, V.1 or V.2, well-formed or not. Only ids of the record itself
/// count, not ids inside proxy_for_users or another list; resolves references and CDATA sections.
/// `match` is `primary_id` or an identifier type. Linear time.
Whose whose_record(std::string_view bytes, std::string_view match);

}  // namespace roster::sis
