#include "daemon/work/purge_requests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "daemon/show/outcome.hpp"

namespace roster {

namespace {

namespace json = boost::json;

/// The options that describe a purge where no configuration does.
constexpr std::array<std::string_view, 5> kDescriptions = {"days", "record-type", "user-group",
                                                           "waive-threshold", "policy"};

/// What an unconfigured purge was told; kept in its row, so that it can be approved or resumed.
json::object to_object(const PurgeJobConfig& job, const std::string& policy) {
  json::object object{{"days", job.days_after_purge_date},
                      {"waive_threshold", job.waive_threshold},
                      {"policy", policy}};
  if (job.record_type) object["record_type"] = *job.record_type;
  if (job.user_group) object["user_group"] = *job.user_group;
  return object;
}

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
  throw CommandError(Exit::usage,
                     fmt::format("--record-type: '{}' is none of public, staff, contact", *text));
}

std::string waive_threshold_in(const Arguments& arguments) {
  const std::string text = arguments.optional_text("waive-threshold").value_or("0");
  const std::optional<Amount> amount = parse_amount(text);
  if (!amount || *amount < Amount{})
    throw CommandError(Exit::usage, fmt::format("--waive-threshold: '{}' is not an amount", text));
  return text;
}

PurgeJobConfig described(const Arguments& arguments, const std::optional<std::string>& name) {
  PurgeJobConfig job;
  job.name = name.value_or("default");
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
  if (!policy) throw CommandError(Exit::usage, fmt::format("there is no delete policy {}", name));
  return *policy;
}

/// Without a configuration every source that ever spoke must have spoken lately; when none did,
/// none is needed.
std::optional<purge::NeededObligations> needed_obligations(Session& session) {
  const Config& config = session.config();
  if (config.obligations.kind == ObligationsConfig::Kind::none) return {};
  if (config.standalone && session.store().begin(Access::read)->obligation_sources().empty())
    return {};
  return purge::NeededObligations{config.obligations.sources, config.obligations.max_age};
}

}  // namespace

std::vector<PurgeJobConfig> chosen_purge_jobs(const Session& session, const Arguments& arguments,
                                              std::string_view parameter) {
  const Config& config = session.config();
  const std::optional<std::string> name = arguments.optional_text(parameter);
  if (config.standalone) return {described(arguments, name)};
  for (const std::string_view option : kDescriptions)
    if (arguments.has(option))
      throw CommandError(
          Exit::usage,
          fmt::format("--{} goes with --store; the configuration says it here", option));
  if (name && arguments.flag("all"))
    throw CommandError(Exit::usage, "name a purge job or say --all, not both");
  if (name) return {configured(config, *name)};
  if (!arguments.flag("all") && parameter == "JOB")
    throw CommandError(Exit::usage, "name a purge job, or say --all");
  if (config.purge.jobs.empty()) throw CommandError(Exit::not_found, "no purge job is configured");
  return config.purge.jobs;
}

std::filesystem::path ledger_key(const Config& config) {
  constexpr std::string_view kScheme = "sqlite:";
  if (config.store.starts_with(kScheme)) return config.store.substr(kScheme.size()) + ".key";
  return config.spool.parent_path() / "ledger.key";
}

purge::PurgeRequest purge_request(Session& session, const PurgeJobConfig& job,
                                  const std::optional<std::string>& policy) {
  const Config& config = session.config();
  const std::string delete_policy = policy.value_or(config.purge.delete_policy);
  purge::PurgeRequest request;
  request.name = job.name;
  request.policy.days_after_purge_date = job.days_after_purge_date;
  request.policy.record_type = job.record_type;
  request.policy.user_group = job.user_group;
  request.policy.waive_threshold = parse_amount(job.waive_threshold).value_or(Amount{});
  request.policy.require_expired = job.require_expired;
  request.policy.block_on_requests = job.block_on_requests;
  request.delete_policy = policy_named(delete_policy);
  request.obligations = needed_obligations(session);
  request.guard = {job.guard.share, job.guard.from};
  request.reports = session.reports();
  request.ledger_key = ledger_key(config);
  request.on_progress = [&session] { session.progress(); };
  request.on_step = [&session](purge::Step) { session.progress(); };
  if (config.standalone)
    request.rerun = json::serialize(json::object{{"purge", to_object(job, delete_policy)}});
  return request;
}

purge::PurgeRequest purge_request_of(Session& session, const Job& job) {
  if (job.request.empty()) return purge_request(session, configured(session.config(), job.name));
  const json::object told = json::parse(job.request).as_object().at("purge").as_object();
  const auto text = [&](const char* key) -> std::optional<std::string> {
    const auto* value = told.if_contains(key);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value->as_string());
  };
  PurgeJobConfig config;
  config.name = job.name;
  config.days_after_purge_date = static_cast<int>(told.at("days").as_int64());
  config.waive_threshold = text("waive_threshold").value_or("0");
  config.record_type = text("record_type");
  config.user_group = text("user_group");
  return purge_request(session, config, text("policy"));
}

}  // namespace roster
