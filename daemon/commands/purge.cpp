#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "daemon/commands/commands.hpp"
#include "daemon/show/lists.hpp"
#include "daemon/watch/ledger_check.hpp"
#include "daemon/work/dropped_file.hpp"
#include "daemon/work/feed_file.hpp"
#include "daemon/work/purge_requests.hpp"
#include "daemon/work/stored_load.hpp"
#include "purge/delete_user.hpp"
#include "purge/ledger/ledger.hpp"
#include "purge/obligations.hpp"
#include "purge/statistics.hpp"
#include "purge/why.hpp"
#include "users/base/csv.hpp"
#include "users/base/day.hpp"
#include "users/base/text.hpp"
#include "users/jobs/last_feed.hpp"

namespace roster {

namespace {

JobTold told(const Session& session, const Job& job, const std::string& note) {
  if (session.caller().on_job) session.caller().on_job(job);
  return {job, session.reports(), note};
}

/// The first users that would be purged, with the facts that a person needs to confirm.
class Preview {
 public:
  void add(Transaction& transaction, std::span<const StoredUser> users) {
    people_.all += users.size();
    users = users.subspan(0, std::min(kMost - people_.rows.size(), users.size()));
    std::vector<UserId> ids;
    for (const StoredUser& stored : users) ids.push_back(stored.id);
    if (ids.empty()) return;
    const std::map<UserId, Job> feeds = last_feeds(transaction, ids);
    for (const StoredUser& stored : users) {
      const auto feed = feeds.find(stored.id);
      people_.rows.push_back(row_of(stored, feed == feeds.end() ? 0 : feed->second.number));
    }
  }

  JobTold::People take() { return std::move(people_); }

 private:
  static constexpr std::size_t kMost = 20;
  JobTold::People people_;

  static Row row_of(const StoredUser& stored, JobNumber feed) {
    const User& user = stored.user;
    const auto day = [](const std::optional<Day>& date) { return date ? format_day(*date) : ""; };
    return {shown_id(stored),      name_text(user),
            user.user_group.value, day(user.expiry_date),
            day(user.purge_date),  feed == 0 ? "" : fmt::format("job {}", feed)};
  }
};

/// What each relevant job says of one user. The requests are made first: the store has one
/// transaction at a time.
Verdicts verdicts_on(Session& session, const std::string& id, const Arguments& arguments) {
  std::vector<purge::PurgeRequest> requests;
  for (const PurgeJobConfig& config : chosen_purge_jobs(session, arguments, "job"))
    requests.push_back(purge_request(session, config));
  const auto transaction = session.view().begin(Access::read);
  const std::optional<StoredUser> user = find_user(*transaction, id);
  if (!user) throw CommandError(Exit::not_found, fmt::format("there is no user {}", id));
  Verdicts all{user->user, {}};
  const Now now = session.now();
  const auto stale = purge::stale_feeds(*transaction, needed_feeds(session.config()), now.time);
  for (const purge::PurgeRequest& request : requests) {
    // Without a configuration nobody knows how the purge would be asked for.
    const auto refused =
        session.config().standalone ? std::nullopt : purge::refusal(*transaction, request, now);
    all.verdicts.push_back({request.name,
                            purge::why(*transaction, *user, request.policy, stale, now),
                            refused.value_or("")});
  }
  return all;
}

}  // namespace

Document approve_purge(Session& session, const Job& held) {
  purge::PurgeRequest request = purge_request_of(session, held);
  request.guard_mode = purge::GuardMode::approved;
  if (const auto refused =
          purge::refusal(*session.existing_store().begin(Access::read), request, session.now()))
    throw CommandError(Exit::refused, fmt::format("job {} stays held: {}", held.number, *refused));
  std::string note;
  request.on_left_over = left_over_in(note);
  const Job job = purge::run_purge(session.existing_store(), request, held, session.now());
  return told(session, job, note);
}

Document run_purge_command(Session& session, const Arguments& arguments) {
  if (arguments.has("again")) return run_purge_again(session, arguments);
  if (arguments.has("ids") || arguments.flag("csv")) return list_purge(session, arguments);
  constexpr std::string_view kOfLists[] = {"output"};
  arguments.refuse_beside("a purge without --ids or --csv", kOfLists);
  JobSeries series;
  if (arguments.flag("all") && !session.config().standalone) series.count = JobSeries::Count::many;
  series.run = [&session, asked = asked_purge(session, arguments)](
                   const JobSeries::Listener& listener) mutable {
    for (const PurgeJobConfig& config : asked.jobs) {
      purge::PurgeRequest request = purge_request(session, config, asked);
      Preview preview;
      std::vector<UserId> going;
      request.on_going = [&](Transaction& transaction, std::span<const StoredUser> users) {
        preview.add(transaction, users);
        for (const StoredUser& stored : users) going.push_back(stored.id);
      };
      std::string note;
      request.on_left_over = left_over_in(note);
      const Job added = purge::add_purge(session.existing_store(), request, session.now());
      const Job job = run_asked(job_place(session), added, session.now(), [&] {
        return purge::run_purge(session.existing_store(), request, added, session.now());
      });
      JobTold ended = told(session, job, note);
      if (!is_applied(ended.job)) ended.people = preview.take();
      if (is_completed(job.status)) asked.gone_before.insert(going.begin(), going.end());
      listener.on_job(ended);
    }
  };
  return series;
}

Document run_why(Session& session, const Arguments& arguments) {
  return verdicts_on(session, arguments.text("ID"), arguments);
}

namespace {

purge::DeleteRequest delete_request(const Session& session) {
  purge::DeleteRequest request;
  request.traces = traces_of(session.config());
  request.by = session.caller().account;
  request.ledger_key = ledger_key(session.config());
  return request;
}

}  // namespace

Document approve_deletion(Session& session, const Job& held) {
  purge::DeleteRequest request = delete_request(session);
  std::string note;
  request.on_left_over = left_over_in(note);
  try {
    const Job job = purge::approve_delete(session.existing_store(), request, held, session.now());
    return told(session, job, note);
  } catch (const purge::CannotDelete& refused) {
    throw CommandError(Exit::refused,
                       fmt::format("job {} stays held: {}", held.number, refused.what()));
  }
}

Document run_delete_command(Session& session, const Arguments& arguments) {
  purge::DeleteRequest request = delete_request(session);
  request.row = arguments.number("row");
  request.shown = shown_deletion(session, arguments);
  if (request.row.has_value() == arguments.has("ID"))
    throw CommandError(Exit::usage,
                       "delete: give an ID, or --row with the number of a damaged row");
  if (!request.row) request.id = arguments.text("ID");
  request.force = arguments.flag("force") ? purge::Force::yes : purge::Force::no;
  request.dry_run = arguments.flag("dry-run") ? DryRun::yes : DryRun::no;
  if (session.config().http.four_eyes) request.guard_mode = purge::GuardMode::always;
  std::string note;
  request.on_left_over = left_over_in(note);
  try {
    const Job job = purge::run_delete(session.existing_store(), request, session.now());
    return told(session, job, note);
  } catch (const purge::CannotDelete& refused) {
    throw CommandError(Exit::refused, refused.what());
  } catch (const purge::NoSuchUser&) {
    throw CommandError(Exit::not_found,
                       request.row ? fmt::format("there is no damaged row {}", *request.row)
                                   : fmt::format("there is no user {}", request.id));
  }
}

namespace {

/// Another source's list must not replace one that a purge depends on.
void check_source(const Config& config, const std::string& source) {
  const auto& sources = config.obligations.sources;
  if (config.standalone || std::find(sources.begin(), sources.end(), source) != sources.end())
    return;
  throw CommandError(Exit::refused, fmt::format("no obligations source {} is configured", source));
}

std::vector<purge::Policy> all_policies(Session& session) {
  std::vector<purge::Policy> policies;
  for (const PurgeJobConfig& config : chosen_purge_jobs(session, Arguments({}), "job"))
    policies.push_back(purge_request(session, config).policy);
  return policies;
}

}  // namespace

Document run_obligations_command(Session& session, const Arguments& arguments) {
  check_source(session.config(), arguments.text("source"));
  const FeedFile file = session.open(arguments.text("FILE"));
  purge::ObligationsRequest request;
  request.source = arguments.text("source");
  request.fd = file.fd();
  request.by = session.caller().account;
  request.file = file.name();
  request.modified = file.modified();
  request.guard = session.config().obligations.guard;
  if (arguments.flag("only-due")) request.only_due = all_policies(session);
  request.local_day = [&session](Time time) { return local_day(session.zone(), time); };
  request.traces = traces_of(session.config());
  request.place.stamp.modified =
      std::chrono::nanoseconds(file.modified().time_since_epoch()).count();
  // An approval of a held job needs its file.
  request.keep = [&](const Job& held) { return keep_copy(session, file.fd(), held); };
  std::string note;
  request.on_left_over = left_over_in(note);
  Job job = purge::add_obligations(session.store(), request, session.now());
  job = purge::run_obligations(session.store(), request, job, session.now());
  return told(session, job, note);
}

namespace {

/// Reports an entry that was changed, removed or cut off.
Document verify_erasures(Session& session) {
  const std::filesystem::path key = ledger_key(session.config());
  const auto transaction = session.view().begin(Access::read);
  if (const auto fault = purge::verify_ledger(*transaction, key))
    throw CommandError(Exit::refused, *fault);
  const std::int64_t entries = transaction->last_erasure().value_or(Erasure{}).number;
  if (const auto fault = lost_entries(session.config().spool / kLedgerCheck, entries))
    throw CommandError(Exit::refused, *fault);
  if (entries == 0 && std::filesystem::exists(key))
    return Notice{fmt::format("the erasure ledger has no entries, although its key {} exists: was "
                              "the store emptied, or restored?",
                              key.string()),
                  {{"verified", true}, {"entries", 0}, {"key_without_entries", true}}};
  return Notice{fmt::format("all {} entries of the erasure ledger are valid", entries),
                {{"verified", true}, {"entries", entries}}};
}

/// Whom an undo removed stays in the history until that ends, or until the person is erased.
std::vector<Erasures::Entry> entries_of(Session& session, Transaction& transaction,
                                        const std::string& id) {
  const Config& config = session.config();
  std::vector<Erasures::Entry> entries;
  for (Erasure& erasure : purge::find_erasures(transaction, ledger_key(config), id)) {
    Erasures::Entry entry{std::move(erasure), false};
    entry.by_undo = purge::is_by_undo(entry.erasure);
    entry.in_history = entry.by_undo && transaction.has_history(entry.erasure.job);
    if (!entry.by_undo)
      for (Erasures::Entry& earlier : entries) earlier.in_history = false;
    entries.push_back(std::move(entry));
  }
  for (Erasures::Entry& entry : entries)  // without a daemon it does not end
    if (entry.in_history && !config.standalone)
      entry.history_until = entry.erasure.at + config.history_retention;
  return entries;
}

/// The change by which a user with this id exists again.
std::optional<HistoryEntry> came_back(Transaction& transaction, const std::string& id) {
  const std::optional<StoredUser> user = find_user(transaction, id);
  if (!user) return std::nullopt;
  const auto history = transaction.history_of_user(user->id);
  return history.empty() ? HistoryEntry{} : history.front();
}

}  // namespace

Document run_erased(Session& session, const Arguments& arguments) {
  if (arguments.flag("verify")) {
    constexpr std::string_view kUnused[] = {"ID"};
    arguments.refuse_beside("--verify", kUnused);
    return verify_erasures(session);
  }
  const std::string id = arguments.text("ID");
  const auto transaction = session.view().begin(Access::read);
  Erasures erasures{id, entries_of(session, *transaction, id), came_back(*transaction, id)};
  if (erasures.entries.empty())
    throw CommandError(Exit::not_found, fmt::format("the erasure ledger has no entry for {}", id));
  return erasures;
}

Document run_statistics(Session& session, const Arguments&) {
  return StatisticsShown{
      purge::count_statistics(*session.view().begin(Access::read), ledger_key(session.config()))};
}

}  // namespace roster
