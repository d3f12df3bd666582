// Config: what an administrator decided, read from /etc/roster/roster.yaml (roster.yaml(5)).
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

/// What users owe, as other systems tell it. `missing` is refused as soon as there is a purge job.
struct ObligationsConfig {
  enum class Kind : std::uint8_t { missing, none, directory } kind = Kind::missing;
  std::string input = "obligations";  // directory below inbox
  std::vector<std::string> sources;   // each one's file name
  Seconds max_age{24 * 3600};
  std::optional<Seconds> silent_after;  // without a list for so long, somebody is told
  purge::ObligationsGuard guard;
};

/// A purge whose numbers look wrong is held. The share is 0 to 1 of the users the job looks at.
struct PurgeGuard {
  double share = 0.10;
  int from = 100;  // populations smaller than this are not guarded
};

struct PurgeJobConfig {
  std::string name;
  int days_after_purge_date = 0;
  std::optional<std::string> record_type;  // PUBLIC | STAFF | CONTACT; nothing: any
  std::optional<std::string> user_group;   // nothing: any
  std::string waive_threshold = "0";       // a decimal number, at most two decimals
  bool require_expired = true;
  bool block_on_requests = false;
  std::string schedule = "manual";
  bool catch_up = false;
  PurgeGuard guard;
  bool without_obligations = false;  // said by hand, where there is no configuration
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
  std::optional<ListenAddress> listen;       // nothing: off
  std::vector<std::string> hosts;            // accepted besides those of this machine
  std::vector<std::string> trusted_proxies;  // who may connect when other machines can
  std::string user_header;                   // who it is, as a reverse proxy says; empty: none does
  std::string group_header;                  // likewise the groups, separated by commas
  RolesConfig roles;
  bool four_eyes = false;  // who started a job may not approve it
};

struct Config {
  bool standalone = false;  // stands for --store URL: no file was read
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
  bool watch_config = true;  // an edit takes effect by itself; else it waits for `reload`
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

/// A configuration with everything found while reading it.
struct ConfigFile {
  std::string file;  // its name, for messages
  Config config;
  std::vector<Problem> problems;                           // in the order of the file
  std::map<std::string, Position, std::less<>> positions;  // `profiles[1].synchronize.input` → …

  /// Without errors; warnings do not count.
  bool is_usable() const;
  /// Where a value stands, or the nearest that encloses it when it was left out.
  Position position_of(std::string_view path) const;
  /// All problems as `FILE:LINE:COLUMN: message`, a line each.
  std::string problem_text() const;
};

/// Reads a configuration. Relative paths in it are taken from the directory of `file`. Touches
/// nothing on disk but the time zone database.
ConfigFile parse_config(const std::string& text, const std::string& file);

/// Reads the file. One that cannot be read is a problem like any other.
ConfigFile load_config(const std::string& file);

/// What is wrong, on this machine and for this process, with the directories and files a
/// configuration names: missing, not a directory, not readable or writable.
std::vector<Problem> check_directories(const ConfigFile& file);

/// Every key there is, as `profiles.synchronize.match`, sorted.
std::vector<std::string> known_keys();

}  // namespace roster
