#include "exports/feed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_set>
#include <utility>

#include "sis/load/accepted.hpp"
#include "sis/load/payload.hpp"
#include "sis/load/rejected.hpp"
#include "sis/record/whose.hpp"
#include "users/jobs/report.hpp"
#include "users/jobs/undone.hpp"

namespace roster::exports {
namespace {

namespace fs = std::filesystem;

bool is_full(const Job& job, const sis::LoadPayload& payload) {
  return job.kind == JobKind::synchronize && payload.extent == sis::Extent::by_profile &&
         payload.profile && payload.profile->full;
}

std::int64_t count_of(const Job& job, const char* name) {
  const auto found = job.counts.find(name);
  return found == job.counts.end() ? 0 : found->second;
}

bool changed_somebody(const Job& job) {
  return count_of(job, "created") + count_of(job, "updated") > 0;
}

/// Newest first.
std::vector<Job> loads_of(Transaction& transaction, const std::string& profile) {
  std::vector<Job> all;
  for (const JobKind kind : {JobKind::import, JobKind::synchronize}) {
    JobFilter filter;
    filter.kind = kind;
    filter.name = profile;
    filter.dry_run = DryRun::no;
    for (Job& job : transaction.jobs(filter)) all.push_back(std::move(job));
  }
  const auto applied_at = [](const Job& job) { return job.ended.value_or(job.started); };
  std::sort(all.begin(), all.end(), [&](const Job& a, const Job& b) {
    return std::pair(applied_at(a), a.number) > std::pair(applied_at(b), b.number);
  });
  return all;
}

bool is_open(const Job& job) { return !is_over(job.status) || job.status == JobStatus::held; }

bool is_new(const Job& job, const ExportPayload* last) {
  return last == nullptr || job.number > last->seen ||
         std::find(last->open.begin(), last->open.end(), job.number) != last->open.end();
}

/// The limits of the load hold again; the others it kept to.
sis::Limits limits_of(std::uint32_t record_limit) {
  sis::Limits limits;
  limits.file = limits.unpacked = std::numeric_limits<std::uint64_t>::max();
  limits.ratio = limits.entries = std::numeric_limits<std::uint32_t>::max();
  limits.record = record_limit;
  return limits;
}

std::optional<OpenFeed> open_feed(const Job& load, const fs::path& reports, std::string& why) {
  const auto payload = read_payload<sis::LoadPayload>(load.payload);
  const fs::path dropped = payload.file.dropped;
  const auto gone = [&](std::string_view what) {
    why = fmt::format("the file of job {} {}", load.number, what);
    return std::nullopt;
  };
  if (dropped.empty() || !payload.profile) return gone("was given by hand and is not kept");
  const std::string name =
      payload.file.ended.empty() ? dropped.filename().string() : payload.file.ended;
  if (!fs::is_directory(dropped.parent_path())) return gone("is not there any more");
  auto file = sis::DropDirectory(dropped.parent_path()).open_named(name);
  if (!file) return gone("is not there any more");
  if (sis::file_digest(file->fd(), load.file, limits_of(0)) != load.digest)
    return gone("is another one by now");
  auto rejected = sis::read_rejected(report_directory(reports, load.number));
  if (!rejected || static_cast<std::int64_t>(rejected->size()) != count_of(load, "rejected"))
    return gone("has no list of the records that were rejected");
  const sis::Action& action =
      load.kind == JobKind::import ? payload.profile->import : payload.profile->synchronize;
  return OpenFeed{load.file,
                  std::move(*file),
                  std::move(*rejected),
                  static_cast<std::uint64_t>(count_of(load, "processed")),
                  payload.profile->reading,
                  action.match};
}

/// One export on its way.
class Passing {
 public:
  Passing(Transaction& transaction, const Where& where, FileSet& files)
      : transaction_(transaction), where_(where), files_(files) {}

  /// Begins another file of the sender's.
  void begin(const OpenFeed& feed, bool only) {
    feed_ = &feed;
    remembers_ = !only;
  }

  void take(const sis::Surroundings& around, std::span<const std::string_view> records) {
    if (records.empty()) return;
    if (!(around == around_)) end_file();
    around_ = around;
    const std::vector<UserId> people = people_of(records);
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (people[i] == 0) {
        ++passed_.left_out;
      } else if (!remembers_ || written_.insert(people[i]).second) {
        write(records[i]);
      }
    }
  }

  PassedOn complete() {
    end_file();
    passed_.written.processed = passed_.written.exported;
    return std::move(passed_);
  }

 private:
  Transaction& transaction_;
  const Where& where_;
  FileSet& files_;
  const OpenFeed* feed_ = nullptr;
  bool remembers_ = false;  // who was written: their older records are passed over
  std::unordered_set<UserId> written_;
  sis::Surroundings around_;
  std::int64_t in_file_ = 0;
  PassedOn passed_;

  void write(std::string_view record) {
    if (in_file_ == kUsersPerFile) end_file();
    if (in_file_++ == 0) files_.write(around_.head);
    files_.write(record);
    files_.write("\n");
    ++passed_.written.exported;
  }

  void end_file() {
    if (in_file_ == 0) return;
    files_.write(around_.tail);
    files_.next();
    in_file_ = 0;
  }

  /// The users that the records are about, 0 for those who are not handed on.
  std::vector<UserId> people_of(std::span<const std::string_view> records) {
    std::vector<sis::Whose> whose;
    for (const std::string_view record : records)
      whose.push_back(sis::whose_record(record, feed_->match));
    std::vector<UserId> people = by_primary_id(whose);
    for (std::size_t i = 0; i < people.size(); ++i)
      if (people[i] == 0) people[i] = by_other_id(whose[i]);
    return those_who_fit(std::move(people));
  }

  std::vector<UserId> by_primary_id(const std::vector<sis::Whose>& whose) {
    std::vector<std::string_view> texts;
    for (const sis::Whose& one : whose) texts.push_back(one.primary_id);
    std::vector<UserId> people;
    for (const Owners& owners : transaction_.owners(texts)) people.push_back(owners.by_primary_id);
    return people;
  }

  /// By an identifier, or an id the user had formerly.
  UserId by_other_id(const sis::Whose& whose) {
    for (const Identifier& identifier : whose.identifiers) {
      const std::string_view text = identifier.value;
      const Owners owners = transaction_.owners({&text, 1}).front();
      if (owners.by_identifier != 0 && owners.identifier_type == identifier.id_type.value)
        return owners.by_identifier;
    }
    const std::string_view text = whose.primary_id;
    const std::vector<UserId> former = transaction_.former_owners({&text, 1}).front();
    return former.size() == 1 ? former.front() : 0;
  }

  std::vector<UserId> those_who_fit(std::vector<UserId> people) {
    std::vector<UserId> known;
    for (const UserId id : people)
      if (id != 0) known.push_back(id);
    std::unordered_set<UserId> fitting;
    for (const StoredUser& stored : transaction_.get_existing(known))
      if (fits(where_, stored.user)) fitting.insert(stored.id);
    for (UserId& id : people)
      if (!fitting.contains(id)) id = 0;
    return people;
  }
};

}  // namespace

DueFeeds due_feeds(Transaction& transaction, const std::string& profile,
                   const ExportPayload* last) {
  DueFeeds due;
  bool changed = last == nullptr;
  for (const Job& job : loads_of(transaction, profile)) {
    due.seen = std::max(due.seen, job.number);
    if (is_open(job)) due.open.push_back(job.number);
    if (due.full || !is_applied(job) || !is_new(job, last)) continue;
    if (is_undone(transaction, job.number)) continue;
    changed = changed || changed_somebody(job);
    due.full = is_full(job, read_payload<sis::LoadPayload>(job.payload));
    if (due.full || changed_somebody(job)) due.loads.push_back(job);
  }
  if (!changed) due.loads.clear();
  return due;
}

std::optional<std::vector<OpenFeed>> open_feeds(const std::vector<Job>& loads,
                                                const fs::path& reports, std::string& why) {
  std::vector<OpenFeed> feeds;
  for (const Job& load : loads) {
    std::optional<OpenFeed> feed = open_feed(load, reports, why);
    if (!feed) return std::nullopt;
    feeds.push_back(std::move(*feed));
  }
  return feeds;
}

PassedOn pass_on(Transaction& transaction, const Where& where, std::span<const OpenFeed> feeds,
                 std::uint32_t record_limit, FileSet& files,
                 const std::function<void()>& on_progress) {
  Passing passing(transaction, where, files);
  for (const OpenFeed& feed : feeds) {
    passing.begin(feed, feeds.size() == 1);
    const std::uint64_t records =
        sis::read_accepted(feed.file.fd(), feed.name, limits_of(record_limit), feed.reading,
                           feed.rejected, [&](const auto& around, auto accepted) {
                             passing.take(around, accepted);
                             if (on_progress) on_progress();
                           });
    if (records != feed.records)
      throw sis::FeedError(fmt::format("{} has {} records where the load read {}", feed.name,
                                       records, feed.records));
  }
  return passing.complete();
}

}  // namespace roster::exports
