#include "purge/again.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "purge/deletion.hpp"
#include "users/base/day.hpp"

namespace roster::purge {
namespace {

constexpr std::size_t kBatch = 100;
constexpr std::string_view kName = "again";
constexpr std::string_view kInLedger = "purge --again";  // a configured job may be named `again`
constexpr std::string_view kUnsure =
    "an id of this user was erased, but possibly as the id of another user";
constexpr std::string_view kCameBack =
    "this user was erased, but came back: the lost store has the user, too";

/// The entries that only the lost store's ledger has.
struct Erased {
  struct Entry {
    std::int64_t number = 0;             // of the last one
    std::optional<DeletePolicy> policy;  // the strictest of all; nothing: only undos removed it
  };
  using Entries = std::unordered_map<std::string, Entry>;
  Entries primary;  // by the hash of the primary id
  Entries others;   // by the hash of every other id

  void add(const Erasure& erasure) {
    std::optional<DeletePolicy> policy;
    if (!is_by_undo(erasure)) policy = erasure.policy;
    Entries* entries = &primary;
    for (const std::string& hash : erasure.hashes) {
      Entry& entry = (*entries)[hash];
      entry = {erasure.number, std::max(entry.policy, policy)};
      entries = &others;
    }
  }
  /// The strictest policy under which this id was erased.
  DeletePolicy policy_of(const std::string& hash) const {
    std::optional<DeletePolicy> strictest;
    for (const Entries* entries : {&primary, &others})
      if (const auto found = entries->find(hash); found != entries->end())
        strictest = std::max(strictest, found->second.policy);
    return strictest.value_or(DeletePolicy::fully_remove);
  }
};

enum class Verdict : std::uint8_t { unknown, unsure, renamed, erased };

/// Erased: the user's primary id is the primary id of an entry. Renamed: it is another id of an
/// entry that also has a second id of the user.
Verdict judge(const Erased& erased, Hmac& hmac, const User& user, DeletePolicy& policy) {
  const std::string primary = hash_id(hmac, user.primary_id);
  policy = erased.policy_of(primary);
  if (erased.primary.contains(primary)) return Verdict::erased;
  const auto former = erased.others.find(primary);
  Verdict verdict = former == erased.others.end() ? Verdict::unknown : Verdict::unsure;
  if (const auto earlier = earlier_hash_id(hmac, user.primary_id))
    if (erased.primary.contains(*earlier)) verdict = Verdict::unsure;
  for (const Identifier& identifier : user.user_identifiers) {
    const std::string hash = hash_id(hmac, identifier.value);
    const auto other = erased.others.find(hash);
    if (other == erased.others.end() && !erased.primary.contains(hash)) continue;
    verdict = Verdict::unsure;
    const bool renamed = former != erased.others.end() && other != erased.others.end() &&
                         former->second.number == other->second.number;
    if (renamed) return Verdict::renamed;
  }
  return verdict;
}

/// True when the lost store has the user too, who came back after the erasure.
bool came_back(Transaction& lost, const User& user, Verdict verdict) {
  if (find_user(lost, user.primary_id)) return true;
  const auto& ids = user.user_identifiers;
  return verdict == Verdict::renamed &&
         std::any_of(ids.begin(), ids.end(),
                     [&](const Identifier& id) { return find_user(lost, id.value).has_value(); });
}

/// The number of the last entry that both ledgers have, 0 when there is none.
std::int64_t last_common(Transaction& store, Transaction& lost) {
  std::int64_t low = 0;
  std::int64_t high = std::min(store.last_erasure().value_or(Erasure{}).number,
                               lost.last_erasure().value_or(Erasure{}).number);
  const auto same = [&](std::int64_t number) {
    return store.erasures(number - 1, 1) == lost.erasures(number - 1, 1);
  };
  while (low < high) {  // the ledger is chained: after the first difference, all entries differ
    const std::int64_t middle = low + (high - low + 1) / 2;
    if (same(middle))
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

Erased read_erased(Transaction& store, Transaction& lost, const std::filesystem::path& key) {
  if (!read_ledger_key(lost, key)) return {};
  if (const auto fault = verify_entries(lost, key)) throw CannotPurgeAgain("lost store: " + *fault);
  Erased erased;
  for (std::int64_t after = last_common(store, lost);;) {
    const std::vector<Erasure> page = lost.erasures(after, kBatch);
    if (page.empty()) return erased;
    for (const Erasure& entry : page) erased.add(entry);
    after = page.back().number;
  }
}

class Again {
 public:
  Again(const JobPlace& place, const AgainRequest& request, Store& lost, Erased erased,
        JobWork& work, Now now)
      : place_(place),
        request_(request),
        lost_(lost),
        erased_(std::move(erased)),
        job_(work.job),
        transaction_(work.transaction),
        report_(work.report),
        now_(now) {}

  Ending run() {
    decide(transaction_, report_);
    place_.step(Step::decided);
    for (const auto& [policy, ids] : going_) remove(transaction_, policy, ids, report_);
    place_.step(Step::removed);
    job_.counts = {{"due", purged_ + kept_}, {"purged", purged_}, {"kept", kept_}};
    return completed(kept_ > 0 ? JobStatus::completed_with_warnings
                               : JobStatus::completed_successfully);
  }

 private:
  const JobPlace& place_;
  const AgainRequest& request_;
  Store& lost_;
  Erased erased_;
  Job& job_;
  Transaction& transaction_;
  ReportWriter& report_;
  Now now_;
  std::map<DeletePolicy, std::vector<UserId>> going_;
  std::int64_t purged_ = 0, kept_ = 0;

  void decide(Transaction& transaction, ReportWriter& report) {
    if (erased_.primary.empty()) return;
    Hmac hmac(read_key_file(request_.ledger_key)->bytes);  // exists: read_erased() has read it
    const auto lost = lost_.begin(Access::read);
    transaction.scan({}, [&](const StoredUser& stored) {
      DeletePolicy policy{};
      const Verdict verdict = judge(erased_, hmac, stored.user, policy);
      if (verdict == Verdict::unknown) return true;
      if (verdict == Verdict::unsure)
        keep(stored.user, kUnsure, report);
      else if (came_back(*lost, stored.user, verdict))
        keep(stored.user, kCameBack, report);
      else
        going_[policy].push_back(stored.id);
      return true;
    });
  }

  void keep(const User& user, std::string_view why, ReportWriter& report) {
    ++kept_;
    ReportLine line;
    line.outcome = "kept";
    line.primary_id = user.primary_id;
    line.message = why;
    report.line(line);
  }

  void remove(Transaction& transaction, DeletePolicy policy, const std::vector<UserId>& ids,
              ReportWriter& report) {
    Deletion deletion(transaction, request_.ledger_key,
                      {now_.time, job_.number, std::string(kInLedger), policy});
    const std::span<const UserId> all(ids);
    for (std::size_t at = 0; at < all.size(); at += kBatch) {
      const auto users = transaction.get(all.subspan(at, std::min(kBatch, all.size() - at)));
      for (const StoredUser& stored : users) report.line(purged_line(stored.user, policy));
      purged_ += static_cast<std::int64_t>(users.size());
      if (policy == DeletePolicy::fully_remove)
        transaction.add_to_scrub(ids_in_history(transaction, users));
      deletion.remove(users);
      if (request_.on_progress) request_.on_progress();
    }
  }

  /// In a dry run every line has the primary id, because the users stay.
  ReportLine purged_line(const User& user, DeletePolicy policy) const {
    ReportLine line;
    line.outcome = "purged";
    if (policy != DeletePolicy::fully_remove || request_.dry_run == DryRun::yes)
      line.primary_id = user.primary_id;
    line.more.emplace_back("user_group", user.user_group.value);
    if (user.purge_date) line.more.emplace_back("purge_date", format_day(*user.purge_date));
    return line;
  }
};

}  // namespace

Job run_again(Store& store, Store& lost, const AgainRequest& request, Now now) {
  Erased erased;
  {
    const auto transaction = store.begin(Access::read);
    read_ledger_key(*transaction, request.ledger_key);
    erased = read_erased(*transaction, *lost.begin(Access::read), request.ledger_key);
  }
  Job job;
  job.kind = JobKind::purge;
  job.name = kName;
  job.by = request.by;
  job.dry_run = request.dry_run;
  job.payload = write_payload(AgainPayload{request.lost});
  job = add_job(store, std::move(job), now);
  const JobPlace place{store,           request.traces.reports,           {},
                       request.on_step, follow_up(store, request.traces), request.on_left_over};
  return run_job(place, std::move(job), now, [&](JobWork& work) {
    return Again(place, request, lost, std::move(erased), work, now).run();
  });
}

}  // namespace roster::purge
