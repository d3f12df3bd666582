#include "daemon/http/users_api/codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "daemon/http/users_api/answer.hpp"
#include "users/base/text.hpp"

namespace roster::http {
namespace {

using Codes = std::span<const std::string_view>;

/// The types of one kind of contact data.
struct Table {
  std::string_view what;
  Codes everybody;
  Codes business;  // of staff and contacts alone
};

constexpr std::string_view kAddresses[] = {"home", "work", "school", "alternative"};
constexpr std::string_view kBusinessAddresses[] = {"order",   "claim",   "payment",
                                                   "returns", "billing", "shipping"};
constexpr std::string_view kEmails[] = {"personal", "school", "work", "alternative"};
constexpr std::string_view kBusinessEmails[] = {"order",     "queries",     "orderMail",
                                                "claimMail", "paymentMail", "returnsMail"};
constexpr std::string_view kPhones[] = {"home", "mobile", "office", "officeFax"};
constexpr std::string_view kBusinessPhones[] = {"orderPhone",   "claimPhone", "paymentPhone",
                                                "returnsPhone", "orderFax",   "claimFax",
                                                "paymentFax",   "returnsFax"};

constexpr Table kAddressTable{"address", kAddresses, kBusinessAddresses};
constexpr Table kEmailTable{"email", kEmails, kBusinessEmails};
constexpr Table kPhoneTable{"phone", kPhones, kBusinessPhones};

template <class List, class Value>
bool contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// All types of a list of addresses, e-mails or phones.
template <class Item>
std::vector<std::string> types_in(const std::vector<Item>& items) {
  std::vector<std::string> found;
  for (const Item& item : items)
    for (const Coded& type : item.types) found.push_back(type.value);
  return found;
}

void check_types(const Table& table, const std::vector<std::string>& types,
                 const std::vector<std::string>& stored, const std::string& record_type) {
  for (const std::string& type : types) {
    if (type.empty() || contains(table.everybody, type) || contains(stored, type)) continue;
    if (!contains(table.business, type))
      throw ApiError(400, "401864",
                     fmt::format("Given {} type ({}) is invalid.", table.what, type));
    if (record_type == "PUBLIC")
      throw ApiError(
          400, "401863",
          fmt::format("Given {} type ({}) is not supported for given user record type ({}).",
                      table.what, type, record_type));
  }
}

}  // namespace

void check_codes(const User& user, const User* stored, std::span<const std::string> groups) {
  const User none;
  const User& before = stored == nullptr ? none : *stored;
  const std::string& group = user.user_group.value;
  if (!groups.empty() && !group.empty() && group != before.user_group.value &&
      !contains(groups, group))
    throw ApiError(400, "401852", "Given user group is not legal.");
  const std::string& status = user.status.value;
  if (status != "ACTIVE" && status != "INACTIVE" && status != before.status.value)
    throw ApiError(
        400, "401652",
        fmt::format("status: '{}' is not valid; allowed: ACTIVE, INACTIVE", printable(status)));
  const auto check = [&](const Table& table, auto list) {
    check_types(table, types_in(user.*list), types_in(before.*list), user.record_type.value);
  };
  check(kAddressTable, &User::addresses);
  check(kEmailTable, &User::emails);
  check(kPhoneTable, &User::phones);
}

}  // namespace roster::http
