// Session: what a command works with: the configuration, the store, the place for reports, and the
// present.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/show/progress.hpp"
#include "daemon/work/feed_file.hpp"
#include "daemon/work/given_files.hpp"
#include "users/store/store.hpp"

namespace date {
class time_zone;
}

namespace roster {

/// The configuration that `--store URL` stands for: the built-in profile `default`, reports and
/// spooled copies beside the store.
Config builtin_config(const std::string& store_url);

/// Who asked for what the session works on, as far as work must know. Any may be empty.
struct Caller {
  std::string account = "-";  // who asked; "-": a schedule or an arrival
  std::function<void(const Progress&)> on_progress;
  std::function<void(const Job&)> on_job;             // told of each job that ended
  std::function<void(const std::string&)> on_remark;  // a line for people, beside the output
  std::function<bool()> stopping;                     // the daemon ends
  std::function<bool()> cancelled;                    // it ends, or who asked is gone
};

class Session {
 public:
  /// `clock` gives the present, `steady` measures; only programs pass real ones.
  Session(Config config, std::function<Time()> clock, SteadyClock steady = nullptr);

  const Config& config() const { return config_; }
  /// The store, opened on first use; settle_interrupted() comes with that. Throws StoreError.
  Store& store();
  /// The store of a command that makes none: who only looks, or changes what is there, is told that
  /// there is none. Throws CommandError then, StoreError.
  Store& existing_store();
  /// The store for looking at it: the open one, or one that waits for nobody who has it. Throws
  /// CommandError when there is none, StoreError.
  Store& view();
  /// Only looks from now on: view() opens nothing that others would have to wait for.
  void only_look() { only_looks_ = true; }
  /// Is the store open already?
  bool has_store() const { return store_ != nullptr; }
  /// While no job runs: brings jobs to an end that died, with their process or by an error, but for
  /// those whose file is there (daemon/work/recovery.hpp). Throws StoreError, std::system_error.
  void settle_interrupted();
  /// The jobs that ended by that, since this was last asked.
  std::vector<Job> take_settled() { return std::exchange(settled_, {}); }
  /// The identifiers that kept a store of an older version sensitive, when it was just migrated.
  std::vector<IdentifierClash> take_clashes() { return std::exchange(clashes_, {}); }
  Now now() const;
  const date::time_zone& zone() const { return *zone_; }

  std::filesystem::path reports() const { return config_.reports; }
  unsigned workers() const;

  /// Another configuration from now on. The store stays the one that is open.
  void set_config(Config config);

  /// Who is told that long work gets on; nobody at first.
  void set_on_progress(std::function<void()> told) { on_progress_ = std::move(told); }
  /// Long work calls this when it gets on.
  void progress() const {
    if (on_progress_) on_progress_();
  }

  /// Who asks, for the time of one command.
  void set_caller(Caller caller) { caller_ = std::move(caller); }
  const Caller& caller() const { return caller_; }

  /// From now on, until null, what a command names is among these files (not owned). The command
  /// of somebody else opens no path; one's own opens what is not among them.
  enum class NotGiven : std::uint8_t { refused, opened };
  void set_files(const GivenFiles* files, NotGiven not_given = NotGiven::refused);
  /// Opens a file by name, or takes the one that was given under that name. Throws CommandError.
  FeedFile open(const std::string& path) const;
  /// The new, empty file that whoever asks made under that name; the descriptor stays theirs.
  /// Throws CommandError.
  int created(const std::string& path) const;
  /// `v1`, `v2`, `auto` or a schema file, opened as open() does; valid until the next set_files().
  /// Throws CommandError.
  sis::XsdChoice schema(const std::string& text) const;

  /// The profile of this code, or the only one when the code is empty. Throws CommandError.
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

  std::filesystem::path given_schemas() const { return config_.spool / "schema"; }
};

}  // namespace roster
