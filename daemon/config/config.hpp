// Config: the administrator's settings, read from /etc/roster/roster.yaml (roster.yaml(5)).
//
// Reading never stops at the first mistake: all problems are collected, each with its line and
// column, and a configuration with errors must not be used. The members' values here are the
// program's defaults; etc/roster.yaml shows every key at its default, and a test compares the two.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/listen_address.hpp"
#include "daemon/config/yaml_tree.hpp"
#include "exports/settings.hpp"
#include "purge/obligations_guard.hpp"
#include "sis/profile.hpp"
#include "users/base/day.hpp"
#include "users/base/fold.hpp"

namespace roster {

/// What users owe, as other systems report it. `missing` is an error as soon as there is a purge
/// job.
struct ObligationsConfig {
  enum class Kind : std::uint8_t { missing, none, directory } kind = Kind::missing;
  std::string input = "obligations";  // directory below inbox
  std::vector<std::string> sources;   // file name of each source
  Seconds max_age{24 * 3600};
  std::optional<Seconds> silent_after;  // notifies when no list has come for this long
  purge::ObligationsGuard guard;
};

/// A purge that exceeds the share is held. The share is 0 to 1 of the users in scope of the job.
struct PurgeGuard {
  double share = 0.10;
  int from = 100;  // populations smaller than this are not guarded
};

struct PurgeJobConfig {
  std::string name;
  int days_after_purge_date = 0;
  std::optional<std::string> record_type;  // PUBLIC | STAFF | CONTACT; unset: any
  std::optional<std::string> user_group;   // unset: any
  std::string waive_threshold = "0";       // a decimal number, at most two decimals
  bool require_expired = true;
  bool block_on_requests = false;
  std::string schedule = "manual";
  bool catch_up = false;
  PurgeGuard guard;
  bool without_obligations = false;  // from --no-obligations, where there is no configuration
};

struct PurgeConfig {
  /// keep_fully_reportable | keep_statistics | keep_statistics_and_remove_primary_id |
  /// fully_remove
  std::string delete_policy = "keep_statistics_and_remove_primary_id";
  std::vector<PurgeJobConfig> jobs;
};

/// Users handed on to another system.
struct ExportConfig {
  /// How the target says that it took a file: it puts one of these behind the name. One that was
  /// not taken within that time is told.
  struct Receipt {
    std::vector<std::string> renamed = {".handled", ".old"};
    Seconds within{12 * 3600};
  };
  exports::Settings settings;
  std::string schedule = "manual";
  bool catch_up = true;
  std::vector<std::string> after;  // jobs whose success starts it: `synchronize SIS`
  std::optional<Receipt> receipt;
};

/// Who is told what, by running a command that is given a mail on its standard input.
struct NotifyConfig {
  std::vector<std::string> command = {"/usr/sbin/sendmail", "-t"};
  std::vector<std::string> to;
  std::vector<std::string> on = {"failed", "held", "completed_with_errors"};  // job statuses
};

/// Who may do what in the console: accounts, or `@group`.
struct RolesConfig {
  std::vector<std::string> viewer;
  std::vector<std::string> operating;  // `operator`
  std::vector<std::string> approver;
};

/// The HTTP server: the console, the Users API, metrics and health.
struct HttpConfig {
  std::optional<ListenAddress> listen;       // unset: off
  std::vector<std::string> hosts;            // accepted besides those of this machine
  std::vector<std::string> trusted_proxies;  // who may connect when other machines can
  std::string user_header;                   // who it is, as a reverse proxy says; empty: none does
  std::string group_header;                  // likewise the groups, separated by commas
  RolesConfig roles;
  bool four_eyes = false;                // who started a job may not approve it
  std::vector<std::string> user_groups;  // the codes that the Users API takes; empty: any
};

struct Config {
  bool standalone = false;  // for --store URL: no file was read
  std::string store = "sqlite:/var/lib/roster/roster.db";
  std::string timezone = "system";  // for find_zone()
  std::filesystem::path inbox = "/srv/sis";
  std::filesystem::path spool = "/var/lib/roster/spool";
  Seconds spool_retention{30 * 86400};
  std::filesystem::path reports = "/var/lib/roster/reports";
  std::filesystem::path outbox = "/var/lib/roster/outbox";
  Seconds report_retention{365 * 86400};
  Seconds history_retention{90 * 86400};
  std::filesystem::path control = "/run/roster/control.sock";
  Seconds settle{10};
  Seconds incomplete{600};
  Seconds rescan{300};
  bool watch_config = true;  // edits take effect automatically; else on `reload`
  int workers = 0;           // 0: as many as the machine has processors
  sis::Limits limits;
  std::vector<sis::Profile> profiles;
  ObligationsConfig obligations;
  PurgeConfig purge;
  std::vector<ExportConfig> exports;
  /// Nothing: as the store is; insensitive for a new one.
  std::optional<IdentifierCase> identifier_case;
  NotifyConfig notify;
  HttpConfig http;
};

/// A configuration, and all problems found while reading it.
struct ConfigFile {
  std::string file;  // its name for messages
  Config config;
  std::vector<Problem> problems;                           // in the order of the file
  std::map<std::string, Position, std::less<>> positions;  // `profiles[1].synchronize.input` → …

  /// True without errors; warnings do not count.
  bool is_usable() const;
  /// The position of a value or, when it was left out, of the nearest enclosing one.
  Position position_of(std::string_view path) const;
  /// All problems as `FILE:LINE:COLUMN: message`, one per line.
  std::string problem_text() const;
};

/// Reads a configuration. Relative paths in it are resolved against the directory of `file`.
/// Accesses nothing on disk except the time zone database.
ConfigFile parse_config(const std::string& text, const std::string& file);

/// Reads the file. When it cannot be read, that is reported as a problem.
ConfigFile load_config(const std::string& file);

/// Returns the problems that this process has with the directories and files of a configuration:
/// missing, not a directory, not readable or writable.
std::vector<Problem> check_directories(const ConfigFile& file);

/// All keys, as `profiles.synchronize.match`, sorted.
std::vector<std::string> known_keys();

}  // namespace roster
