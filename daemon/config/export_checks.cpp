// What is wrong with an export as a whole, though each value may be right.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/read.hpp"
#include "exports/presets.hpp"

namespace roster {
namespace {

using exports::Column;
using exports::Preset;

/// The job that an export waits for, as in `synchronize SIS`.
bool is_configured_job(const Config& config, const std::string& text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string::npos) return false;
  const std::optional<JobKind> kind = parse_job_kind(text.substr(0, blank));
  const std::string name = text.substr(blank + 1);
  if (kind == JobKind::purge)
    return std::any_of(config.purge.jobs.begin(), config.purge.jobs.end(),
                       [&](const PurgeJobConfig& job) { return job.name == name; });
  if (kind != JobKind::import && kind != JobKind::synchronize) return false;
  return std::any_of(config.profiles.begin(), config.profiles.end(),
                     [&](const sis::Profile& profile) { return profile.code == name; });
}

class Checker {
 public:
  Checker(ConfigFile& file, std::string path, const ExportConfig& config)
      : file_(file), path_(std::move(path)), config_(config), settings_(config.settings) {}

  void check() const {
    if (settings_.as == Preset::columns && settings_.columns.empty() && !is_given(".as"))
      error("", "needs as, a known form, or columns of its own");
    if (settings_.as == Preset::alma && !settings_.columns.empty())
      error(".columns", "alma writes whole records; it has no columns");
    if (settings_.as == Preset::ezproxy && settings_.what == exports::What::changed)
      error(".what", "EZproxy wants the whole list in one file: write all");
    if (settings_.as == Preset::wms) check_wms();
    if (settings_.content == exports::Content::feed) check_feed();
    check_required();
    check_after();
  }

 private:
  ConfigFile& file_;
  std::string path_;
  const ExportConfig& config_;
  const exports::Settings& settings_;

  bool is_given(const std::string& key) const { return file_.positions.contains(path_ + key); }

  void error(const std::string& key, const std::string& message) const {
    const std::string path = path_ + key;
    file_.problems.push_back(
        {Severity::error, file_.position_of(path), fmt::format("{}: {}", path, message)});
  }

  /// The sender's records are XML, and belong to one profile.
  void check_feed() const {
    const auto& profiles = settings_.where.profile;
    if (settings_.as != Preset::alma)
      error(".content", "only alma takes the sender's records; the other forms have columns");
    if (profiles.size() != 1)
      error(".content",
            "hands on the feeds of one profile: say which, as in where: {profile: SIS}");
    else if (std::none_of(file_.config.profiles.begin(), file_.config.profiles.end(),
                          [&](const auto& profile) { return profile.code == profiles.front(); }))
      error(".where.profile", fmt::format("'{}' is no profile", profiles.front()));
  }

  /// OCLC's file has 46 columns in a fixed order.
  void check_wms() const {
    const std::vector<Column> known = exports::columns_of({.as = Preset::wms});
    int number = 0;
    for (const Column& own : settings_.columns) {
      ++number;
      if (std::none_of(known.begin(), known.end(),
                       [&](const Column& column) { return column.name == own.name; }))
        error(fmt::format(".columns[{}].name", number),
              fmt::format("'{}' is none of OCLC's 46 columns", own.name));
    }
  }

  void check_required() const {
    if (settings_.as == Preset::alma) return;
    for (const Column& column : exports::columns_of(settings_))
      if (column.required && column.from.empty() && column.value.empty())
        error(".columns", fmt::format("needs a column {} with a value", column.name));
  }

  void check_after() const {
    int number = 0;
    for (const std::string& job : config_.after) {
      ++number;
      if (!is_configured_job(file_.config, job))
        error(fmt::format(".after[{}]", number),
              fmt::format("'{}' is no job that is configured, such as synchronize SIS", job));
    }
  }
};

}  // namespace

void check_export(ConfigFile& file, const std::string& path, const ExportConfig& config) {
  Checker(file, path, config).check();
}

}  // namespace roster
