#include "daemon/config/oddities.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace roster {

namespace {

class Finder {
 public:
  Finder(const ConfigFile& file, const KnownGroups* groups) : file_(file), groups_(groups) {}

  std::vector<Problem> find() {
    find_in_profiles();
    find_in_sources();
    int number = 0;
    for (const PurgeJobConfig& job : file_.config.purge.jobs)
      find_in_job(job, fmt::format("purge.jobs[{}]", ++number));
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Problem& a, const Problem& b) { return a.at < b.at; });
    return std::move(found_);
  }

 private:
  const ConfigFile& file_;
  const KnownGroups* groups_;
  std::vector<Problem> found_;

  void warn(const std::string& path, std::string_view message) {
    found_.push_back(
        {Severity::warning, file_.position_of(path), fmt::format("{}: {}", path, message)});
  }

  void find_in_profiles() {
    int number = 0;
    for (const sis::Profile& profile : file_.config.profiles) {
      ++number;
      if (!profile.import.active && !profile.synchronize.active)
        warn(fmt::format("profiles[{}]", number),
             "neither import nor synchronize is active; this profile loads nothing");
    }
  }

  void find_in_sources() {
    constexpr std::string_view kEnding = ".csv";
    int number = 0;
    for (const std::string& source : file_.config.obligations.sources) {
      const std::string path = fmt::format("obligations.sources[{}]", ++number);
      if (source.ends_with(kEnding))
        warn(path, fmt::format("the source name should not end in .csv: '{}' matches the file with "
                               "and without .csv",
                               source.substr(0, source.size() - kEnding.size())));
    }
  }

  void find_in_job(const PurgeJobConfig& job, const std::string& path) {
    if (job.record_type && !is_loaded(*job.record_type))
      warn(path + ".record_type",
           fmt::format("no active profile loads {}; only users set to it by hand match",
                       *job.record_type));
    if (!job.user_group || groups_ == nullptr || groups_->has(*job.user_group)) return;
    const std::vector<std::string> all = groups_->all();
    warn(path + ".user_group",
         fmt::format("nobody is in group '{}'; there are: {}", *job.user_group,
                     all.empty() ? "none" : fmt::format("{}", fmt::join(all, ", "))));
  }

  bool is_loaded(const std::string& record_type) const {
    return std::any_of(
        file_.config.profiles.begin(), file_.config.profiles.end(),
        [&](const sis::Profile& profile) {
          return (profile.import.active && profile.import.record_type == record_type) ||
                 (profile.synchronize.active && profile.synchronize.record_type == record_type);
        });
  }
};

}  // namespace

std::vector<Problem> find_oddities(const ConfigFile& file, const KnownGroups* groups) {
  return Finder(file, groups).find();
}

}  // namespace roster
