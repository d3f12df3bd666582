#include "daemon/config/sandbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "users/store/url.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

/// The values of a setting, of all its lines.
std::vector<std::string> values_of(std::string_view setting, std::string_view drop_ins) {
  std::vector<std::string> values;
  std::istringstream lines{std::string(drop_ins)};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(setting)) continue;
    std::istringstream words(line.substr(setting.size()));
    for (std::string word; words >> word;) values.push_back(word);
  }
  return values;
}

bool is_below(const fs::path& path, const fs::path& directory) {
  const auto [end, there] =
      std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
  return end == directory.end() || (end->empty() && std::next(end) == directory.end());
}

/// What the service may write to.
std::vector<std::string> writable(std::string_view drop_ins) {
  std::vector<std::string> all = {"/srv/sis", "/var/lib/roster", "/run/roster"};
  for (std::string path : values_of("ReadWritePaths=", drop_ins)) {
    path.erase(0, path.find_first_not_of("+-"));
    all.push_back(path);
  }
  return all;
}

std::vector<std::pair<std::string, fs::path>> written_to(const Config& config) {
  std::vector<std::pair<std::string, fs::path>> places = {
      {"inbox", config.inbox}, {"spool", config.spool}, {"reports", config.reports}};
  if (!config.exports.empty()) places.emplace_back("outbox", config.outbox);
  if (const auto store = store_file(config.store)) places.emplace_back("store", *store);
  return places;
}

}  // namespace

std::vector<Problem> check_sandbox(const ConfigFile& file, std::string_view drop_ins) {
  std::vector<Problem> problems;
  const auto warn = [&](const std::string& key, const std::string& what) {
    problems.push_back({Severity::warning, file.position_of(key),
                        fmt::format("{}: {}, see rosterd(8)", key, what)});
  };
  const std::vector<std::string> allowed = writable(drop_ins);
  if (values_of("ProtectSystem=", drop_ins).empty())
    for (const auto& [key, path] : written_to(file.config))
      if (std::none_of(allowed.begin(), allowed.end(),
                       [&path = path](const std::string& place) { return is_below(path, place); }))
        warn(key, fmt::format("{}: rosterd.service may not write there; a drop-in needs "
                              "ReadWritePaths= and RequiresMountsFor=",
                              path.string()));
  const std::optional<ListenAddress>& listen = file.config.http.listen;
  const std::vector<std::string> families = values_of("RestrictAddressFamilies=", drop_ins);
  if (listen && listen->kind == ListenAddress::Kind::tcp &&
      std::find(families.begin(), families.end(), "AF_INET") == families.end())
    warn("http.listen", "rosterd.service has no network; use a socket, or systemd");
  return problems;
}

std::string read_drop_ins() {
  std::string text;
  for (const char* place : {"/etc", "/run", "/usr/local/lib", "/usr/lib"}) {
    std::error_code ignored;
    for (const auto& entry :
         fs::directory_iterator(fs::path(place) / "systemd/system/rosterd.service.d", ignored)) {
      std::ostringstream all;
      all << std::ifstream(entry.path()).rdbuf() << "\n";
      text += all.str();
    }
  }
  return text;
}

}  // namespace roster
