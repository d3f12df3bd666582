#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/config/units.hpp"
#include "daemon/show/render.hpp"
#include "daemon/show/user_json.hpp"
#include "users/base/day.hpp"
#include "users/model/edit.hpp"

namespace roster {

namespace {

namespace json = boost::json;

StoredUser found_user(Transaction& transaction, const std::string& id) {
  std::optional<StoredUser> user = find_user(transaction, id);
  if (!user) throw CommandError(Exit::not_found, fmt::format("there is no user {}", id));
  return std::move(*user);
}

void write_user(const User& user, const Output& out) {
  if (out.format == Format::text) return out.write(render_user(user));
  std::string text;
  append_user_json(user, text);
  out.write(text + "\n");
}

/// Refuses an edit that would give a user an id somebody else has.
void check_ids_free(Transaction& transaction, const StoredUser& stored, const User& edited) {
  std::vector<std::string_view> values{edited.primary_id};
  for (const Identifier& identifier : edited.user_identifiers) values.push_back(identifier.value);
  const std::vector<Owners> owners = transaction.owners(values);
  for (std::size_t i = 0; i < values.size(); ++i)
    for (const UserId owner : {owners[i].by_primary_id, owners[i].by_identifier})
      if (owner != 0 && owner != stored.id)
        throw CommandError(Exit::refused,
                           fmt::format("{} is already taken by another user", values[i]));
  for (std::size_t i = 1; i < values.size(); ++i)
    for (std::size_t j = 1; j < i; ++j)
      if (values[i] == values[j])
        throw CommandError(Exit::refused, fmt::format("the user has {} already", values[i]));
}

/// One staff edit: found, changed, checked, stored with its history.
template <class F>
Exit edit(Session& session, const Arguments& arguments, const Output& out, std::string_view verb,
          F&& change) {
  const std::string id = arguments.text("ID");
  const std::string field = arguments.text("FIELD");
  const auto transaction = session.store().begin(Access::write);
  const StoredUser stored = found_user(*transaction, id);
  User edited = stored.user;
  try {
    change(edited, field);
  } catch (const EditError& refused) {
    throw CommandError(Exit::usage, refused.what());
  }
  check_ids_free(*transaction, stored, edited);
  transaction->begin_change(0, session.now().time, fmt::format("{} {}", verb, field));
  Write write[] = {{stored.id, &edited, &stored, {}, differing_fields(stored.user, edited)}};
  transaction->put(write);
  transaction->commit();
  if (out.format == Format::json)
    write_user(edited, out);
  else
    out.write(render_change(&stored.user, edited, write[0].changed));
  return Exit::done;
}

std::string history_text(const HistoryEntry& entry, const User& after,
                         const date::time_zone& zone) {
  std::string out = fmt::format("{}  {}{}\n", format_local(zone, entry.at), entry.what,
                                entry.job != 0 ? fmt::format(" (job {})", entry.job) : "");
  if (!entry.before) return out + "    created\n";
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (!entry.changed[i]) continue;
    const Field field = static_cast<Field>(i);
    out += fmt::format("    {}: {} -> {}\n", field_name(field), display_field(*entry.before, field),
                       display_field(after, field));
  }
  return out;
}

Exit show_history(Session& session, Transaction& transaction, const StoredUser& stored,
                  const Output& out) {
  const std::vector<HistoryEntry> history = transaction.history_of_user(stored.id);
  json::array entries;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const HistoryEntry& entry = history[i];
    const User& after =
        i + 1 < history.size() && history[i + 1].before ? *history[i + 1].before : stored.user;
    if (out.format == Format::text) {
      out.write(history_text(entry, after, session.zone()));
      continue;
    }
    json::array fields;
    for (const std::string_view name : field_names(entry.changed)) fields.emplace_back(name);
    json::object object{
        {"at", format_time(entry.at)}, {"what", entry.what}, {"fields", std::move(fields)}};
    if (entry.job != 0) object["job"] = entry.job;
    entries.push_back(std::move(object));
  }
  if (out.format == Format::json)
    out.json(json::object{{"primary_id", stored.user.primary_id}, {"history", std::move(entries)}});
  return Exit::done;
}

std::vector<std::string> user_row(const User& user) {
  const auto day = [](const std::optional<Day>& value) {
    return value ? format_day(*value) : std::string();
  };
  return {user.primary_id,
          user.last_name + (user.first_name.empty() ? "" : ", " + user.first_name),
          user.user_group.value,
          user.status.value,
          day(user.expiry_date),
          day(user.purge_date)};
}

void list_json(Transaction& transaction, const UserFilter& filter, std::int64_t total,
               const Output& out) {
  out.write("{\"users\": [");
  std::string text;
  transaction.scan(filter, [&](const StoredUser& stored) {
    append_user_json(stored.user, text);
    out.write(text);
    text = ",\n";
    return true;
  });
  out.write(fmt::format("], \"total_record_count\": {}}}\n", total));
}

}  // namespace

Exit run_users(Session& session, const Arguments& arguments, const Output& out) {
  if (arguments.flag("statistics")) return run_statistics(session, arguments, out);
  UserFilter filter;
  filter.user_group = arguments.optional_text("group");
  if (const auto due = arguments.optional_text("due-by")) {
    filter.due_by = parse_day(*due);
    if (!filter.due_by)
      throw CommandError(Exit::usage,
                         fmt::format("--due-by: '{}' is not a date (YYYY-MM-DD)", *due));
  }
  const auto transaction = session.store().begin(Access::read);
  const std::int64_t total = transaction->count(filter);
  filter.limit = arguments.number("limit");
  if (out.format == Format::json) {
    list_json(*transaction, filter, total, out);
    return Exit::done;
  }
  constexpr std::size_t kPage = 1000;  // rows that share their column widths
  std::vector<std::vector<std::string>> rows{
      {"PRIMARY ID", "NAME", "GROUP", "STATUS", "EXPIRES", "PURGE"}};
  std::int64_t shown = 0;
  transaction->scan(filter, [&](const StoredUser& stored) {
    rows.push_back(user_row(stored.user));
    ++shown;
    if (rows.size() < kPage) return true;
    out.write(render_table(rows));
    rows.clear();
    return true;
  });
  if (shown > 0) out.write(render_table(rows));
  out.write(shown == total ? fmt::format("{} users\n", total)
                           : fmt::format("{} of {} users\n", shown, total));
  return Exit::done;
}

Exit run_user(Session& session, const Arguments& arguments, const Output& out) {
  const auto transaction = session.store().begin(Access::read);
  const StoredUser stored = found_user(*transaction, arguments.text("ID"));
  if (arguments.flag("history")) return show_history(session, *transaction, stored, out);
  write_user(stored.user, out);
  return Exit::done;
}

Exit run_set(Session& session, const Arguments& arguments, const Output& out) {
  return edit(session, arguments, out, "set", [&](User& user, const std::string& field) {
    set_field(user, field, arguments.text("VALUE"));
  });
}

Exit run_unset(Session& session, const Arguments& arguments, const Output& out) {
  return edit(session, arguments, out, "unset",
              [](User& user, const std::string& field) { unset_field(user, field); });
}

Exit run_restore(Session& session, const Arguments& arguments, const Output& out) {
  return edit(session, arguments, out, "restore",
              [](User& user, const std::string& field) { restore_field(user, field); });
}

Exit run_lock(Session& session, const Arguments& arguments, const Output& out) {
  const std::optional<Seconds> duration = parse_duration(arguments.text("for"));
  if (!duration)
    throw CommandError(Exit::usage, fmt::format("--for: '{}' is not a duration such as 30m or 8h",
                                                arguments.text("for")));
  const auto transaction = session.store().begin(Access::write);
  const StoredUser stored = found_user(*transaction, arguments.text("ID"));
  const Lock lock{arguments.text("holder"), session.now().time + *duration};
  transaction->set_lock(stored.id, lock);
  transaction->commit();
  if (out.format == Format::json)
    out.json(json::object{{"primary_id", stored.user.primary_id},
                          {"holder", lock.holder},
                          {"until", format_time(lock.until)}});
  else
    out.write(fmt::format("{} is locked by {} until {}\n", stored.user.primary_id, lock.holder,
                          format_local(session.zone(), lock.until)));
  return Exit::done;
}

Exit run_unlock(Session& session, const Arguments& arguments, const Output& out) {
  const auto transaction = session.store().begin(Access::write);
  const StoredUser stored = found_user(*transaction, arguments.text("ID"));
  transaction->set_lock(stored.id, {});
  transaction->commit();
  if (out.format == Format::json)
    out.json(json::object{{"primary_id", stored.user.primary_id}, {"locked", false}});
  else
    out.write(fmt::format("{} is not locked\n", stored.user.primary_id));
  return Exit::done;
}

}  // namespace roster
