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
                                                                   "request",
                                                                   "proxy",
                                                                   "guarantee",
                                                                   "block",
                                                                   "other"};
constexpr std::string_view kOther = "other:";
constexpr std::size_t kLongestWord = 40;

bool is_word(std::string_view text) {
  const auto in_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !text.empty() && text.size() <= kLongestWord &&
         std::all_of(text.begin(), text.end(), in_word);
}

}  // namespace

std::string_view to_string(ObligationKind kind) {
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string obligation_kind_names() {
  std::string names;
  for (const std::string_view name : kNames) {
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names + ":WORD";
}

std::string kind_text(const Obligation& row) {
  if (row.kind != ObligationKind::other) return std::string(to_string(row.kind));
  return std::string(kOther) + row.word;
}

bool read_kind(std::string_view text, Obligation& row) {
  if (text.starts_with(kOther)) {
    text.remove_prefix(kOther.size());
    if (!is_word(text)) return false;
    row.kind = ObligationKind::other;
    row.word = text;
    return true;
  }
  const auto found = std::find(kNames.begin(), kNames.end(), text);
  if (found == kNames.end() || found == kNames.end() - 1) return false;
  row.kind = static_cast<ObligationKind>(found - kNames.begin());
  return true;
}

}  // namespace roster
