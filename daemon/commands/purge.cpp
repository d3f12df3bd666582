#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/work/feed_file.hpp"
#include "daemon/work/purge_requests.hpp"
#include "purge/delete_user.hpp"
#include "purge/ledger/ledger.hpp"
#include "purge/obligations.hpp"
#include "purge/statistics.hpp"
#include "purge/why.hpp"

namespace roster {

namespace {

JobTold told(const Session& session, const Job& job) {
  if (session.caller().on_job) session.caller().on_job(job);
  return {job, session.reports(), ""};
}

/// What each job in question says of one user. The policies come first: the store has one
/// transaction at a time.
Verdicts verdicts_on(Session& session, const std::string& id, const Arguments& arguments) {
  std::vector<std::pair<std::string, purge::Policy>> policies;
  for (const PurgeJobConfig& config : chosen_purge_jobs(session, arguments, "job"))
    policies.emplace_back(config.name, purge_request(session, config).policy);
  const auto transaction = session.store().begin(Access::read);
  const std::optional<StoredUser> user = find_user(*transaction, id);
  if (!user) throw CommandError(Exit::not_found, fmt::format("there is no user {}", id));
  Verdicts all{user->user, {}};
  for (const auto& [name, policy] : policies)
    all.verdicts.push_back({name, purge::why(*transaction, *user, policy, session.now())});
  return all;
}

}  // namespace

Document approve_purge(Session& session, const Job& held) {
  purge::PurgeRequest request = purge_request_of(session, held);
  request.guard_mode = purge::GuardMode::approved;
  return told(session, purge::run_purge(session.store(), request, held, session.now()));
}

Document run_purge_command(Session& session, const Arguments& arguments) {
  JobSeries series;
  if (arguments.flag("all")) series.count = JobSeries::Count::many;
  const std::vector<PurgeJobConfig> jobs = chosen_purge_jobs(session, arguments, "JOB");
  const std::optional<std::string> policy = arguments.optional_text("policy");
  const DryRun dry_run = arguments.flag("dry-run") ? DryRun::yes : DryRun::no;
  series.run = [&session, jobs, policy, dry_run](const JobSeries::Listener& listener) {
    for (const PurgeJobConfig& config : jobs) {
      purge::PurgeRequest request = purge_request(session, config, policy);
      request.dry_run = dry_run;
      const Job added = purge::add_purge(session.store(), request, session.now());
      listener.on_job(
          told(session, purge::run_purge(session.store(), request, added, session.now())));
    }
  };
  return series;
}

Document run_why(Session& session, const Arguments& arguments) {
  return verdicts_on(session, arguments.text("ID"), arguments);
}

Document run_delete_command(Session& session, const Arguments& arguments) {
  purge::DeleteRequest request;
  request.id = arguments.text("ID");
  request.force = arguments.flag("force") ? purge::Force::yes : purge::Force::no;
  request.reports = session.reports();
  request.ledger_key = ledger_key(session.config());
  try {
    return told(session, purge::run_delete(session.store(), request, session.now()));
  } catch (const purge::NoSuchUser&) {
    throw CommandError(Exit::not_found, fmt::format("there is no user {}", request.id));
  }
}

Document run_obligations_command(Session& session, const Arguments& arguments) {
  const FeedFile file = session.open(arguments.text("FILE"));
  purge::ObligationsRequest request;
  request.source = arguments.text("source");
  request.fd = file.fd();
  request.file = file.name();
  request.modified = file.modified();
  request.reports = session.reports();
  const Job added = purge::add_obligations(session.store(), request, session.now());
  return told(session, purge::run_obligations(session.store(), request, added, session.now()));
}

namespace {

/// Has an entry been changed, or one taken out before others? What is missing at the end does not
/// show.
Document verify_erasures(Session& session) {
  const auto transaction = session.store().begin(Access::read);
  if (const auto broken = purge::verify_ledger(*transaction, ledger_key(session.config())))
    throw CommandError(
        Exit::refused,
        fmt::format("entry {} of the erasure ledger is not as it was written", *broken));
  const std::int64_t entries = transaction->last_erasure().value_or(Erasure{}).number;
  return Notice{
      fmt::format("all {} entries of the erasure ledger are as they were written", entries),
      {{"verified", true}, {"entries", entries}}};
}

}  // namespace

Document run_erased(Session& session, const Arguments& arguments) {
  if (arguments.flag("verify")) return verify_erasures(session);
  const std::string id = arguments.text("ID");
  const auto transaction = session.store().begin(Access::read);
  Erasures erasures{id, purge::find_erasures(*transaction, ledger_key(session.config()), id)};
  if (erasures.entries.empty())
    throw CommandError(Exit::not_found, fmt::format("the erasure ledger has no entry for {}", id));
  return erasures;
}

Document run_statistics(Session& session, const Arguments&) {
  return StatisticsShown{purge::count_statistics(*session.store().begin(Access::read))};
}

}  // namespace roster
