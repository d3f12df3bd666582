// Checks of a configuration as a whole, after each value is valid on its own.
#include <fmt/format.h>
#include <sys/un.h>

#include <filesystem>
#include <map>

#include "daemon/config/read.hpp"

namespace roster {
namespace {

bool is_given(const ConfigFile& file, const std::string& path) {
  return file.positions.contains(path);
}

void add(ConfigFile& file, Severity severity, const std::string& path, std::string_view message) {
  file.problems.push_back({severity, file.position_of(path), fmt::format("{}: {}", path, message)});
}

void error(ConfigFile& file, const std::string& path, std::string_view message) {
  add(file, Severity::error, path, message);
}

/// Checks the names of the items of a list: each item must have a unique name.
class Names {
 public:
  explicit Names(std::string key) : key_{std::move(key)} {}

  void check(ConfigFile& file, const std::string& item, const std::string& name) {
    const std::string path = fmt::format("{}.{}", item, key_);
    if (!is_given(file, path)) {
      error(file, path, "missing");
    } else if (!name.empty()) {
      const auto [first, is_new] = seen_.emplace(name, item);
      if (!is_new) error(file, path, fmt::format("'{}' is taken by {}", name, first->second));
    }
  }

 private:
  std::string key_;
  std::map<std::string, std::string> seen_;  // name → item
};

/// A watched directory, and the path of the value that names it.
struct Input {
  std::filesystem::path directory;
  std::string path;
};

std::vector<Input> inputs_of(const Config& config) {
  std::vector<Input> inputs;
  int number = 0;
  for (const sis::Profile& profile : config.profiles) {
    const std::string path = fmt::format("profiles[{}]", ++number);
    if (profile.import.active) inputs.push_back({profile.import.input, path + ".import.input"});
    if (profile.synchronize.active) {
      inputs.push_back({profile.synchronize.input, path + ".synchronize.input"});
    }
  }
  if (config.obligations.kind == ObligationsConfig::Kind::directory) {
    inputs.push_back({config.obligations.input, "obligations.input"});
  }
  return inputs;
}

bool lies_within(const std::filesystem::path& inner, const std::filesystem::path& outer) {
  const auto ends = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return ends.first == outer.end();
}

/// A dropped file must belong to only one profile.
void check_inputs(ConfigFile& file) {
  const auto inputs = inputs_of(file.config);
  for (auto later = inputs.begin(); later != inputs.end(); ++later) {
    for (auto earlier = inputs.begin(); earlier != later; ++earlier) {
      if (!lies_within(later->directory, earlier->directory) &&
          !lies_within(earlier->directory, later->directory)) {
        continue;
      }
      error(file, later->path,
            fmt::format("'{}' overlaps '{}' of {}", later->directory.string(),
                        earlier->directory.string(), earlier->path));
      break;
    }
  }
}

void check_absent(ConfigFile& file, const sis::Profile& profile, const std::string& profile_path) {
  const std::string path = profile_path + ".absent";
  const sis::AbsentPolicy& absent = profile.absent;
  const bool acts = !absent.status.empty() || absent.purge_days;
  if (absent.after == 0 && !acts) return;
  if (!profile.full) {
    error(file, path, "needs full: true; only a feed that contains all users shows who is absent");
  }
  if (!is_given(file, path + ".after")) error(file, path + ".after", "missing");
  if (!acts) error(file, path, "has no effect; set status, purge_after or both");
}

void check_profile(ConfigFile& file, const sis::Profile& profile, const std::string& path) {
  if (profile.import.active && profile.synchronize.active) {
    add(file, Severity::warning, path + ".import.active",
        "import and synchronize are both active; import is not needed after the first load");
  }
  if (profile.generate_primary_id && profile.synchronize.active &&
      profile.synchronize.match == "primary_id") {
    error(file, path + ".generate_primary_id",
          "needs synchronize.match by another type, e.g. BARCODE; with match: primary_id, every "
          "load would create new users for records without a primary id");
  }
  check_absent(file, profile, path);
}

void check_profiles(ConfigFile& file) {
  if (file.config.profiles.empty() && file.is_usable()) {
    add(file, Severity::warning, "profiles", "there are none; nothing will be loaded");
  }
  Names codes{"code"};
  int number = 0;
  for (const sis::Profile& profile : file.config.profiles) {
    const std::string path = fmt::format("profiles[{}]", ++number);
    codes.check(file, path, profile.code);
    check_profile(file, profile, path);
  }
}

void check_purge(ConfigFile& file) {
  using Kind = ObligationsConfig::Kind;
  const Config& config = file.config;
  Names names{"name"};
  int number = 0;
  for (const PurgeJobConfig& job : config.purge.jobs) {
    names.check(file, fmt::format("purge.jobs[{}]", ++number), job.name);
  }
  if (!config.purge.jobs.empty() && !is_given(file, "obligations")) {
    error(file, "purge.jobs",
          "needs obligations, so that nobody who owes is purged; or write obligations: none");
  }
  if (config.obligations.kind == Kind::directory && config.obligations.sources.empty() &&
      !is_given(file, "obligations.sources[1]")) {
    error(file, "obligations.sources", "missing; name at least one, or write obligations: none");
  }
}

void check_exports(ConfigFile& file) {
  Names names{"name"};
  int number = 0;
  for (const ExportConfig& config : std::vector<ExportConfig>(file.config.exports)) {
    const std::string path = fmt::format("exports[{}]", ++number);
    names.check(file, path, config.settings.name);
    check_export(file, path, config);
  }
}

/// People's records must not be had over a network without TLS.
void check_http(ConfigFile& file) {
  const HttpConfig& http = file.config.http;
  if (!http.listen || http.listen->is_local() || !http.trusted_proxies.empty()) return;
  error(file, "http.listen",
        "other machines could reach it without TLS; listen on 127.0.0.1 or a Unix socket behind a "
        "reverse proxy, or "
        "name the proxies in trusted_proxies");
}

void check_socket(ConfigFile& file, const std::string& key, const std::filesystem::path& path) {
  constexpr std::size_t kLongest = sizeof(sockaddr_un::sun_path) - 1;
  if (path.native().size() > kLongest)
    error(file, key,
          fmt::format("a socket's path has at most {} bytes; this one has {}: {}", kLongest,
                      path.native().size(), path.string()));
}

}  // namespace

void check_config(ConfigFile& file) {
  check_socket(file, "control", file.config.control);
  if (file.config.http.listen) check_socket(file, "http.listen", file.config.http.listen->path);
  check_profiles(file);
  check_inputs(file);
  check_purge(file);
  check_exports(file);
  check_http(file);
}

}  // namespace roster
