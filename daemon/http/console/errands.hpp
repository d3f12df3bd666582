// Errands: what somebody asked for in a form, from the click to its end. The work waits for its
// turn behind the daemon's other work. A browser that waits gets the end when it comes soon, else
// the page of the errand, which tells how it stands.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "daemon/http/server.hpp"
#include "daemon/show/outcome.hpp"
#include "daemon/work/given_files.hpp"
#include "daemon/work/session.hpp"

namespace roster::http {

/// Work for the daemon's runner, in the name of an account. `run` is called there with a session
/// whose caller is that account and whose files are `files`; what it throws is the daemon's own
/// trouble.
struct Errand {
  std::string what;     // `approve job 17 in the console`
  std::string account;  // whose
  std::shared_ptr<GivenFiles> files;
  std::function<void(Session&)> run;
};

/// Why an errand was not done.
struct NotDone {
  Exit code = Exit::refused;
  std::string message;
};

/// How an errand stands; any thread.
struct ErrandState {
  std::string what, account;
  enum class Step : std::uint8_t { waits, runs, done, not_done } step = Step::waits;
  std::string location;  // of one that is done: where its result is
  NotDone not_done;
};

class Errands {
 public:
  using Queue = std::function<void(Errand)>;
  using Later = std::function<void(std::chrono::milliseconds, std::function<void()>)>;

  /// `queue` hands work to the runner; `later` calls back after a while. Both from any thread.
  Errands(Queue queue, Later later) : queue_(std::move(queue)), later_(std::move(later)) {}

  /// Does the work, which answers where its result is. `ended` is called once: when it has ended,
  /// or when that takes longer than a person waits gladly; then the state is not over.
  /// What `work` throws as a refusal (CommandError and the like) is kept in the state.
  void start(std::string what, std::string account, std::shared_ptr<GivenFiles> files,
             std::function<std::string(Session&)> work,
             std::function<void(const std::string& id, const ErrandState&)> ended);

  /// The newest kMost are known.
  std::optional<ErrandState> find(std::string_view id) const;

 private:
  static constexpr std::size_t kMost = 500;
  struct Kept;

  Queue queue_;
  Later later_;
  mutable std::mutex mutex_;
  std::list<std::shared_ptr<Kept>> kept_;  // guarded by mutex_; the newest first

  std::shared_ptr<Kept> keep(std::string what, std::string account);
};

}  // namespace roster::http
