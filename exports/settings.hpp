// Settings: what an administrator decided about one export. A job's row keeps them, so that it is
// run again as it was asked.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "users/jobs/payload.hpp"
#include "users/model/user.hpp"

namespace roster::exports {

/// A known target, with columns and a form of its own; `columns`: only columns of one's own.
enum class Preset : std::uint8_t { columns, csv, koha, folio, wms, evergreen, ezproxy, alma };

/// The users changed since the export's last success, or all.
enum class What : std::uint8_t { changed, all };

/// Where records for Alma come from: written from the store, or the sender's own, less the rejected
/// ones (exports/feed.hpp).
enum class Content : std::uint8_t { store, feed };

/// One column: a value of the user, or a constant, and what becomes of it.
struct Column {
  std::string name;
  std::string from;                        // exports/source.hpp; empty: the constant
  std::string value;                       // the constant
  std::map<std::string, std::string> map;  // code → what the target calls it
  /// Of a code that the map does not have: `error` leaves the user out, `keep` passes it on,
  /// anything else stands in its place. Each is told.
  std::string otherwise = "error";
  bool required = false;  // a user without a value is left out, and told

  friend bool operator==(const Column&, const Column&) = default;
};

/// Whom the export is about; an empty list does not restrict.
struct Where {
  std::vector<std::string> user_group, record_type, profile, status;

  friend bool operator==(const Where&, const Where&) = default;
};

struct Settings {
  std::string name;
  Preset as = Preset::columns;
  std::vector<Column> columns;  // one's own; with a preset they replace its columns, or are added
  What what = What::changed;
  Content content = Content::store;
  Where where;
  std::string file;         // pattern of file names; empty: the preset's
  std::string removed_ids;  // the ids of removed users are handed on: `primary_id` or a type
};

bool fits(const Where& where, const User& user);

/// The words of the configuration.
std::string_view to_string(Preset preset);
std::span<const std::string_view> preset_names();

template <class Fields>
void describe(Fields& fields, Column& column) {
  fields("name", column.name);
  fields("from", column.from);
  fields("value", column.value);
  fields("map", column.map);
  fields("otherwise", column.otherwise);
  fields("required", column.required);
}

template <class Fields>
void describe(Fields& fields, Where& where) {
  fields("user_group", where.user_group);
  fields("record_type", where.record_type);
  fields("profile", where.profile);
  fields("status", where.status);
}

template <class Fields>
void describe(Fields& fields, Settings& settings) {
  fields("name", settings.name);
  fields("as", settings.as);
  fields("columns", settings.columns);
  fields("what", settings.what);
  fields("content", settings.content);
  fields("where", settings.where);
  fields("file", settings.file);
  fields("removed_ids", settings.removed_ids);
}

}  // namespace roster::exports
