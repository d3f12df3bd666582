#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <system_error>

#include "daemon/commands/commands.hpp"
#include "daemon/show/lists.hpp"
#include "daemon/show/report_csv.hpp"
#include "daemon/work/dropped_file.hpp"
#include "daemon/work/purge_requests.hpp"
#include "daemon/work/stored_load.hpp"
#include "purge/ledger/key.hpp"
#include "users/base/answer_buffer.hpp"
#include "users/base/csv.hpp"
#include "users/base/day.hpp"
#include "users/base/text.hpp"
#include "users/jobs/job_run.hpp"
#include "users/jobs/last_feed.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

/// The user's ids of a type, which may be `primary_id`.
std::vector<std::string> ids_of(const User& user, const std::string& type) {
  if (type == "primary_id") return {user.primary_id};
  std::vector<std::string> ids;
  for (const Identifier& identifier : user.user_identifiers)
    if (identifier.id_type.value == type) ids.push_back(identifier.value);
  return ids;
}

/// Would the id be read from a list as it is? One with a line break would be read as several, which
/// could be the ids of others; it is left out, and told.
bool is_listable(const Session& session, const std::string& type, const std::string& id) {
  if (!has_control(id)) return true;
  if (session.caller().on_remark)
    session.caller().on_remark(
        fmt::format("left out of the list: {} '{}' has a control character", type, printable(id)));
  return false;
}

/// Answers how many of them have no such id.
std::int64_t write_ids(const Session& session, std::span<const StoredUser> users,
                       const std::string& type, const WriteText& write) {
  std::string lines;
  std::int64_t without = 0;
  for (const StoredUser& stored : users) {
    const std::vector<std::string> ids = ids_of(stored.user, type);
    without += ids.empty() ? 1 : 0;
    for (const std::string& id : ids)
      if (is_listable(session, type, id)) lines += id + '\n';
  }
  write(lines);
  return without;
}

/// With a mistyped type everybody would go, and nobody would be listed.
void check_type(Session& session, const std::string& type) {
  if (type == "primary_id") return;
  bool found = false;
  session.view().begin(Access::read)->scan({}, [&](const StoredUser& stored) {
    found = !ids_of(stored.user, type).empty();
    return !found;
  });
  if (!found)
    throw CommandError(Exit::usage, fmt::format("--ids: nobody has an identifier of the type '{}'",
                                                printable(type)));
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

/// A list could not be kept while its job ran.
struct ListLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Passes on a list, cut between its lines.
void hand_out(AnswerBuffer& list, const WriteText& write) {
  std::string text;
  for (std::string_view next = list.front(); !next.empty(); next = list.front()) {
    text += next;
    list.drop(next.size());
    const std::size_t whole = text.rfind('\n') + 1;
    write(std::string_view(text).substr(0, whole));
    text.erase(0, whole);
  }
}

/// Purges that list who goes. A list is handed out when its job has ended: only then it is known
/// whether its people went.
class ListedPurges {
 public:
  ListedPurges(Session& session, AskedPurge asked, std::optional<std::string> type,
               const WriteText& write)
      : session_(session), asked_(std::move(asked)), type_(std::move(type)), write_(write) {}

  void run(const PurgeJobConfig& config) {
    const fs::path& spool = session_.config().spool;
    if (fs::create_directories(spool)) fs::permissions(spool, fs::perms::owner_all);
    AnswerBuffer list(spool);
    std::int64_t without = 0;
    std::vector<UserId> going;
    const Job job = purged(config, list, without, going);
    if (is_completed(job.status)) asked_.gone_before.insert(going.begin(), going.end());
    if (session_.caller().on_job) session_.caller().on_job(job);
    if (!not_done_ && exit_of(job) != Exit::done) not_done_ = job;
    if (!is_handed_out(job)) return;
    without_ += without;
    hand_out_of(job, list);
  }

  /// Throws CommandError when a job was not done: a list cannot show that.
  void finish() const {
    if (type_) tell_without(session_, without_, *type_);
    if (not_done_)
      throw CommandError(exit_of(*not_done_),
                         fmt::format("{}: {}", not_done_->name, not_done_->message));
  }

 private:
  Session& session_;
  AskedPurge asked_;
  std::optional<std::string> type_;
  const WriteText& write_;
  bool has_begun_ = false;  // with the header of a CSV
  std::int64_t without_ = 0;
  std::optional<Job> not_done_;  // the first

  /// Who would go is listed only for who asked for that.
  bool is_handed_out(const Job& job) const {
    const bool only_shown =
        asked_.dry_run == DryRun::yes || asked_.guard_mode == purge::GuardMode::always;
    return is_completed(job.status) || (only_shown && job.status == JobStatus::held);
  }

  Job purged(const PurgeJobConfig& config, AnswerBuffer& list, std::int64_t& without,
             std::vector<UserId>& going) {
    purge::PurgeRequest request = purge_request(session_, config, asked_);
    request.on_going = [&](Transaction& transaction, std::span<const StoredUser> users) {
      const WriteText keep = [&list](std::string_view text) {
        try {
          list.add(text);
        } catch (const std::system_error& error) {
          throw ListLost(error.what());
        }
      };
      for (const StoredUser& stored : users) going.push_back(stored.id);
      if (type_)
        without += write_ids(session_, users, *type_, keep);
      else
        write_csv(transaction, users, keep);
    };
    request.on_left_over = [this](const Job& job, const std::string& what) {
      if (session_.caller().on_remark) session_.caller().on_remark(left_over_text(job, what));
    };
    Store& store = session_.existing_store();
    const Job added = purge::add_purge(store, request, session_.now());
    try {
      return run_asked(job_place(session_), added, session_.now(),
                       [&] { return purge::run_purge(store, request, added, session_.now()); });
    } catch (const ListLost& lost) {  // it would be run again, without its list
      return fail_job(job_place(session_), added,
                      fmt::format("its list cannot be kept: {}; nobody was purged", lost.what()),
                      session_.now());
    }
  }

  void hand_out_of(const Job& job, AnswerBuffer& list) {
    try {
      write_(type_ || has_begun_ ? "" : kCsvHeader);
      has_begun_ = true;
      hand_out(list, write_);
    } catch (const std::exception& error) {
      if (!is_applied(job)) throw;
      throw CommandError(
          Exit::rejected,
          fmt::format("the purge is complete, but its list is not there: {}", error.what()));
    }
  }
};

}  // namespace

Document list_purge(Session& session, const Arguments& arguments) {
  const std::optional<std::string> type = arguments.optional_text("ids");
  if (type && arguments.flag("csv")) throw CommandError(Exit::usage, "give either --ids or --csv");
  if (type) check_type(session, *type);
  const auto produce = [type, asked = asked_purge(session, arguments),
                        &session](const WriteText& write) {
    ListedPurges purges(session, asked, type, write);
    for (const PurgeJobConfig& config : asked.jobs) purges.run(config);
    purges.finish();
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
  check_type(session, type);
  const auto produce = [&session, policies, type](const WriteText& write) {
    constexpr std::size_t kBatch = 100;
    const auto transaction = session.view().begin(Access::read);
    std::set<UserId> told;
    std::int64_t without = 0;
    std::vector<UserId> batch;
    const auto flush = [&] {
      without += write_ids(session, transaction->get(batch), type, write);
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

}  // namespace roster
