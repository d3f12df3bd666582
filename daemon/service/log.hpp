// Log: one line per event that an operator acts on. Ids and counts only, never names, addresses or
// mail. Under systemd, lines go to the journal with fields (JOB, PROFILE, FILE, …), so that a line
// break in a file's name cannot forge a record; otherwise to standard error as plain text, with
// control characters escaped.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "users/model/job.hpp"

namespace roster {

enum class Level : std::uint8_t { info, warning, error };

/// Additional fields of a line, as journal fields in upper case.
using LogFields = std::vector<std::pair<std::string_view, std::string>>;

/// Selects the destination: the journal when standard error is connected to it, else standard
/// error.
void open_log();

void log(Level level, std::string_view message, const LogFields& fields = {});

/// How many lines of a level this process has logged. Any thread.
std::int64_t logged(Level level);

/// A job that ended: number, profile, file, status, counts, duration.
void log_job(const Job& job);

/// Repeated errors: logged once, then with a count, when an hour has passed or when they are
/// resolved.
class Repeated {
 public:
  using Clock = std::chrono::steady_clock;

  /// `key` identifies the error.
  void trouble(const std::string& key, std::string_view message, Clock::time_point now,
               const LogFields& fields = {});
  /// The error is resolved.
  void over(const std::string& key, Clock::time_point now);

 private:
  struct State {
    std::string message;
    Clock::time_point said;
    int since = 0;  // repetitions since it was last logged
  };
  std::map<std::string, State> troubles_;
};

}  // namespace roster
