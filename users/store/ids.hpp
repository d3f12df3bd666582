// Ids: who holds a text, as a primary id or as an identifier, today or formerly.
//
// Primary ids compare without case and in NFC (fold_primary_id), identifiers as identifier_case()
// says (fold_identifier). Former ids compare as primary ids do.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "users/base/fold.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// Who holds a text today.
struct Owners {
  UserId by_primary_id = 0;
  UserId by_identifier = 0;
  std::string identifier_type;  // of by_identifier
};

class IdStore {
 public:
  virtual ~IdStore() = default;

  /// How identifiers compare in this store; fixed when it was made.
  virtual IdentifierCase identifier_case() const = 0;
  /// Who holds each text, in the order asked.
  virtual std::vector<Owners> owners(std::span<const std::string_view> texts) = 0;
  /// Who held each text before, as a primary id or an identifier, and holds it no longer; in the
  /// order asked, each by id. Known for as long as the user is.
  virtual std::vector<std::vector<UserId>> former_owners(
      std::span<const std::string_view> texts) = 0;
  /// The ids these users had before, as they were written; in the order asked.
  virtual std::vector<std::vector<std::string>> former_ids(std::span<const UserId> users) = 0;
};

}  // namespace roster
