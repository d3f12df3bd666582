#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <memory>
#include <system_error>

#include "daemon/commands/commands.hpp"
#include "daemon/show/render.hpp"
#include "daemon/watch/ledger_check.hpp"
#include "daemon/work/dropped_file.hpp"
#include "daemon/work/feed_file.hpp"
#include "daemon/work/purge_requests.hpp"
#include "daemon/work/recovery.hpp"
#include "purge/again.hpp"
#include "purge/ledger/key.hpp"
#include "sis/drop/copy_file.hpp"
#include "users/store/url.hpp"

namespace roster {

namespace {

namespace fs = std::filesystem;

/// A store of our own that goes when this does, with what SQLite has beside it.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) { remove(); }
  ~Scratch() { remove(); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  void remove() const {
    std::error_code ignored;
    for (const char* side : {"", "-wal", "-shm", "-journal"})
      fs::remove(path_.string() + side, ignored);
  }
};

constexpr std::uint64_t kShares = 1000;
constexpr const char* kStopped = "the backup was stopped before its end; there is none";

/// The directory for the copy, which only its owner may look into.
void make_spool(const fs::path& spool) {
  std::error_code error;
  if (fs::create_directories(spool, error)) fs::permissions(spool, fs::perms::owner_all);
  if (!error && ::faccessat(AT_FDCWD, spool.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) != 0)
    error = {errno, std::generic_category()};
  if (error)
    throw CommandError(
        Exit::refused,
        fmt::format("the copy cannot be made in {}: {}; without rosterd, a backup is made by root "
                    "or the account that owns the store",
                    spool.string(), error.message()));
}

/// `instead`: what does it for a database.
std::string store_path(const Config& config, std::string_view instead) {
  if (const auto file = store_file(config.store)) return fs::absolute(*file).string();
  if (store_kind(config.store) == StoreKind::server)
    throw CommandError(Exit::usage, fmt::format("{} is a database of a server, not a file; use {}",
                                                shown_url(config.store), instead));
  throw CommandError(Exit::usage, fmt::format("{} has no file to copy", config.store));
}

/// Copies the file into one that the client has opened.
void hand_over(const fs::path& copy, int to, const std::string& name) {
  struct stat status {};
  if (::fstat(to, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size != 0)
    throw CommandError(Exit::refused, fmt::format("{} is not an empty regular file", name));
  const FeedFile from(copy);
  sis::copy_file(from.fd(), to, name);
  if (::fsync(to) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot write " + name);
}

/// True when the copy lacks an entry of the store's ledger, so that restoring it would lose
/// erasures.
bool lacks_erasures(Transaction& present, Transaction& copy) {
  const std::optional<Erasure> last = present.last_erasure();
  if (!last) return false;
  const std::vector<Erasure> same = copy.erasures(last->number - 1, 1);
  return same.empty() || same.front().chain != last->chain;
}

std::int64_t erasures_in(Transaction& transaction) {
  return transaction.last_erasure().value_or(Erasure{}).number;
}

/// Refuses a copy that would lose erasures, unless the current store is kept as `lost`.
void check_loss(const std::string& path, const std::string& copy,
                const std::optional<std::string>& lost) {
  if (!fs::exists(path) || lost) return;
  constexpr std::string_view kWayOut =
      "With --lost FILE the current store is kept as FILE; then run `rosterctl purge --again FILE`";
  try {
    const std::unique_ptr<Store> present = open_reader("sqlite:" + path);
    const std::unique_ptr<Store> restored = open_reader("sqlite:" + copy);
    const auto now = present->begin(Access::read), then = restored->begin(Access::read);
    if (!lacks_erasures(*now, *then)) return;
    throw CommandError(Exit::refused,
                       fmt::format("the backup has {} erasure ledger entries, the store has {}: "
                                   "users erased since the backup would be restored. {}",
                                   erasures_in(*then), erasures_in(*now), kWayOut));
  } catch (const StoreError& error) {
    throw CommandError(
        Exit::refused,
        fmt::format("the store's erasure ledger cannot be read: {}. {}", error.what(), kWayOut));
  }
}

struct Facts {
  std::int64_t users;
  JobNumber last_job;
};
Facts facts_of(const fs::path& store) {
  const std::unique_ptr<Store> reader = open_reader("sqlite:" + store.string());
  const auto transaction = reader->begin(Access::read);
  JobFilter last;
  last.limit = 1;
  const std::vector<Job> jobs = transaction->jobs(last);
  return {transaction->count({}), jobs.empty() ? 0 : jobs.front().number};
}

/// Checks that the present store can be kept as `kept`, before anything is moved.
void check_kept(const fs::path& path, const fs::path& kept) {
  for (const char* side : {"", "-wal", "-shm", "-journal", ".reports"})
    if (fs::exists(fs::symlink_status(kept.string() + side)))
      throw CommandError(Exit::refused,
                         fmt::format("{}{} exists already, perhaps with the only record of who was "
                                     "erased: name another file with --lost, or remove it",
                                     kept.string(), side));
  struct stat here {
  }, there{};
  if (::stat(path.parent_path().c_str(), &here) != 0) return;
  if (::stat(kept.parent_path().c_str(), &there) != 0 || here.st_dev != there.st_dev)
    throw CommandError(Exit::refused,
                       fmt::format("the present store cannot be kept as {}: name a file in a "
                                   "directory on the file system of {}",
                                   kept.string(), path.string()));
}

/// Moves a directory, to another file system too.
void move_directory(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return;
  fs::copy(from, to, fs::copy_options::recursive);
  fs::remove_all(from);
}

/// Moves the reports of jobs that the restored store does not know beside the replaced store: their
/// numbers will be used again. Returns what could not be done, for people.
std::string set_reports_aside(const fs::path& reports, JobNumber last, const fs::path& aside) try {
  if (!fs::is_directory(reports)) return {};
  for (const auto& entry : fs::directory_iterator(reports)) {
    const std::string name = entry.path().filename();
    JobNumber number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || end != name.data() + name.size() || number <= last) continue;
    if (fs::create_directories(aside))
      fs::permissions(aside, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec);
    move_directory(entry.path(), aside / name);
  }
  return {};
} catch (const fs::filesystem_error& error) {
  return fmt::format(
      "\nmove the reports above number {} from {} to {} by hand, before rosterd runs: {}", last,
      reports.string(), aside.string(), error.code().message());
}

/// Makes the checked copy `restored` of the file `name`, in this version's schema.
void make_restored(const Session& session, const std::string& name, const fs::path& copy,
                   const fs::path& restored) {
  session.open(name).copy_to(copy.parent_path(), copy.filename());
  try {
    open_store("sqlite:" + copy.string());              // migrates an older version
    backup_store("sqlite:" + copy.string(), restored);  // checks it
  } catch (const StoreError& error) {
    std::string_view why = error.what();
    for (const fs::path& store : {copy, restored})
      if (const std::string own = "sqlite:" + store.string() + ": "; why.starts_with(own))
        why.remove_prefix(own.size());
    throw CommandError(Exit::refused, fmt::format("{} cannot be restored: {}", name, why));
  }
}

}  // namespace

Document run_backup(Session& session, const Arguments& arguments) {
  const std::string name = arguments.text("TO");
  const std::string store = store_path(session.config(), "pg_dump");
  const int to = session.created(name);
  const fs::path& spool = session.config().spool;
  make_spool(spool);
  const StoreCopies others(spool);
  const Scratch copy(spool / fmt::format("{}{}", StoreCopies::kName, ::getpid()));
  backup_store(session.config().store, copy.path(), [&](double share) {
    const Caller& caller = session.caller();
    if (caller.cancelled && caller.cancelled()) throw CommandError(Exit::refused, kStopped);
    if (caller.on_progress)
      caller.on_progress({name, 0, static_cast<std::uint64_t>(share * kShares), kShares});
  });
  hand_over(copy.path(), to, name);
  const std::uint64_t size = fs::file_size(copy.path());
  const std::int64_t users = facts_of(copy.path()).users;
  return Notice{fmt::format("{}: {} users, {}, verified; the ledger's key is not in it: {}.key",
                            name, users, size_text(size), store),
                {{"file", name}, {"users", users}, {"bytes", size}, {"verified", true}}};
}

Document run_restore_backup(Session& session, const Arguments& arguments) {
  const std::string name = arguments.text("FILE");
  const std::optional<std::string> lost = arguments.optional_text("lost");
  const std::string path = store_path(session.config(), "pg_restore");
  const std::string kept = lost.value_or(path + ".replaced");
  check_kept(fs::absolute(path), fs::absolute(kept));
  const Scratch copy(path + ".copy"), lock(path + ".copy.lock"), restored(path + ".restored");
  make_restored(session, name, copy.path(), restored.path());
  check_loss(path, restored.path(), lost);
  const auto [users, last_job] = facts_of(restored.path());
  const bool had_one = fs::exists(path);
  replace_store(session.config().store, restored.path(), kept);
  forget_ledger_check(session.config().spool / kLedgerCheck);
  // Without a store they alone tell which later jobs are lost, and hold the next start.
  const std::string left =
      had_one ? set_reports_aside(session.reports(), last_job, kept + ".reports") : "";
  std::string text = fmt::format("{}: {} users, restored from {}", path, users, name);
  if (had_one) text += fmt::format("; the previous store is kept as {}", kept);
  if (had_one && lost) text += fmt::format("\nnow: rosterctl purge --again {}", kept);
  text += left;
  return Notice{text,
                {{"store", path},
                 {"users", users},
                 {"kept", had_one ? boost::json::value(kept) : boost::json::value()}}};
}

// After a restore --------------------------------------------------------------------------------

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
  constexpr std::string_view kOthers[] = {"JOB",    "all",       "hold",   "ids",     "csv",
                                          "output", "confirmed", "policy", "as-shown"};
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
