#include "users/store/sql/exports.hpp"

#include <algorithm>

namespace roster {

std::optional<ExportState> SqlExports::export_state(std::string_view name) {
  auto query = database_.query(
      "SELECT revision, job, settings, removed_ids FROM exports WHERE name = ?1", name);
  if (!query.step()) return std::nullopt;
  return ExportState{std::string(name), query.integer(0), query.integer(1),
                     std::string(query.text(2)), std::string(query.text(3))};
}

void SqlExports::set_export_state(const ExportState& state) {
  database_.run(
      "INSERT INTO exports VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE"
      " SET revision = excluded.revision, job = excluded.job, settings = excluded.settings,"
      " removed_ids = excluded.removed_ids",
      state.name, state.revision, state.job, state.settings, state.removed_ids);
  if (state.removed_ids.empty())
    database_.run("DELETE FROM departures WHERE export = ?1", state.name);
  watchers_.reset();
}

std::vector<Departure> SqlExports::departures(std::string_view name) {
  std::vector<Departure> all;
  auto query = database_.stream(
      "SELECT number, id, user_group, record_type, profile, status FROM departures"
      " WHERE export = ?1 ORDER BY number",
      name);
  while (query.step())
    all.push_back({query.integer(0), std::string(query.text(1)), std::string(query.text(2)),
                   std::string(query.text(3)), std::string(query.text(4)),
                   std::string(query.text(5))});
  return all;
}

void SqlExports::forget_departures(std::string_view name, std::int64_t up_to) {
  database_.run("DELETE FROM departures WHERE export = ?1 AND number <= ?2", name, up_to);
}

void SqlExports::forget_exports_except(std::span<const std::string> names) {
  std::vector<std::string> known;
  {
    auto query = database_.query("SELECT name FROM exports");
    while (query.step()) known.emplace_back(query.text(0));
  }
  for (const std::string& name : known) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    database_.run("DELETE FROM exports WHERE name = ?1", name);
    database_.run("DELETE FROM departures WHERE export = ?1", name);
  }
  watchers_.reset();
}

bool SqlExports::are_departures_noted() { return !watchers().empty(); }

void SqlExports::note_departure(const User& user) {
  const auto note = [&](const Watcher& watcher, const std::string& id) {
    database_.append("INSERT INTO departures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", numbers_.next(),
                     watcher.name, id, user.user_group.value, user.record_type.value,
                     user.external_id, user.status.value);
  };
  for (const Watcher& watcher : watchers()) {
    if (watcher.removed_ids == "primary_id") note(watcher, user.primary_id);
    for (const Identifier& identifier : user.user_identifiers)
      if (identifier.id_type.value == watcher.removed_ids) note(watcher, identifier.value);
  }
}

const std::vector<SqlExports::Watcher>& SqlExports::watchers() {
  if (!watchers_) {
    watchers_.emplace();
    auto query = database_.query("SELECT name, removed_ids FROM exports WHERE removed_ids <> ''");
    while (query.step())
      watchers_->push_back({std::string(query.text(0)), std::string(query.text(1))});
  }
  return *watchers_;
}

}  // namespace roster
