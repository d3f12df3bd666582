#include <fmt/format.h>

#include <algorithm>

#include "daemon/accounts/api_key.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/show/render.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

namespace json = boost::json;

std::string_view right_of(const ApiKey& key) {
  return key.right == ApiKey::Right::write ? "write" : "read";
}

std::string name_in(const Arguments& arguments) {
  const std::string name = arguments.optional_text("NAME").value_or("");
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  constexpr std::size_t kLongest = 64;
  if (name.empty() || name.size() > kLongest || !std::all_of(name.begin(), name.end(), plain))
    throw CommandError(Exit::usage,
                       "NAME: a name of 1 to 64 letters, digits, '.', '_' and '-' is needed");
  return name;
}

std::optional<Day> expiry_in(const Arguments& arguments, Day today) {
  const auto text = arguments.optional_text("expires");
  if (!text) return std::nullopt;
  const std::optional<Day> day = parse_day(*text);
  if (!day)
    throw CommandError(Exit::usage,
                       fmt::format("--expires: '{}' is not a date (YYYY-MM-DD)", *text));
  if (*day < today)
    throw CommandError(Exit::usage, fmt::format("--expires: {} is past", format_day(*day)));
  return day;
}

bool is_taken(Transaction& transaction, const std::string& name) {
  const std::vector<ApiKey> keys = transaction.keys();
  return std::any_of(keys.begin(), keys.end(), [&](const ApiKey& key) { return key.name == name; });
}

json::object members_of(const ApiKey& key) {
  json::object members{{"name", key.name},
                       {"right", right_of(key)},
                       {"created", format_time(key.created)},
                       {"by", key.by}};
  if (key.expires) members["expires"] = format_day(*key.expires);
  return members;
}

Document add_key(Session& session, const Arguments& arguments) {
  const std::string text = make_api_key();
  ApiKey key;
  key.name = name_in(arguments);
  key.digest = api_key_digest(text);
  key.right = arguments.flag("write") ? ApiKey::Right::write : ApiKey::Right::read;
  key.expires = expiry_in(arguments, session.now().today);
  key.by = session.caller().account;
  key.created = session.now().time;
  const auto transaction = session.store().begin(Access::write);
  if (is_taken(*transaction, key.name))
    throw CommandError(Exit::refused, fmt::format("there is a key {} already", key.name));
  transaction->add_key(key);
  transaction->commit();
  json::object members = members_of(key);
  members["key"] = text;
  return Notice{
      fmt::format("key {} ({}): {}\nThe key cannot be shown again.", key.name, right_of(key), text),
      std::move(members)};
}

Document list_keys(Session& session) {
  const auto transaction = session.view().begin(Access::read);
  std::vector<std::vector<std::string>> rows{{"NAME", "RIGHT", "EXPIRES", "CREATED", "BY"}};
  json::array listed;
  for (const ApiKey& key : transaction->keys()) {
    rows.push_back({key.name, std::string(right_of(key)),
                    key.expires ? format_day(*key.expires) : "never",
                    format_local(session.zone(), key.created), key.by});
    listed.push_back(members_of(key));
  }
  std::string text = listed.empty() ? "there are no keys" : render_table(rows);
  while (text.ends_with('\n')) text.pop_back();
  return Notice{text, {{"keys", std::move(listed)}}};
}

Document revoke_key(Session& session, const Arguments& arguments) {
  const std::string name = name_in(arguments);
  const auto transaction = session.existing_store().begin(Access::write);
  if (!transaction->remove_key(name))
    throw CommandError(Exit::not_found, fmt::format("there is no key {}", name));
  transaction->commit();
  return Notice{fmt::format("key {} is revoked", name), {{"name", name}, {"revoked", true}}};
}

}  // namespace

Document run_key(Session& session, const Arguments& arguments) {
  const std::string action = arguments.text("ACTION");
  if (action == "add") return add_key(session, arguments);
  constexpr std::string_view kOfList[] = {"NAME", "write", "expires"};
  constexpr std::string_view kOfRevoke[] = {"write", "expires"};
  if (action == "list") {
    arguments.refuse_beside("key list", kOfList);
    return list_keys(session);
  }
  if (action == "revoke") {
    arguments.refuse_beside("key revoke", kOfRevoke);
    return revoke_key(session, arguments);
  }
  throw CommandError(Exit::usage,
                     fmt::format("'{}' is not valid; allowed: add, list, revoke", action));
}

}  // namespace roster
