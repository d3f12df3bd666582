// Lease: makes one process at a time the writer of a database.
//
// The lease is a row with an end, by the server's clock, that its holder moves on. Whoever takes it
// raises its fence, which every commit checks: a holder that was stopped for long, or cut off, can
// commit nothing any more. It can be taken when it ended, or when the session that renewed it is
// gone: then its holder has ended, or must connect again. Who takes it ends the session in which
// the earlier holder wrote, whose locks would be in the way.
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
  /// Throws StoreBroken when another process holds it by now, or may hold it.
  void require();
  /// Tells the server which session writes, so that who takes the lease can end it. Call before
  /// each transaction. Throws StoreBroken when the server does not know the last of `commits` that
  /// were confirmed: it is another one, or a backup.
  void note_writer(Connection& writer, std::int64_t commits);

 private:
  using Clock = std::chrono::steady_clock;

  Connection connection_;
  std::int64_t fence_ = 0;
  int noted_ = 0;  // the writer's session
  std::mutex mutex_;
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

}  // namespace roster::postgres
