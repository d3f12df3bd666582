// Session: what a command works with: the configuration, the store, the place for reports, and the
// present.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/show/progress.hpp"
#include "daemon/work/feed_file.hpp"
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
  std::function<void(const Progress&)> on_progress;
  std::function<void(const Job&)> on_job;  // told of each job that ended
  std::function<bool()> stopping;          // the daemon ends
  std::function<bool()> cancelled;         // it ends, or who asked is gone
};

class Session {
 public:
  /// `clock` gives the present; only programs pass a real one.
  Session(Config config, std::function<Time()> clock);

  const Config& config() const { return config_; }
  /// The store, opened on first use; settle_interrupted() comes with that. Throws StoreError.
  Store& store();
  /// Is the store open already?
  bool has_store() const { return store_ != nullptr; }
  /// While no job runs: brings jobs to an end that died, with their process or by an error. One
  /// that committed is published; a purge that did not is run again; a load that did not, and whose
  /// file was never spooled, has failed: nothing of it was applied. Throws StoreError,
  /// std::system_error.
  void settle_interrupted();
  /// The jobs that ended by that, since this was last asked.
  std::vector<Job> take_settled() { return std::exchange(settled_, {}); }
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

  /// Descriptors that stand for files a client named (not owned); for the time of one command.
  void set_files(std::map<std::string, int> files) { files_ = std::move(files); }
  /// Opens a file by name, or takes the one the client opened under that name.
  FeedFile open(const std::string& path) const;

  /// The profile of this code, or the only one when the code is empty. Throws CommandError.
  const sis::Profile& profile(const std::string& code) const;

 private:
  Config config_;
  std::function<Time()> clock_;
  std::function<void()> on_progress_;
  const date::time_zone* zone_;
  Caller caller_;
  std::map<std::string, int> files_;
  std::unique_ptr<Store> store_;
  std::vector<Job> settled_;

  void settle(const Job& job);
  void settle_purge(const Job& job);
};

}  // namespace roster
