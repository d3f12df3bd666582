// Lease: makes one process at a time the writer of a database.
//
// The lease is a row with an end, by the server's clock, that its holder moves on. Whoever takes it
// raises its fence, which every commit checks: a holder that was stopped for long, or cut off, can
// commit nothing any more. It can be taken when it ended, or when the session that renewed it is
// gone: then its holder has ended, or must connect again. Who takes it ends the session in which
// the earlier holder wrote, whose locks would be in the way.
//
// A fence is the server's time in milliseconds, so that it is given once, although a server takes
// over that does not know of the last: counted from what that server knows, two writers could have
// the same.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "users/store/postgres/engine/connection.hpp"
#include "users/store/postgres/engine/database.hpp"

namespace roster::postgres {

class Lease {
 public:
  /// Takes the lease and renews it in a thread of its own, over a connection of its own. Throws
  /// StoreBusy with the name of the holder.
  Lease(const std::string& url, const std::string& name);
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  std::int64_t fence() const { return fence_; }
  /// Throws StoreTaken when another process holds it by now, or may hold it.
  void require();
  /// Has the server said that another process holds it? Any thread.
  bool is_lost() const;
  /// Tells the server which session writes, so that who takes the lease can end it. Call before
  /// each transaction. Throws StoreWentBack when the server does not know the last of `commits`
  /// that were confirmed, StoreTaken.
  void note_writer(Connection& writer, std::int64_t commits);
  /// Renews the lease over the writer's session. Throws StoreTaken, StoreError.
  void renew_by(Connection& writer);

 private:
  /// Goes on while the machine is suspended.
  struct Clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Clock, duration>;
    static constexpr bool is_steady = true;
    static time_point now() noexcept;
  };

  Connection connection_;
  std::int64_t fence_ = 0;
  int noted_ = 0;  // the writer's session
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  Clock::time_point ends_{};  // not later than on the server
  bool lost_ = false;
  std::jthread renewing_;

  void take();
  [[noreturn]] void throw_taken() const;
  void renew_until(const std::stop_token& stop);
  bool renew();
};

/// Begins a transaction of the writer.
void begin_writing(Database& database, Lease& lease);
/// Between transactions: throws StoreTaken unless the lease is held for seconds to come.
void require_lease(Database& database, Lease& lease);

}  // namespace roster::postgres
