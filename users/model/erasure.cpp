#include "users/model/erasure.hpp"

#include <algorithm>
#include <array>

namespace roster {
namespace {

constexpr std::array<std::string_view, 4> kPolicies = {"keep_fully_reportable", "keep_statistics",
                                                       "keep_statistics_and_remove_primary_id",
                                                       "fully_remove"};

}  // namespace

std::string_view to_string(DeletePolicy policy) {
  return kPolicies.at(static_cast<std::size_t>(policy));
}

std::optional<DeletePolicy> parse_delete_policy(std::string_view text) {
  const auto found = std::find(kPolicies.begin(), kPolicies.end(), text);
  if (found == kPolicies.end()) return std::nullopt;
  return static_cast<DeletePolicy>(found - kPolicies.begin());
}

}  // namespace roster
