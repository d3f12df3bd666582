#include "daemon/work/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "daemon/schedule/schedule.hpp"
#include "daemon/show/outcome.hpp"
#include "daemon/work/purge_requests.hpp"
#include "daemon/work/rerun.hpp"
#include "sis/load/load.hpp"
#include "users/jobs/report.hpp"

namespace roster {

Config builtin_config(const std::string& store_url) {
  constexpr std::string_view kScheme = "sqlite:";
  Config config;
  config.standalone = true;
  config.store = store_url;
  std::filesystem::path beside = "roster.d";
  if (store_url.starts_with(kScheme) && !store_url.ends_with(":memory:"))
    beside = store_url.substr(kScheme.size()) + ".d";
  config.reports = std::filesystem::absolute(beside / "reports");
  config.spool = std::filesystem::absolute(beside / "spool");
  sis::Profile profile;
  profile.import.active = true;
  profile.synchronize.active = true;
  config.profiles = {profile};
  return config;
}

Session::Session(Config config, std::function<Time()> clock)
    : config_(std::move(config)), clock_(std::move(clock)), zone_(&find_zone(config_.timezone)) {}

void Session::set_config(Config config) {
  config_ = std::move(config);
  zone_ = &find_zone(config_.timezone);
}

FeedFile Session::open(const std::string& path) const {
  const auto passed = files_.find(path);
  return passed == files_.end() ? FeedFile(path) : FeedFile(passed->second, path);
}

Store& Session::store() {
  if (!store_) {
    store_ = open_store(config_.store);
    settle_interrupted();
  }
  return *store_;
}

void Session::settle_interrupted() {
  constexpr std::int64_t kRecent = 20;  // one job runs at a time: only the last can have died
  JobFilter filter;
  filter.limit = kRecent;
  std::vector<Job> jobs = store_->begin(Access::read)->jobs(filter);
  std::reverse(jobs.begin(), jobs.end());
  for (const Job& job : jobs) settle(job);
  if (!jobs.empty() && (jobs.back().kind == JobKind::purge || jobs.back().kind == JobKind::remove))
    store_->checkpoint();  // it may have died before its traces were wiped
}

void Session::settle(const Job& job) {
  const bool open = job.status == JobStatus::pending || job.status == JobStatus::running;
  if (!open) {
    publish_leftover(config_.reports, job.number);
  } else if (job.kind == JobKind::purge) {
    settle_purge(job);
  } else if (parse_rerun(job.request).spooled.empty()) {
    settled_.push_back(
        sis::fail_job(*store_, config_.reports, job, "interrupted; nothing was applied", now()));
  }
}

void Session::settle_purge(const Job& job) {
  try {
    settled_.push_back(
        purge::resume_purge(*store_, purge_request_of(*this, job), job.number, now()));
  } catch (const CommandError& gone) {  // it is configured no longer
    settled_.push_back(sis::fail_job(*store_, config_.reports, job,
                                     fmt::format("interrupted; nobody was purged: {}", gone.what()),
                                     now()));
  }
}

Now Session::now() const {
  const Time time = clock_();
  return {time, local_day(*zone_, time)};
}

unsigned Session::workers() const {
  if (config_.workers > 0) return static_cast<unsigned>(config_.workers);
  return std::max(1U, std::thread::hardware_concurrency());
}

const sis::Profile& Session::profile(const std::string& code) const {
  if (code.empty() && config_.profiles.size() == 1) return config_.profiles.front();
  std::string codes;
  for (const sis::Profile& profile : config_.profiles) {
    if (profile.code == code) return profile;
    codes += (codes.empty() ? "" : ", ") + profile.code;
  }
  if (code.empty()) throw CommandError(Exit::usage, fmt::format("name a profile: {}", codes));
  throw CommandError(Exit::not_found,
                     fmt::format("there is no profile {}; there are: {}", code, codes));
}

}  // namespace roster
