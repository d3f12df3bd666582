#include <fmt/format.h>

#include <algorithm>

#include "daemon/commands/commands.hpp"
#include "daemon/show/job_lines.hpp"
#include "daemon/show/render.hpp"
#include "daemon/work/feed_file.hpp"
#include "daemon/work/purge_requests.hpp"
#include "purge/delete_user.hpp"
#include "purge/ledger/ledger.hpp"
#include "purge/obligations.hpp"
#include "purge/statistics.hpp"
#include "purge/why.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

namespace json = boost::json;

constexpr std::int64_t kLinesShown = 20;

Exit exit_of(const Job& job) {
  if (job.status == JobStatus::failed) return Exit::refused;
  return job.status == JobStatus::held ? Exit::held : Exit::done;
}

/// A purge is told with the first people of each outcome, so that a preview shows who goes and why
/// others stay.
void tell_purge(Session& session, const Job& job, const Output& out) {
  out.write(render_job(job, session.zone()));
  for (const std::string_view outcome : {"purged", "kept"}) {
    std::int64_t shown = 0;
    for_report_lines(session.reports(), job.number, outcome, [&](const std::string& line) {
      if (shown++ < kLinesShown)
        out.write("    " + line_text(line) + "\n");
      else
        out.write(fmt::format("    … all: rosterctl job {} --outcome {}\n", job.number, outcome));
      return shown <= kLinesShown;
    });
  }
  if (job.status == JobStatus::held && job.dry_run == DryRun::no)
    out.write(fmt::format(
        "  nobody was removed; `rosterctl approve {0}` or `rosterctl reject {0}`\n", job.number));
}

Job run_one(Session& session, const PurgeJobConfig& config, const Arguments& arguments,
            const Output& out) {
  purge::PurgeRequest request = purge_request(session, config, arguments.optional_text("policy"));
  if (arguments.flag("dry-run")) request.dry_run = DryRun::yes;
  const Job added = purge::add_purge(session.store(), request, session.now());
  Job job = purge::run_purge(session.store(), request, added, session.now());
  if (out.on_job) out.on_job(job);
  return job;
}

void tell_job(const Session& session, const Job& job, const Output& out) {
  if (out.on_job) out.on_job(job);
  if (out.format == Format::json)
    out.json(json::parse(to_json(job)));
  else
    out.write(render_job(job, session.zone()));
}

json::array texts(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

struct Verdict {
  std::string job;
  purge::Why why;

  /// Is the user of the record type and the user group that the job is for?
  bool concerns() const {
    return std::none_of(why.not_due.begin(), why.not_due.end(), [](std::string_view reason) {
      return reason.starts_with("record_type:") || reason.starts_with("user_group:");
    });
  }
};

/// The verdict of the first job that would remove the user, else of the first that is for it.
const Verdict& foremost(const std::vector<Verdict>& all) {
  const auto is_purged = [](const Verdict& verdict) { return verdict.why.is_purged(); };
  auto found = std::find_if(all.begin(), all.end(), is_purged);
  if (found == all.end())
    found = std::find_if(all.begin(), all.end(), [](const Verdict& v) { return v.concerns(); });
  return found == all.end() ? all.front() : *found;
}

/// What each job in question says of one user. The policies come first: the store has one
/// transaction at a time.
std::vector<Verdict> verdicts(Session& session, const std::string& id, const Arguments& arguments,
                              StoredUser& user) {
  std::vector<std::pair<std::string, purge::Policy>> policies;
  for (const PurgeJobConfig& config : chosen_purge_jobs(session, arguments, "job"))
    policies.emplace_back(config.name, purge_request(session, config).policy);
  const auto transaction = session.store().begin(Access::read);
  std::optional<StoredUser> found = find_user(*transaction, id);
  if (!found) throw CommandError(Exit::not_found, fmt::format("there is no user {}", id));
  user = std::move(*found);
  std::vector<Verdict> all;
  for (const auto& [name, policy] : policies)
    all.push_back({name, purge::why(*transaction, user, policy, session.now())});
  return all;
}

std::vector<std::string> reasons(const purge::Why& why) {
  std::vector<std::string> all = why.not_due;
  all.insert(all.end(), why.blockers.begin(), why.blockers.end());
  return all;
}

void tell_tallies(const std::string& heading,
                  const std::vector<std::pair<std::string, purge::Tally>>& tallies,
                  const Output& out) {
  std::vector<std::vector<std::string>> rows{{heading, "PRESENT", "PURGED"}};
  for (const auto& [name, tally] : tallies)
    rows.push_back({name.empty() ? "(none)" : name, std::to_string(tally.present),
                    std::to_string(tally.purged)});
  out.write(render_table(rows) + "\n");
}

template <class Map>
std::vector<std::pair<std::string, purge::Tally>> flat(const Map& map) {
  std::vector<std::pair<std::string, purge::Tally>> list;
  for (const auto& [key, tally] : map) {
    if constexpr (std::is_same_v<std::decay_t<decltype(key)>, std::string>)
      list.emplace_back(key, tally);
    else
      list.emplace_back(key.first.empty() ? key.second : key.first + "/" + key.second, tally);
  }
  return list;
}

json::array tally_json(const std::vector<std::pair<std::string, purge::Tally>>& tallies,
                       std::string_view key) {
  json::array list;
  for (const auto& [name, tally] : tallies)
    list.push_back(json::object{{key, name}, {"present", tally.present}, {"purged", tally.purged}});
  return list;
}

}  // namespace

Exit approve_purge(Session& session, const Job& held, const Output& out) {
  purge::PurgeRequest request = purge_request_of(session, held);
  request.guard_mode = purge::GuardMode::approved;
  const Job job = purge::run_purge(session.store(), request, held, session.now());
  if (out.on_job) out.on_job(job);
  if (out.format == Format::json)
    out.json(json::parse(to_json(job)));
  else
    tell_purge(session, job, out);
  return exit_of(job);
}

Exit run_purge_command(Session& session, const Arguments& arguments, const Output& out) {
  Exit worst = Exit::done;
  json::array documents;
  for (const PurgeJobConfig& config : chosen_purge_jobs(session, arguments, "JOB")) {
    const Job job = run_one(session, config, arguments, out);
    worst = std::max(worst, exit_of(job));
    if (out.format == Format::json)
      documents.push_back(json::parse(to_json(job)));
    else
      tell_purge(session, job, out);
  }
  if (out.format == Format::json) {
    if (arguments.flag("all"))
      out.json(documents);
    else
      out.json(documents.front());
  }
  return worst;
}

Exit run_why(Session& session, const Arguments& arguments, const Output& out) {
  StoredUser stored;
  const std::vector<Verdict> all = verdicts(session, arguments.text("ID"), arguments, stored);
  const User& user = stored.user;
  if (out.format == Format::json) {
    const Verdict& chosen = foremost(all);
    json::object document{{"primary_id", user.primary_id},
                          {"purge", chosen.why.is_purged()},
                          {"blockers", texts(reasons(chosen.why))}};
    if (user.purge_date)
      document["purge_date"] = format_day(*user.purge_date) + "Z";
    else
      document["purge_date"] = nullptr;
    document["job"] = chosen.job;
    out.json(document);
    return Exit::done;
  }
  for (const Verdict& verdict : all) {
    out.write(fmt::format("{}: {}: {}\n", user.primary_id, verdict.job,
                          verdict.why.is_purged() ? "would be purged today" : "would be kept"));
    for (const std::string& reason : reasons(verdict.why)) out.write("  " + reason + "\n");
  }
  return Exit::done;
}

Exit run_delete_command(Session& session, const Arguments& arguments, const Output& out) {
  purge::DeleteRequest request;
  request.id = arguments.text("ID");
  request.force = arguments.flag("force") ? purge::Force::yes : purge::Force::no;
  request.reports = session.reports();
  request.ledger_key = ledger_key(session.config());
  try {
    const Job job = purge::run_delete(session.store(), request, session.now());
    tell_job(session, job, out);
    return exit_of(job);
  } catch (const purge::NoSuchUser&) {
    throw CommandError(Exit::not_found, fmt::format("there is no user {}", request.id));
  }
}

Exit run_obligations_command(Session& session, const Arguments& arguments, const Output& out) {
  const FeedFile file = session.open(arguments.text("FILE"));
  purge::ObligationsRequest request;
  request.source = arguments.text("source");
  request.fd = file.fd();
  request.file = file.name();
  request.modified = file.modified();
  request.reports = session.reports();
  const Job added = purge::add_obligations(session.store(), request, session.now());
  const Job job = purge::run_obligations(session.store(), request, added, session.now());
  tell_job(session, job, out);
  return exit_of(job);
}

namespace {

/// Has an entry been changed, or one taken out before others? What is missing at the end does not
/// show.
Exit verify_erasures(Session& session, const Output& out) {
  const auto transaction = session.store().begin(Access::read);
  if (const auto broken = purge::verify_ledger(*transaction, ledger_key(session.config())))
    throw CommandError(
        Exit::refused,
        fmt::format("entry {} of the erasure ledger is not as it was written", *broken));
  const std::int64_t entries = transaction->last_erasure().value_or(Erasure{}).number;
  if (out.format == Format::json)
    out.json(json::object{{"verified", true}, {"entries", entries}});
  else
    out.write(
        fmt::format("all {} entries of the erasure ledger are as they were written\n", entries));
  return Exit::done;
}

}  // namespace

Exit run_erased(Session& session, const Arguments& arguments, const Output& out) {
  if (arguments.flag("verify")) return verify_erasures(session, out);
  const std::string id = arguments.text("ID");
  const auto transaction = session.store().begin(Access::read);
  const std::vector<Erasure> erasures =
      purge::find_erasures(*transaction, ledger_key(session.config()), id);
  if (erasures.empty())
    throw CommandError(Exit::not_found, fmt::format("the erasure ledger has no entry for {}", id));
  json::array list;
  for (const Erasure& erasure : erasures) {
    if (out.format == Format::json)
      list.push_back(json::object{{"at", format_time(erasure.at)},
                                  {"job", erasure.job},
                                  {"name", erasure.job_name},
                                  {"policy", to_string(erasure.policy)}});
    else
      out.write(fmt::format("{}: erased {} by job {} ({}), policy {}\n", id,
                            format_local(session.zone(), erasure.at), erasure.job, erasure.job_name,
                            to_string(erasure.policy)));
  }
  if (out.format == Format::json)
    out.json(json::object{{"erased", true}, {"erasures", std::move(list)}});
  return Exit::done;
}

Exit run_statistics(Session& session, const Arguments&, const Output& out) {
  const purge::Statistics statistics =
      purge::count_statistics(*session.store().begin(Access::read));
  if (out.format == Format::json) {
    out.json(
        json::object{{"present", statistics.all.present},
                     {"purged", statistics.all.purged},
                     {"user_group", tally_json(flat(statistics.by_user_group), "value")},
                     {"record_type", tally_json(flat(statistics.by_record_type), "value")},
                     {"statistic_category", tally_json(flat(statistics.by_category), "value")}});
    return Exit::done;
  }
  tell_tallies("USER GROUP", flat(statistics.by_user_group), out);
  tell_tallies("RECORD TYPE", flat(statistics.by_record_type), out);
  tell_tallies("STATISTIC CATEGORY", flat(statistics.by_category), out);
  out.write(fmt::format("{} present, {} purged\n", statistics.all.present, statistics.all.purged));
  return Exit::done;
}

}  // namespace roster
