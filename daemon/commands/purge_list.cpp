#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "daemon/commands/commands.hpp"
#include "daemon/show/lists.hpp"
#include "daemon/show/report_csv.hpp"
#include "daemon/work/dropped_file.hpp"
#include "daemon/work/purge_requests.hpp"
#include "daemon/work/stored_load.hpp"
#include "purge/again.hpp"
#include "purge/ledger/key.hpp"
#include "users/base/csv.hpp"
#include "users/base/day.hpp"
#include "users/jobs/last_feed.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

/// The user's ids of a type, which may be `primary_id`.
std::vector<std::string> ids_of(const User& user, const std::string& type) {
  if (type == "primary_id") return {user.primary_id};
  std::vector<std::string> ids;
  for (const Identifier& identifier : user.user_identifiers)
    if (identifier.id_type.value == type) ids.push_back(identifier.value);
  return ids;
}

/// Answers how many of them have no such id.
std::int64_t write_ids(std::span<const StoredUser> users, const std::string& type,
                       const WriteText& write) {
  std::string lines;
  std::int64_t without = 0;
  for (const StoredUser& stored : users) {
    const std::vector<std::string> ids = ids_of(stored.user, type);
    without += ids.empty() ? 1 : 0;
    for (const std::string& id : ids) lines += id + '\n';
  }
  write(lines);
  return without;
}

/// Who is not in a list of ids.
void tell_without(const Session& session, std::int64_t without, const std::string& type) {
  if (without > 0 && session.caller().on_remark)
    session.caller().on_remark(fmt::format("{} of them have no {}", without, type));
}

constexpr std::string_view kCsvHeader =
    "primary_id,name,user_group,expiry_date,purge_date,last_feed\r\n";

void write_csv(Transaction& transaction, std::span<const StoredUser> users,
               const WriteText& write) {
  const auto day = [](const std::optional<Day>& date) { return date ? format_day(*date) : ""; };
  std::vector<UserId> ids;
  for (const StoredUser& stored : users) ids.push_back(stored.id);
  const std::map<UserId, Job> feeds = last_feeds(transaction, ids);
  std::string lines;
  for (const StoredUser& stored : users) {
    const User& user = stored.user;
    const auto feed = feeds.find(stored.id);
    const std::string name = name_text(user);
    const std::string loaded =
        feed == feeds.end() ? "" : format_time(feed->second.ended.value_or(feed->second.started));
    lines += fmt::format("{},{},{},{},{},{}\r\n", csv_cell(user.primary_id), csv_cell(name),
                         csv_cell(user.user_group.value), day(user.expiry_date),
                         day(user.purge_date), loaded);
  }
  write(lines);
}

/// Tells, beside a list, what a job did not finish.
OnLeftOver left_over_to(const Session& session) {
  return [&session](const Job& job, const std::string& what) {
    if (session.caller().on_remark) session.caller().on_remark(left_over_text(job, what));
  };
}

/// The first of the jobs that was not done: a list cannot show it.
class FirstNotDone {
 public:
  void add(const Job& job) {
    if (!job_ && exit_of(job) != Exit::done) job_ = job;
  }
  /// Throws CommandError when there is one.
  void check() const {
    if (job_) throw CommandError(exit_of(*job_), fmt::format("{}: {}", job_->name, job_->message));
  }

 private:
  std::optional<Job> job_;
};

}  // namespace

Document list_purge(Session& session, const Arguments& arguments) {
  const std::optional<std::string> type = arguments.optional_text("ids");
  if (type && arguments.flag("csv")) throw CommandError(Exit::usage, "give either --ids or --csv");
  const auto produce = [type, asked = asked_purge(session, arguments),
                        &session](const WriteText& write) {
    write(type ? "" : kCsvHeader);
    std::int64_t without = 0;
    FirstNotDone not_done;
    for (const PurgeJobConfig& config : asked.jobs) {
      purge::PurgeRequest request = purge_request(session, config, asked);
      request.on_going = [&](Transaction& transaction, std::span<const StoredUser> users) {
        if (type)
          without += write_ids(users, *type, write);
        else
          write_csv(transaction, users, write);
      };
      request.on_left_over = left_over_to(session);
      const Job added = purge::add_purge(session.existing_store(), request, session.now());
      const Job job = run_asked(job_place(session), added, session.now(), [&] {
        return purge::run_purge(session.existing_store(), request, added, session.now());
      });
      if (session.caller().on_job) session.caller().on_job(job);
      not_done.add(job);
    }
    if (type) tell_without(session, without, *type);
    not_done.check();
  };
  return Printed{produce};
}

/// Each once, however many jobs they are due by.
Document run_due(Session& session, const Arguments& arguments) {
  std::vector<purge::Policy> policies;
  for (const PurgeJobConfig& config :
       chosen_purge_jobs(session, arguments, arguments.has("JOB") ? "JOB" : "job"))
    policies.push_back(purge_request(session, config).policy);
  const std::string type = arguments.optional_text("ids").value_or("primary_id");
  const auto produce = [&session, policies, type](const WriteText& write) {
    constexpr std::size_t kBatch = 500;
    const auto transaction = session.view().begin(Access::read);
    std::set<UserId> told;
    std::int64_t without = 0;
    std::vector<UserId> batch;
    const auto flush = [&] {
      without += write_ids(transaction->get(batch), type, write);
      batch.clear();
    };
    for (const purge::Policy& policy : policies)
      for (const Account& account :
           transaction->accounts(purge::due(policy, session.now().today))) {
        if (told.insert(account.id).second) batch.push_back(account.id);
        if (batch.size() == kBatch) flush();
      }
    flush();
    tell_without(session, without, type);
  };
  return Printed{produce};
}

namespace {

/// The URL of the lost store, which exists. (Of databases, the daemon takes none.)
std::string lost_store(const Session& session, const std::string& named) {
  if (store_kind(named) == StoreKind::server) {
    try {
      open_reader(named);
    } catch (const StoreMissing& missing) {
      throw CommandError(Exit::not_found, missing.what());
    } catch (const StoreError&) {  // of an earlier version, perhaps: whoever opens it finds out
    }
    return named;
  }
  if (!session.opens_what_is_not_given())
    throw CommandError(Exit::refused, "--again opens the lost store itself: stop rosterd first");
  const std::string path = store_file(named).value_or(named);
  session.open(path);
  return "sqlite:" + path;
}

}  // namespace

Document run_purge_again(Session& session, const Arguments& arguments) {
  constexpr std::string_view kOthers[] = {"JOB", "all",       "hold",  "ids",
                                          "csv", "confirmed", "policy"};
  arguments.refuse_beside("--again", kOthers);
  const std::string url = lost_store(session, arguments.text("again"));
  purge::AgainRequest request;
  request.by = session.caller().account;
  request.dry_run = arguments.flag("dry-run") ? DryRun::yes : DryRun::no;
  request.lost = store_file(url).value_or(shown_url(url));
  request.traces = traces_of(session.config());
  request.ledger_key = ledger_key(session.config());
  request.on_progress = [&session] { session.progress(); };
  std::string note;
  request.on_left_over = left_over_in(note);
  try {
    const auto lost = open_store(url);
    const Job job = purge::run_again(session.existing_store(), *lost, request, session.now());
    if (session.caller().on_job) session.caller().on_job(job);
    return JobTold{job, session.reports(), note};
  } catch (const purge::CannotPurgeAgain& refused) {
    throw CommandError(Exit::refused, refused.what());
  } catch (const purge::LedgerError& refused) {
    throw CommandError(Exit::refused, refused.what());
  }
}

}  // namespace roster
