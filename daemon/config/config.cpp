#include "daemon/config/config.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <stdexcept>

#include "daemon/config/read.hpp"
#include "daemon/schedule/schedule.hpp"
#include "users/store/postgres/url.hpp"
#include "users/store/url.hpp"

namespace roster {
namespace {

constexpr Seconds kHour{3600};
constexpr Seconds kDay{86400};
constexpr Seconds kCentury{36500 * 86400LL};

void read_store(const YamlValue& value, std::string& target) {
  const auto* url = value.text(1, 1000);
  if (url == nullptr) return;
  const std::optional<StoreKind> kind = store_kind(*url);
  // Not the text: it may hold a password.
  if (!kind)
    value.error("is not a store URL; write sqlite:PATH or postgresql://HOST/DATABASE");
  else if (kind == StoreKind::server && !is_connection_url(*url))
    value.error(
        "libpq does not understand this URL: a setting is unknown, or a special character is not "
        "written as %XX");
  else
    target = *url;
}

void read_timezone(const YamlValue& value, std::string& target) {
  const auto* name = value.text();
  if (name == nullptr) return;
  try {
    find_zone(*name);
    target = *name;
  } catch (const std::runtime_error&) {
    value.error(fmt::format("there is no time zone {}; write one like Europe/Oslo, or system",
                            in_quotes(*name)));
  }
}

void read_path(const YamlValue& value, std::filesystem::path& target) {
  if (const auto* path = value.text(1, 1000)) target = *path;
}

void read_workers(const YamlValue& value, Config& config) {
  if (value.is_word("auto")) {
    config.workers = 0;
  } else {
    value.read_integer(config.workers, 1, 256);
  }
}

void read_count(const YamlValue& value, std::uint32_t& target, int most) {
  int number = static_cast<int>(target);
  value.read_integer(number, 1, most);
  target = static_cast<std::uint32_t>(number);
}

constexpr std::uint64_t kKiB = 1ULL << 10;
constexpr std::uint64_t kMiB = 1ULL << 20;
constexpr std::uint64_t kTiB = 1ULL << 40;

constexpr YamlKey<sis::Limits> kLimitKeys[] = {
    {"file", [](auto& value, auto& limits) { value.read_size(limits.file, kKiB, 16 * kTiB); }},
    {"unpacked",
     [](auto& value, auto& limits) { value.read_size(limits.unpacked, kKiB, 64 * kTiB); }},
    {"ratio", [](auto& value, auto& limits) { read_count(value, limits.ratio, 100'000); }},
    {"entries", [](auto& value, auto& limits) { read_count(value, limits.entries, 1'000'000); }},
    {"record",
     [](auto& value, auto& limits) {
       std::uint64_t size = limits.record;
       value.read_size(size, kKiB, 64 * kMiB);
       limits.record = static_cast<std::uint32_t>(size);
     }},
};

constexpr YamlKey<Config> kIdentifierKeys[] = {
    {"case",
     [](auto& value, auto& config) {
       using Case = std::optional<IdentifierCase>;
       value.template read_choice<Case>(config.identifier_case,
                                        {{"insensitive", IdentifierCase::insensitive},
                                         {"sensitive", IdentifierCase::sensitive}});
     }},
};

constexpr YamlKey<Config> kConfigKeys[] = {
    {"store", [](auto& value, auto& config) { read_store(value, config.store); }},
    {"timezone", [](auto& value, auto& config) { read_timezone(value, config.timezone); }},
    {"inbox", [](auto& value, auto& config) { read_path(value, config.inbox); }},
    {"spool", [](auto& value, auto& config) { read_path(value, config.spool); }},
    {"spool_retention",
     [](auto& value, auto& config) {
       value.read_duration(config.spool_retention, Seconds{0}, kCentury);
     }},
    {"reports", [](auto& value, auto& config) { read_path(value, config.reports); }},
    {"outbox", [](auto& value, auto& config) { read_path(value, config.outbox); }},
    {"report_retention",
     [](auto& value, auto& config) {
       value.read_duration(config.report_retention, Seconds{0}, kCentury);
     }},
    {"history_retention",
     [](auto& value, auto& config) {
       value.read_duration(config.history_retention, Seconds{0}, kCentury);
     }},
    {"control", [](auto& value, auto& config) { read_path(value, config.control); }},
    {"settle",
     [](auto& value, auto& config) { value.read_duration(config.settle, Seconds{0}, kHour); }},
    {"incomplete",
     [](auto& value, auto& config) {
       value.read_duration(config.incomplete, Seconds{0}, 30 * kDay);
     }},
    {"rescan",
     [](auto& value, auto& config) { value.read_duration(config.rescan, Seconds{1}, kDay); }},
    {"watch_config", [](auto& value, auto& config) { value.read(config.watch_config); }},
    {"workers", read_workers},
    {"limits", [](auto& value, auto& config) { read_map(value, kLimitKeys, config.limits); }},
    {"profiles", read_profiles},
    {"obligations", read_obligations},
    {"purge", read_purge},
    {"exports", read_exports},
    {"identifiers", [](auto& value, auto& config) { read_map(value, kIdentifierKeys, config); }},
    {"notify", read_notify},
    {"http", read_http},
};

std::filesystem::path resolved(const std::filesystem::path& base,
                               const std::filesystem::path& path) {
  return (base / path).lexically_normal();
}

/// Relative paths are resolved against the directory of the configuration file.
void resolve_paths(const std::filesystem::path& base, Config& config) {
  for (auto* path :
       {&config.inbox, &config.spool, &config.reports, &config.outbox, &config.control}) {
    *path = resolved(base, *path);
  }
  if (const auto path = store_file(config.store)) {
    config.store = "sqlite:" + resolved(base, *path).string();
  }
  for (sis::Profile& profile : config.profiles) {
    for (auto* action : {&profile.import, &profile.synchronize}) {
      std::string& path = action->xsd.path;
      if (!path.empty()) path = resolved(base, path).string();
    }
  }
}

/// A password in the file is for the eyes of its owner only.
void check_password(ConfigFile& file) {
  struct stat status {};
  if (!holds_password(file.config.store) || ::stat(file.file.c_str(), &status) != 0) return;
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return;
  file.problems.push_back(
      {Severity::error, file.position_of("store"),
       "store: holds a password, and others than its owner may read this file; set the file's mode "
       "to 0600, or put the password into a .pgpass file"});
}

}  // namespace

bool ConfigFile::is_usable() const {
  return std::none_of(problems.begin(), problems.end(),
                      [](const Problem& problem) { return problem.severity == Severity::error; });
}

Position ConfigFile::position_of(std::string_view path) const {
  while (!path.empty()) {
    if (const auto found = positions.find(path); found != positions.end()) return found->second;
    const auto end = path.find_last_of(".[");
    path = path.substr(0, end == std::string_view::npos ? 0 : end);
  }
  return {1, 1};
}

std::string ConfigFile::problem_text() const {
  std::string text;
  for (const Problem& problem : problems) text += format_problem(file, problem) + "\n";
  return text;
}

ConfigFile parse_config(const std::string& text, const std::string& file) {
  ConfigFile result{.file = file};
  const auto tree = parse_yaml(text, result.problems);
  if (!tree) return result;
  Findings findings;
  read_map(YamlValue{*tree, "", findings}, kConfigKeys, result.config);
  result.problems = std::move(findings.problems);
  result.positions = std::move(findings.positions);
  resolve_paths(std::filesystem::absolute(file).parent_path(), result.config);
  check_config(result);
  std::stable_sort(result.problems.begin(), result.problems.end(),
                   [](const Problem& left, const Problem& right) { return left.at < right.at; });
  return result;
}

ConfigFile load_config(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::string text(kLongestYaml + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || (in.fail() && !in.eof())) {
    const std::string why = std::strerror(errno);
    return {.file = file, .problems = {{Severity::error, {1, 1}, "cannot be read: " + why}}};
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  ConfigFile config = parse_config(text, file);
  check_password(config);
  return config;
}

std::vector<std::string> known_keys() {
  std::vector<std::string> keys;
  list_keys("", kConfigKeys, keys);
  list_keys("limits.", kLimitKeys, keys);
  list_keys("identifiers.", kIdentifierKeys, keys);
  list_profile_keys(keys);
  list_purge_keys(keys);
  list_export_keys(keys);
  list_http_keys(keys);
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace roster
