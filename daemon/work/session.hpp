// Session: the environment of a command: the configuration, the store, the directory of reports,
// and the current time.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/show/outcome.hpp"
#include "daemon/show/progress.hpp"
#include "daemon/work/feed_file.hpp"
#include "daemon/work/given_files.hpp"
#include "users/jobs/lost_jobs.hpp"
#include "users/store/store.hpp"

namespace date {
class time_zone;
}

namespace roster {

/// The configuration for `--store URL`: the built-in profile `default`, reports and spooled copies
/// beside the store.
Config builtin_config(const std::string& store_url);

/// The client of the current work, as far as the work needs it. Any member may be empty.
struct Caller {
  std::string account = "-";  // who made the request; "-": a schedule or an arrival
  std::function<void(const Progress&)> on_progress;
  std::function<void(const Job&)> on_job;             // called for each job that ended
  std::function<void(const std::string&)> on_remark;  // a line for people, beside the output
  std::function<bool()> stopping;                     // the daemon is shutting down
  std::function<bool()> cancelled;                    // it is shutting down, or the client is gone
};

/// The store is older than its reports. Nothing is written to it until Session::go_on().
struct StoreBehind : CommandError {
  explicit StoreBehind(const std::string& message) : CommandError(Exit::held, message) {}
};

class Session {
 public:
  /// `clock` gives the present, `steady` measures; only programs pass real ones.
  Session(Config config, std::function<Time()> clock, SteadyClock steady = nullptr);

  const Config& config() const { return config_; }
  /// The store, opened on first use, with settle_interrupted(). Throws StoreError, StoreBehind.
  Store& store();
  /// The same, but a store that is older than its reports is opened, too, and nothing is settled.
  Store& open_store_as_it_is();
  /// Why the open store is not written to, in words; empty: nothing is in the way.
  const std::string& held_back() const { return held_back_; }
  /// The jobs that the open store lacks.
  const std::vector<LostJob>& lost_jobs() const { return lost_jobs_; }
  /// The caller knows that the store is older than its reports: from now on it is written to.
  /// Returns the rows of the lost jobs. Throws StoreError, std::system_error.
  std::vector<Job> go_on();
  /// A running process has seen that the store went back: it is held back from the next time it is
  /// opened on, whatever the reports tell.
  void note_that_it_went_back(const std::string& text) const;
  /// Throws CommandError when there is no store.
  void require_existing() const;
  /// The store of a command that must not create it. Throws CommandError when there is none,
  /// StoreError.
  Store& existing_store();
  /// A store for queries: the open one (held back or not), or one that waits for no other process.
  /// Throws CommandError when there is none, StoreError.
  Store& view();
  /// From now on, view() opens nothing that other processes would have to wait for.
  void only_look() { only_looks_ = true; }
  /// True when the store is already open.
  bool has_store() const { return store_ != nullptr; }
  /// The fence of the open store (Store::fence); 0 when none is open.
  std::int64_t fence() const { return store_ ? store_->fence() : 0; }
  /// Is another process the writer of the open store by now? Any thread.
  bool is_taken() const { return store_ && store_->is_taken(); }
  /// Completes jobs whose process died or that failed, except those whose file exists
  /// (daemon/work/recovery.hpp); no job may be running. Throws StoreError, std::system_error.
  void settle_interrupted();
  /// Returns the jobs that ended by that since the last call.
  std::vector<Job> take_settled() { return std::exchange(settled_, {}); }
  /// The identifiers because of which a store of an older version stayed case-sensitive, after its
  /// migration.
  std::vector<IdentifierClash> take_clashes() { return std::exchange(clashes_, {}); }
  Now now() const;
  const date::time_zone& zone() const { return *zone_; }

  std::filesystem::path reports() const { return config_.reports; }
  unsigned workers() const;

  /// Replaces the configuration. The open store stays the same.
  void set_config(Config config);

  /// Sets the function called when long work makes progress; none at first.
  void set_on_progress(std::function<void()> told) { on_progress_ = std::move(told); }
  /// Long work calls this when it makes progress.
  void progress() const {
    if (on_progress_) on_progress_();
  }

  /// Sets the client, for one command.
  void set_caller(Caller caller) { caller_ = std::move(caller); }
  const Caller& caller() const { return caller_; }

  /// From now on, until null, what a command names is among these files (not owned). The command
  /// of somebody else opens no path; one's own opens what is not among them.
  enum class NotGiven : std::uint8_t { refused, opened };
  void set_files(const GivenFiles* files, NotGiven not_given = NotGiven::refused);
  /// False while the daemon works for a client.
  bool opens_what_is_not_given() const { return not_given_ == NotGiven::opened; }
  /// Opens a file by name, or takes the one that was given under that name. Throws CommandError.
  FeedFile open(const std::string& path) const;
  /// The new, empty file that the client created under that name; the client's descriptor is not
  /// owned. Throws CommandError.
  int created(const std::string& path) const;
  /// `v1`, `v2`, `auto` or a schema file, opened like open(); valid until the next set_files().
  /// Throws CommandError.
  sis::XsdChoice schema(const std::string& text) const;

  /// The profile with this code, or the only one when the code is empty. Throws CommandError.
  const sis::Profile& profile(const std::string& code) const;

 private:
  Config config_;
  std::function<Time()> clock_;
  SteadyClock steady_;
  std::function<void()> on_progress_;
  const date::time_zone* zone_;
  Caller caller_;
  const GivenFiles* files_ = nullptr;
  NotGiven not_given_ = NotGiven::opened;
  std::unique_ptr<Store> store_, reader_;
  bool only_looks_ = false;
  mutable bool has_given_schema_ = false;  // one was copied, for the time of a command
  std::vector<Job> settled_;
  std::vector<IdentifierClash> clashes_;
  std::string held_back_;
  std::vector<LostJob> lost_jobs_;

  void compare_with_reports();
  std::filesystem::path given_schemas() const { return config_.spool / "schema"; }
};

}  // namespace roster
