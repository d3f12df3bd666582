#include "users/model/obligation.hpp"

#include <algorithm>
#include <array>

namespace roster {
namespace {

constexpr std::array<std::string_view, kObligationKinds> kNames = {"loan",
                                                                   "fee",
                                                                   "po_line",
                                                                   "purchase_order",
                                                                   "invoice",
                                                                   "locked_bib",
                                                                   "import_profile",
                                                                   "md_editor",
                                                                   "asset",
                                                                   "grant",
                                                                   "hold_shelf_request",
                                                                   "request"};

}  // namespace

std::string_view to_string(ObligationKind kind) {
  return kNames.at(static_cast<std::size_t>(kind));
}

std::optional<ObligationKind> parse_obligation_kind(std::string_view text) {
  const auto found = std::find(kNames.begin(), kNames.end(), text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<ObligationKind>(found - kNames.begin());
}

std::string obligation_kind_names() {
  std::string names;
  for (const std::string_view name : kNames) {
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names;
}

}  // namespace roster
