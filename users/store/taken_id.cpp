#include "users/store/taken_id.hpp"

#include <set>
#include <string>
#include <vector>

namespace roster {

std::optional<TakenId> find_taken_id(Transaction& transaction, const User& user, UserId own) {
  std::vector<std::string_view> ids{user.primary_id}, types{"primary_id"};
  for (const Identifier& identifier : user.user_identifiers) {
    ids.push_back(identifier.value);
    types.push_back(identifier.id_type.value);
  }
  const std::vector<Owners> owners = transaction.owners(ids);
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (const UserId owner : {owners[i].by_primary_id, owners[i].by_identifier})
      if (owner != 0 && owner != own) return TakenId{TakenId::Why::by_another, ids[i], types[i]};
  std::set<std::string> seen;
  for (std::size_t i = 1; i < ids.size(); ++i)
    if (!seen.insert(fold_identifier(ids[i], transaction.identifier_case())).second)
      return TakenId{TakenId::Why::twice, ids[i], types[i]};
  return std::nullopt;
}

}  // namespace roster
