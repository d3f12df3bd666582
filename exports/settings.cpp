#include "exports/settings.hpp"

#include <algorithm>
#include <array>

namespace roster::exports {
namespace {

constexpr std::array<std::string_view, 8> kPresets = {"columns", "csv",       "koha",    "folio",
                                                      "wms",     "evergreen", "ezproxy", "alma"};

bool has(const std::vector<std::string>& list, std::string_view value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

bool fits(const Where& where, const User& user) {
  return has(where.user_group, user.user_group.value) &&
         has(where.record_type, user.record_type.value) && has(where.profile, user.external_id) &&
         has(where.status, user.status.value);
}

std::string_view to_string(Preset preset) { return kPresets.at(static_cast<std::size_t>(preset)); }

std::span<const std::string_view> preset_names() { return kPresets; }

}  // namespace roster::exports
