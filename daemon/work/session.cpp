#include "daemon/work/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <thread>

#include "daemon/schedule/schedule.hpp"
#include "daemon/show/outcome.hpp"
#include "daemon/work/purge_requests.hpp"
#include "daemon/work/recovery.hpp"
#include "daemon/work/stored_load.hpp"
#include "users/base/small_file.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

constexpr std::uint64_t kLongestSchema = 16 << 20;
constexpr const char* kWentBack = ".went_back";  // in the reports

/// `job 6 purge leavers (completed successfully), job 7 …`: the first of them.
std::string names_of(const std::vector<LostJob>& jobs) {
  constexpr std::size_t kNamed = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(jobs.size(), kNamed); ++i)
    text += fmt::format("{}job {}", i == 0 ? "" : ", ", lost_job_text(jobs[i]));
  if (jobs.size() > kNamed) text += fmt::format(" and {} more", jobs.size() - kNamed);
  return text;
}

/// A store in memory always does.
bool exists(const std::string& store_url) {
  if (const auto file = store_file(store_url)) return std::filesystem::exists(*file);
  if (store_kind(store_url) != StoreKind::server) return true;
  try {
    open_reader(store_url);
  } catch (const StoreMissing&) {
    return false;
  } catch (const StoreError&) {  // of an earlier version, perhaps: whoever opens it finds out
  }
  return true;
}

}  // namespace

Config builtin_config(const std::string& store_url) {
  Config config;
  config.standalone = true;
  config.store = store_url;
  std::filesystem::path beside = "roster.d";
  if (const auto file = store_file(store_url)) beside = *file + ".d";
  config.reports = std::filesystem::absolute(beside / "reports");
  config.spool = std::filesystem::absolute(beside / "spool");
  sis::Profile profile;
  profile.import.active = true;
  profile.synchronize.active = true;
  config.profiles = {profile};
  return config;
}

Session::Session(Config config, std::function<Time()> clock, SteadyClock steady)
    : config_(std::move(config)),
      clock_(std::move(clock)),
      steady_(steady),
      zone_(&find_zone(config_.timezone)) {}

void Session::set_config(Config config) {
  config_ = std::move(config);
  zone_ = &find_zone(config_.timezone);
}

void Session::set_files(const GivenFiles* files, NotGiven not_given) {
  files_ = files;
  not_given_ = files == nullptr ? NotGiven::opened : not_given;
  std::error_code nothing_there;
  if (std::exchange(has_given_schema_, false))
    std::filesystem::remove_all(given_schemas(), nothing_there);
}

FeedFile Session::open(const std::string& path) const {
  const std::optional<GivenFiles::File> given =
      files_ == nullptr ? std::nullopt : files_->find(path);
  if (!given && not_given_ == NotGiven::opened) return FeedFile(path);
  if (!given)
    throw CommandError(
        Exit::refused,
        fmt::format("{} was not passed with the request; the daemon opens no files for clients",
                    path));
  if (given->fd < 0) refuse_file(path, given->error);
  return FeedFile(given->fd, path);
}

int Session::created(const std::string& path) const {
  const std::optional<GivenFiles::File> given =
      files_ == nullptr ? std::nullopt : files_->find(path);
  if (!given)
    throw CommandError(Exit::refused, fmt::format("{} was not passed with the request", path));
  if (given->fd < 0)
    throw CommandError(Exit::refused,
                       fmt::format("cannot create {}: {}", path, std::strerror(given->error)));
  return given->fd;
}

sis::XsdChoice Session::schema(const std::string& text) const {
  sis::XsdChoice choice = parse_xsd(text);
  if (choice.kind != sis::XsdChoice::Kind::file) return choice;
  const FeedFile file = open(choice.path);
  if (files_ == nullptr) return choice;
  if (file.size() > kLongestSchema)
    throw CommandError(Exit::refused, fmt::format("{} is too long for a schema", choice.path));
  has_given_schema_ = true;
  choice.path = file.copy_to(given_schemas(), "schema.xsd");
  return choice;
}

Store& Session::open_store_as_it_is() {
  if (store_) return *store_;
  store_ = open_store(config_.store, {config_.identifier_case,
                                      [this](const auto& clashes) { clashes_ = clashes; }});
  const StoreCopies left_behind(config_.spool);
  compare_with_reports();
  if (held_back_.empty()) settle_interrupted();
  return *store_;
}

Store& Session::store() {
  Store& store = open_store_as_it_is();
  if (!held_back_.empty()) throw StoreBehind(held_back_);
  return store;
}

/// A store in memory begins anew each time.
void Session::compare_with_reports() {
  if (store_kind(config_.store) == StoreKind::memory) return;
  const auto transaction = store_->begin(Access::read);
  // A store that never had a job is a new one, not an older one.
  if (transaction->last_job_number() > 0) lost_jobs_ = find_lost_jobs(*transaction, reports());
  const std::vector<std::string> seen = read_lines(reports() / kWentBack);
  held_back_.clear();
  if (lost_jobs_.empty() && seen.empty()) return;
  std::string why =
      seen.empty() ? fmt::format("the store is older than the reports in {}", reports().string())
                   : seen.front();
  if (!lost_jobs_.empty()) why += fmt::format("; it lacks {}", names_of(lost_jobs_));
  held_back_ = why + ". Nothing is loaded, purged or changed until somebody says `rosterctl go-on`";
}

std::vector<Job> Session::go_on() {
  open_store_as_it_is();
  const std::vector<LostJob> lost = std::exchange(lost_jobs_, {});
  const std::string why = std::exchange(held_back_, {});
  if (why.empty()) return {};
  try {
    std::vector<Job> dropped = drop_lost_jobs(job_place(*this), lost, caller_.account, now());
    std::filesystem::remove(reports() / kWentBack);
    settle_interrupted();
    return dropped;
  } catch (...) {
    held_back_ = why;
    compare_with_reports();
    throw;
  }
}

void Session::note_that_it_went_back(const std::string& text) const {
  std::filesystem::create_directories(reports());
  const std::string line[] = {text};
  replace_lines(reports() / kWentBack, line);
}

void Session::settle_interrupted() {
  LoadEvents events;
  events.on_job = [this](const Job& job) { settled_.push_back(job); };
  try {
    recover(*this, FileJobs::later, events);
  } catch (const std::system_error& error) {  // the jobs stay open; other work need not wait
    if (caller_.on_remark)
      caller_.on_remark(
          fmt::format("an interrupted job cannot be completed now: {}", error.what()));
  }
  try {
    purge::scrub(*store_, traces_of(config_));
  } catch (const std::system_error&) {  // the ids stay queued
  }
}

void Session::require_existing() const {
  if (store_ == nullptr && !exists(config_.store))
    throw CommandError(Exit::unreachable,
                       fmt::format("the store {} does not exist yet; the first load creates it",
                                   store_file(config_.store).value_or(shown_url(config_.store))));
}

Store& Session::existing_store() {
  require_existing();
  return store();
}

Store& Session::view() {
  if (store_) return *store_;
  if (reader_) return *reader_;
  if (!only_looks_) try {
      return existing_store();
    } catch (const StoreBusy&) {
      // Another process writes to the store; its committed data can be read.
    } catch (const StoreBehind&) {
      return *store_;
    } catch (const StoreBroken&) {
      throw;
    } catch (const StoreError&) {
      // What was interrupted cannot be completed; the store can be read all the same.
      if (store_) return *store_;
    }
  reader_ = open_reader(config_.store);
  return *reader_;
}

Now Session::now() const {
  const Time time = clock_();
  return {time, local_day(*zone_, time), steady_};
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
