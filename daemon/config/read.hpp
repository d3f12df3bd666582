// Functions for reading the configuration; only daemon/config/*.cpp include this.
#pragma once

#include <string>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/config/yaml_reader.hpp"

namespace roster {

// Sections. The list_ functions append the section's keys, with their prefix, for known_keys().
void read_profiles(const YamlValue& value, Config& config);
void list_profile_keys(std::vector<std::string>& keys);
void read_obligations(const YamlValue& value, Config& config);
void read_purge(const YamlValue& value, Config& config);
void read_notify(const YamlValue& value, Config& config);
void list_purge_keys(std::vector<std::string>& keys);
void read_exports(const YamlValue& value, Config& config);
void list_export_keys(std::vector<std::string>& keys);
void read_http(const YamlValue& value, Config& config);
void list_http_keys(std::vector<std::string>& keys);

// Values that occur in several sections.

inline constexpr Seconds kMinute{60};
inline constexpr Seconds kYear{366 * 86400};  // the longest duration

/// A code: letters, digits, `_` and `-`, at most 255.
void read_code(const YamlValue& value, std::string& target);
/// A directory below the inbox: relative, without `..`.
void read_input(const YamlValue& value, std::string& target);
/// A schedule. In the second case on_arrival is an error: `what` ("a purge") waits for no file.
void read_feed_schedule(const YamlValue& value, std::string& target);
void read_schedule_without_arrival(const YamlValue& value, std::string& target,
                                   std::string_view what);
/// public, staff or contact, stored in upper case.
void read_record_type(const YamlValue& value, std::string& target);
/// A list of mail addresses, or names of local accounts: no blanks, quotes or leading dash.
void read_addresses(const YamlValue& value, std::vector<std::string>& target);

/// Checks that involve several values.
void check_config(ConfigFile& file);
/// Of one export; `path` is where it stands.
void check_export(ConfigFile& file, const std::string& path, const ExportConfig& config);

template <class Table>
void list_keys(std::string_view prefix, const Table& table, std::vector<std::string>& keys) {
  for (const auto& key : table) keys.push_back(std::string{prefix} + std::string{key.name});
}

}  // namespace roster
