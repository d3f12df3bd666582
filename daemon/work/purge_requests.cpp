#include "daemon/work/purge_requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

#include "daemon/config/units.hpp"
#include "daemon/show/outcome.hpp"
#include "daemon/work/dropped_file.hpp"
#include "daemon/work/feed_file.hpp"
#include "exports/withdraw.hpp"
#include "users/base/csv.hpp"
#include "users/base/text.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

/// The options that describe a purge without a configuration.
constexpr std::array<std::string_view, 6> kDescriptions = {
    "days", "record-type", "user-group", "waive-threshold", "policy", "no-obligations"};

int days_in(const Arguments& arguments) {
  constexpr std::int64_t kHundredYears = 36'500;
  const std::int64_t days = arguments.number("days").value_or(0);
  if (days < 0) throw CommandError(Exit::usage, "--days must not be negative");
  if (days > kHundredYears)
    throw CommandError(Exit::usage, fmt::format("--days: {} is more than a hundred years", days));
  return static_cast<int>(days);
}

std::optional<std::string> record_type_in(const Arguments& arguments) {
  const std::optional<std::string> text = arguments.optional_text("record-type");
  if (!text) return {};
  std::string upper = *text;
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (upper == "PUBLIC" || upper == "STAFF" || upper == "CONTACT") return upper;
  throw CommandError(
      Exit::usage,
      fmt::format("--record-type: '{}' is not valid; allowed: public, staff, contact", *text));
}

std::string waive_threshold_in(const Arguments& arguments) {
  const std::string text = arguments.optional_text("waive-threshold").value_or("0");
  if (!is_plain_amount(text) || !parse_amount(text))
    throw CommandError(
        Exit::usage,
        fmt::format("--waive-threshold: '{}' is not an amount; write 10 or 12.50", text));
  return text;
}

PurgeJobConfig described(const Arguments& arguments) {
  PurgeJobConfig job;
  job.name = "default";
  job.without_obligations = arguments.flag("no-obligations");
  job.days_after_purge_date = days_in(arguments);
  job.record_type = record_type_in(arguments);
  job.user_group = arguments.optional_text("user-group");
  job.waive_threshold = waive_threshold_in(arguments);
  return job;
}

const PurgeJobConfig& configured(const Config& config, const std::string& name) {
  std::string names;
  for (const PurgeJobConfig& job : config.purge.jobs) {
    if (job.name == name) return job;
    names += (names.empty() ? "" : ", ") + job.name;
  }
  throw CommandError(Exit::not_found, fmt::format("there is no purge job {}; there are: {}", name,
                                                  names.empty() ? "none" : names));
}

DeletePolicy policy_named(const std::string& name) {
  const std::optional<DeletePolicy> policy = parse_delete_policy(name);
  if (!policy)
    throw CommandError(
        Exit::usage,
        fmt::format("there is no delete policy {}; there are: keep_fully_reportable, "
                    "keep_statistics, keep_statistics_and_remove_primary_id, fully_remove",
                    name));
  return *policy;
}

/// Without a configuration, all known sources must be fresh, and there must be at least one.
std::optional<purge::NeededObligations> needed_obligations(const Config& config,
                                                           const PurgeJobConfig& job) {
  if (config.obligations.kind == ObligationsConfig::Kind::none || job.without_obligations)
    return {};
  return purge::NeededObligations{config.obligations.sources, config.obligations.max_age};
}

/// A purge without a configuration needs options that select the users.
void check_described(const Arguments& arguments, std::string_view parameter,
                     const std::optional<std::string>& name) {
  if (name)
    throw CommandError(Exit::usage, fmt::format("{} names a configured purge job; with --store "
                                                "give --record-type, --user-group or --all",
                                                *name));
  if (parameter != "JOB") return;  // a query about one user
  const bool filtered = arguments.has("record-type") || arguments.has("user-group");
  if (!filtered && !arguments.flag("all"))
    throw CommandError(Exit::usage, "give --record-type, --user-group or --all");
}

}  // namespace

std::vector<PurgeJobConfig> chosen_purge_jobs(const Session& session, const Arguments& arguments,
                                              std::string_view parameter) {
  const Config& config = session.config();
  const std::optional<std::string> name = arguments.optional_text(parameter);
  if (config.standalone) {
    check_described(arguments, parameter, name);
    return {described(arguments)};
  }
  for (const std::string_view option : kDescriptions)
    if (arguments.has(option))
      throw CommandError(
          Exit::usage,
          fmt::format("--{} requires --store; here the configuration sets it", option));
  if (name && arguments.flag("all"))
    throw CommandError(Exit::usage, "give either a purge job or --all");
  if (name) return {configured(config, *name)};
  if (!arguments.flag("all") && parameter == "JOB")
    throw CommandError(Exit::usage, "give a purge job or --all");
  if (config.purge.jobs.empty()) throw CommandError(Exit::not_found, "no purge job is configured");
  return config.purge.jobs;
}

std::filesystem::path ledger_key(const Config& config) {
  if (const auto file = store_file(config.store)) return *file + ".key";
  return config.spool.parent_path() / "ledger.key";
}

purge::Traces traces_of(const Config& config) {
  purge::Traces traces{config.reports, {}, drop_directories};
  if (config.standalone) return traces;
  traces.beyond = [outbox = config.outbox](Store& store, const exports::Mentions& mentions) {
    exports::withdraw_files(store, outbox, mentions);
  };
  for (const sis::Profile& profile : config.profiles)
    for (const sis::Action* action : {&profile.import, &profile.synchronize})
      if (!action->input.empty()) traces.drops.push_back(config.inbox / action->input);
  traces.drops.push_back(config.inbox / config.obligations.input);
  return traces;
}

std::vector<purge::NeededFeed> needed_feeds(const Config& config) {
  std::vector<purge::NeededFeed> feeds;
  if (config.standalone) return feeds;
  for (const sis::Profile& profile : config.profiles)
    if (profile.synchronize.active) feeds.push_back({profile.code, profile.max_age});
  return feeds;
}

purge::PurgeRequest purge_request(Session& session, const PurgeJobConfig& job,
                                  const std::optional<std::string>& policy) {
  const Config& config = session.config();
  const std::string delete_policy = policy.value_or(config.purge.delete_policy);
  purge::PurgeRequest request;
  request.name = job.name;
  request.by = session.caller().account;
  request.policy.days_after_purge_date = job.days_after_purge_date;
  request.policy.record_type = job.record_type;
  request.policy.user_group = job.user_group;
  request.policy.waive_threshold = parse_amount(job.waive_threshold).value_or(Amount{});
  request.policy.require_expired = job.require_expired;
  request.policy.block_on_requests = job.block_on_requests;
  request.delete_policy = policy_named(delete_policy);
  request.obligations = needed_obligations(config, job);
  request.guard = {job.guard.share, job.guard.from};
  request.feeds = needed_feeds(config);
  request.traces = traces_of(config);
  request.ledger_key = ledger_key(config);
  request.on_progress = [&session] { session.progress(); };
  request.on_step = [&session](Step) { session.progress(); };
  return request;
}

namespace {

/// Who was confirmed, by any id; those whom nobody is known by are told.
std::optional<std::vector<UserId>> confirmed_in(Session& session, const Arguments& arguments) {
  const std::optional<std::string> path = arguments.optional_text("confirmed");
  if (!path) return std::nullopt;
  const FeedFile file = session.open(*path);
  const auto transaction = session.existing_store().begin(Access::read);
  CsvReader reader(file.fd(), file.name(), {});
  std::vector<UserId> ids;
  std::int64_t unknown = 0;
  for (std::vector<std::string> values; reader.next(values);) {
    const auto user = find_user(*transaction, trim(values.front()));
    if (user)
      ids.push_back(user->id);
    else
      ++unknown;
  }
  if (reader.is_cut()) reader.refuse_cut("the last line has no end: the file may have been cut");
  if (unknown > 0 && session.caller().on_remark)
    session.caller().on_remark(
        fmt::format("{}: {} ids belong to nobody", printable(file.name()), unknown));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

namespace {

/// The dry runs that --as-shown names, as in `41` or `41,42`.
std::vector<Job> dry_runs_in(Session& session, const Arguments& arguments, JobKind kind) {
  std::vector<Job> found;
  std::istringstream words(arguments.optional_text("as-shown").value_or(""));
  for (std::string word; std::getline(words, word, ',');) {
    JobNumber number = 0;
    const char* const word_end = word.data() + word.size();
    if (std::from_chars(word.data(), word_end, number).ptr != word_end) number = 0;
    auto job = session.existing_store().begin(Access::read)->job(number);
    if (!job || job->kind != kind || job->dry_run == DryRun::no)
      throw CommandError(Exit::usage, fmt::format("--as-shown: {} is no dry run of a {}",
                                                  printable(word), to_string(kind)));
    found.push_back(std::move(*job));
  }
  return found;
}

/// One that was held or failed removes nobody.
std::map<std::string, purge::Shown> shown_in(Session& session, const Arguments& arguments,
                                             std::span<const PurgeJobConfig> jobs) {
  std::map<std::string, purge::Shown> shown;
  if (!arguments.has("as-shown")) return shown;
  for (const Job& job : dry_runs_in(session, arguments, JobKind::purge))
    shown[job.name] = {job.number, is_completed(job.status)
                                       ? read_payload<purge::PurgePayload>(job.payload).going
                                       : purge::fingerprint({})};
  for (const PurgeJobConfig& job : jobs)
    if (!shown.contains(job.name))
      throw CommandError(Exit::usage, fmt::format("--as-shown names no dry run of {}", job.name));
  return shown;
}

}  // namespace

std::optional<purge::DeletePayload> shown_deletion(Session& session, const Arguments& arguments) {
  if (!arguments.has("as-shown")) return std::nullopt;
  const std::vector<Job> dry_runs = dry_runs_in(session, arguments, JobKind::remove);
  if (dry_runs.size() != 1) throw CommandError(Exit::usage, "--as-shown: name one dry run");
  const Job& job = dry_runs.front();
  if (!is_completed(job.status)) throw CommandError(exit_of(job), job.message);
  return read_payload<purge::DeletePayload>(job.payload);
}

AskedPurge asked_purge(Session& session, const Arguments& arguments) {
  AskedPurge asked;
  asked.jobs = chosen_purge_jobs(session, arguments, "JOB");
  asked.policy = arguments.optional_text("policy");
  asked.dry_run = arguments.flag("dry-run") ? DryRun::yes : DryRun::no;
  if (arguments.flag("hold") || session.config().http.four_eyes)
    asked.guard_mode = purge::GuardMode::always;
  asked.confirmed = confirmed_in(session, arguments);
  asked.shown = shown_in(session, arguments, asked.jobs);
  return asked;
}

purge::PurgeRequest purge_request(Session& session, const PurgeJobConfig& job,
                                  const AskedPurge& asked) {
  purge::PurgeRequest request = purge_request(session, job, asked.policy);
  request.dry_run = asked.dry_run;
  request.guard_mode = asked.guard_mode;
  request.only_confirmed = asked.confirmed.has_value();
  if (asked.confirmed) request.confirmed = *asked.confirmed;
  if (const auto shown = asked.shown.find(job.name); shown != asked.shown.end())
    request.shown = shown->second;
  request.gone_before = asked.gone_before;
  return request;
}

purge::PurgeRequest purge_request_of(Session& session, const Job& job) {
  const auto kept = read_payload<purge::PurgePayload>(job.payload);
  if (!kept.policy && session.config().standalone)
    throw CommandError(
        Exit::refused,
        fmt::format("job {} was created by an earlier version; start a new purge", job.number));
  PurgeJobConfig unconfigured;
  unconfigured.name = job.name;
  purge::PurgeRequest request =
      purge_request(session, kept.policy ? unconfigured : configured(session.config(), job.name));
  if (kept.policy) purge::run_as_kept(request, kept);
  return request;
}

}  // namespace roster
