#include "exports/folio.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "users/base/csv.hpp"
#include "users/base/json_value.hpp"

namespace roster::exports {
namespace {

constexpr std::string_view kAddressType = "personal.addresses.addressTypeId";
constexpr std::string_view kCountry = "personal.addresses.countryId";

/// The member of an object, made when it is missing.
JsonValue& member(JsonValue& object, std::string_view key) {
  if (object.as<JsonValue::Members>() == nullptr) object.value = JsonValue::Members{};
  auto& members = std::get<JsonValue::Members>(object.value);
  for (auto& [name, value] : members)
    if (name == key) return value;
  return members.emplace_back(std::string(key), JsonValue{}).second;
}

JsonValue value_of(std::string_view name, const std::string& text) {
  if (name == "active") return {text == "true"};
  return {text};
}

/// Puts a value where the column's name leads.
void put(JsonValue& user, std::string_view name, const std::string& text) {
  JsonValue* object = &user;
  for (std::size_t point = name.find('.'); point != std::string_view::npos;
       point = name.find('.')) {
    object = &member(*object, name.substr(0, point));
    name.remove_prefix(point + 1);
  }
  constexpr std::string_view kList = "[]";
  if (!name.ends_with(kList)) {
    member(*object, name) = value_of(name, text);
    return;
  }
  JsonValue& list = member(*object, name.substr(0, name.size() - kList.size()));
  if (list.as<JsonValue::Items>() == nullptr) list.value = JsonValue::Items{};
  auto& items = std::get<JsonValue::Items>(list.value);
  const auto is_same = [&](const JsonValue& item) {
    const auto* known = item.as<std::string>();
    return known != nullptr && *known == text;
  };
  if (std::none_of(items.begin(), items.end(), is_same))  // FOLIO refuses a list with equal items
    items.push_back({text});
}

JsonValue address_of(Rows& rows, const Address& address, const std::string& type, bool primary) {
  JsonValue json{JsonValue::Members{}};
  const auto add = [&](std::string_view key, std::string_view text) {
    if (std::string shown = cell_text(text); !shown.empty()) json.add(key, {std::move(shown)});
  };
  add("addressTypeId", type);
  add("addressLine1", address.line1);
  add("addressLine2", address.line2);
  add("city", address.city);
  add("region", address.state_province);
  add("postalCode", address.postal_code);
  if (!address.country.value.empty())
    add("countryId", rows.mapped(kCountry, address.country.value).value_or(""));
  json.add("primaryAddress", {primary});
  return json;
}

/// The preferred address first, so that of two of one type it is the one that stays.
std::vector<const Address*> in_order(const std::vector<Address>& addresses) {
  std::vector<const Address*> all;
  for (const Address& address : addresses) all.push_back(&address);
  std::stable_partition(all.begin(), all.end(),
                        [](const Address* address) { return address->preferred; });
  return all;
}

void put_addresses(Rows& rows, const User& user, JsonValue& json) {
  JsonValue::Items items;
  std::set<std::string> types;
  for (const Address* address : in_order(user.addresses)) {
    if (address->types.empty()) continue;  // FOLIO wants one
    const std::optional<std::string> type = rows.mapped(kAddressType, address->types.front().value);
    if (!type || !types.insert(*type).second) continue;
    items.push_back(address_of(rows, *address, *type, items.empty()));
  }
  if (!items.empty()) member(member(json, "personal"), "addresses").value = std::move(items);
}

}  // namespace

void append_folio_user(Rows& rows, const User& user, std::string& out) {
  JsonValue json{JsonValue::Members{}};
  for (std::size_t i = 0; i < rows.columns().size(); ++i)
    if (const std::string& text = rows.values()[i]; !text.empty())
      put(json, rows.columns()[i].name, text);
  put_addresses(rows, user, json);
  out += print_json(json) + '\n';
}

}  // namespace roster::exports
