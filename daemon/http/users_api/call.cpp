#include "daemon/http/users_api/call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "daemon/show/user_json.hpp"
#include "sis/record/writer_v2.hpp"
#include "users/base/json.hpp"

namespace roster::http {
namespace {

/// Escapes a path segment for a link.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

/// The number of a user's loans, requests or fees, with a link.
std::string counted(const Call& call, const User& user, std::string_view what,
                    const std::string& value) {
  return fmt::format(R"({{"value":"{}","link":{}}})", value,
                     json_text(fmt::format("{}/{}", link_of(call, user.primary_id), what)));
}

/// What the format has besides the fields that Roster keeps, in the vendor's empty form.
std::vector<JsonMember> other_members(const Call& call, const User& user, const Owed* counts,
                                      std::string link = "null") {
  std::vector<JsonMember> members{{"password", "\"\""},   {"force_password_change", "\"\""},
                                  {"user_role", "[]"},    {"proxy_for_user", "[]"},
                                  {"researcher", "null"}, {"link", std::move(link)}};
  if (counts == nullptr) {
    for (const std::string_view name : {"requests", "loans", "fees"})
      members.push_back({name, "null"});
    return members;
  }
  members.push_back(
      {"requests", counted(call, user, "requests", std::to_string(counts->requests))});
  members.push_back({"loans", counted(call, user, "loans", std::to_string(counts->loans))});
  members.push_back({"fees", counted(call, user, "fees", format_amount(counts->balance))});
  return members;
}

/// The same as elements.
std::vector<sis::LinkedElement> xml_counts(const Call& call, const User& user, const Owed* counts) {
  if (counts == nullptr) return {};
  const std::string link = link_of(call, user.primary_id);
  return {{"requests", link + "/requests", std::to_string(counts->requests)},
          {"loans", link + "/loans", std::to_string(counts->loans)},
          {"fees", link + "/fees", format_amount(counts->balance)}};
}

std::string list_item_json(const Call& call, const User& user) {
  std::string out;
  JsonObject item(out, JsonStyle::compact);
  item.text("primary_id", user.primary_id)
      .text("first_name", user.first_name)
      .text("middle_name", user.middle_name)
      .text("last_name", user.last_name);
  item.key("gender");
  JsonObject(out, JsonStyle::compact)
      .text("value", user.gender.value)
      .text("desc", user.gender.desc)
      .close();
  item.text("password", "");
  item.key("status");
  JsonObject(out, JsonStyle::compact)
      .text("value", user.status.value)
      .text("desc", user.status.desc)
      .close();
  item.raw("requests", "null").raw("loans", "null").raw("fees", "null");
  item.text("link", link_of(call, user.primary_id));
  item.close();
  return out;
}

/// The part of a user that is shown in lists.
User short_form(const User& user) {
  User out;
  out.primary_id = user.primary_id;
  out.first_name = user.first_name;
  out.middle_name = user.middle_name;
  out.last_name = user.last_name;
  out.gender = user.gender;
  out.status = user.status;
  return out;
}

/// view=brief: core data, e-mails, identifiers, statistics.
User brief_form(User user) {
  user.addresses.clear();
  user.phones.clear();
  user.user_blocks.clear();
  user.user_notes.clear();
  user.rs_libraries.clear();
  user.library_notices.clear();
  return user;
}

/// The first user by primary id who is meant. Looks at all of them.
template <class F>
std::optional<StoredUser> first_that(Transaction& transaction, F&& is_meant) {
  std::optional<StoredUser> found;
  transaction.scan({}, [&](const StoredUser& stored) {
    if (is_meant(stored.user)) found = stored;
    return !found;
  });
  return found;
}

/// The holder of an id of this type: what is one person's barcode may be another's primary id.
std::optional<StoredUser> find_by_type(Transaction& transaction, std::string_view type,
                                       std::string_view id) {
  if (type.empty() || type == "all_unique") return find_user(transaction, id);
  const Owners owners = transaction.owners({&id, 1}).front();
  const bool right = owners.by_identifier != 0 && owners.identifier_type == type;
  if (!right) return std::nullopt;
  return std::move(transaction.get({&owners.by_identifier, 1}).front());
}

bool expands_fully(const Call& call) { return call.request.parameter("expand") == "full"; }

}  // namespace

StoredUser find_row(Transaction& transaction, const Call& call, std::string_view id) {
  const std::string institution = call.request.parameter("source_institution_code").value_or("");
  if (!institution.empty()) {
    const auto is_meant = [&](const User& user) {
      return user.source_institution_code == institution && user.source_link_id == id;
    };
    if (auto found = first_that(transaction, is_meant)) return std::move(*found);
    throw ApiError(400, "4019990",
                   fmt::format("User with source identifier {} was not found.", id));
  }
  const std::string type = call.request.parameter("user_id_type").value_or("");
  if (type == "linking_id") {
    const auto is_meant = [&](const User& user) { return user.linking_id == id; };
    if (auto found = first_that(transaction, is_meant)) return std::move(*found);
    throw ApiError(400, "4019998", fmt::format("User with linking ID {} was not found.", id));
  }
  if (auto found = find_by_type(transaction, type, id)) return std::move(*found);
  throw user_not_found(id, type);
}

StoredUser find_called(Transaction& transaction, const Call& call, std::string_view id) {
  StoredUser found = find_row(transaction, call, id);
  if (!found.damaged()) return found;
  throw ApiError(
      500, "GENERAL_ERROR",
      fmt::format("The row of user {} is damaged; the next load of the user repairs it.", id));
}

std::string link_of(const Call& call, std::string_view primary_id) {
  return fmt::format("{}/almaws/v1/users/{}", call.root, escaped(primary_id));
}

std::int64_t number_parameter(const Call& call, std::string_view name, std::int64_t least,
                              std::int64_t most, std::int64_t otherwise) {
  const std::optional<std::string> text = call.request.parameter(name);
  if (!text || text->empty()) return otherwise;
  std::int64_t number = 0;
  const auto end = std::from_chars(text->data(), text->data() + text->size(), number);
  if (end.ec != std::errc{} || end.ptr != text->data() + text->size() || number < least)
    throw ApiError(400, "401666", fmt::format("The parameter {} is not valid: {}.", name, *text));
  return std::min(number, most);
}

Owed owed(std::span<const Obligation> obligations) {
  Owed out;
  for (const Obligation& obligation : obligations) {
    if (obligation.kind == ObligationKind::loan) out.loans += obligation.count;
    if (obligation.kind == ObligationKind::request ||
        obligation.kind == ObligationKind::hold_shelf_request)
      out.requests += obligation.count;
    if (obligation.kind != ObligationKind::fee) continue;
    ++out.fees;
    out.balance = out.balance + obligation.amount;
  }
  return out;
}

std::string user_answer(const Call& call, const User& stored, const Owed* counts) {
  const User user = call.request.parameter("view") == "brief" ? brief_form(stored) : stored;
  std::string out;
  if (call.as == Representation::json) {
    append_full_user_json(user, other_members(call, user, counts), out);
    return out;
  }
  out = kXmlPrologue;
  sis::write_user_as(user, {0, {}, xml_counts(call, user, counts)}, out);
  return out;
}

std::string list_answer(const Call& call, std::span<const User> users, std::int64_t total) {
  std::string out;
  if (call.as == Representation::xml) {
    out = fmt::format("{}<users total_record_count=\"{}\">\n", kXmlPrologue, total);
    for (const User& user : users)
      sis::write_user_as(expands_fully(call) ? user : short_form(user),
                         {1, link_of(call, user.primary_id), {}}, out);
    return out + "</users>\n";
  }
  if (!users.empty()) {
    char before = '[';
    out = "{\"user\":";
    for (const User& user : users) {
      out += before;
      if (expands_fully(call))
        append_full_user_json(
            user, other_members(call, user, nullptr, json_text(link_of(call, user.primary_id))),
            out);
      else
        out += list_item_json(call, user);
      before = ',';
    }
    out += "],";
  } else {
    out = "{";
  }
  return out + fmt::format("\"total_record_count\":{}}}", total);
}

}  // namespace roster::http
