#include "users/store/postgres/engine/lease.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <ctime>

#include "users/store/error.hpp"
#include "users/store/postgres/engine/commit.hpp"

namespace roster::postgres {

namespace {

constexpr std::chrono::seconds kTerm{30}, kRenewal{10}, kAgain{1};
constexpr const char* kUntil = "now() + interval '30 seconds'";
/// Higher than the last, and another one although the server forgot who took the lease: a standby
/// that lacks the commit, a dump.
constexpr const char* kNextFence =
    "greatest(fence + 1, CAST(extract(epoch FROM now()) * 1000 AS bigint))";

constexpr const char* kSession = "pid || ' ' || extract(epoch FROM backend_start)";
/// It ended, or the session that renewed it is gone.
constexpr const char* kFree =
    "(expires_at <= now() OR NOT EXISTS"
    " (SELECT 1 FROM pg_stat_activity WHERE pid::text = lease.session))";

/// Ends the session of an earlier writer: its process may be stopped in the middle of a transaction
/// whose locks would never be given back. Needs the same role; without the right to, nothing
/// happens.
void end_session(Connection& connection, const std::string& session) {
  if (session.find_first_not_of("0123456789 .") != std::string::npos) return;
  try {
    connection.run(std::string("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ") +
                   kSession + " = '" + session + '\'');
  } catch (const Refused&) {  // the locks end when the server notices
  }
}

/// Who this process is, for messages; nothing that SQL would have to quote.
std::string holder() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::string name;
  for (const char c : std::string_view(host.data()))
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
        c == '.')
      name += c;
  return "process " + std::to_string(::getpid()) + " on " + name;
}

}  // namespace

Lease::Clock::time_point Lease::Clock::now() noexcept {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

Lease::Lease(const std::string& url, const std::string& name) : connection_(url, name) {
  take();
  renewing_ = std::jthread([this](const std::stop_token& stop) { renew_until(stop); });
}

Lease::~Lease() {
  renewing_.request_stop();
  renewing_.join();
  try {
    connection_.run("UPDATE lease SET expires_at = now() WHERE name = 'writer' AND fence = " +
                    std::to_string(fence_));
  } catch (const StoreError&) {  // it ends by itself
  }
}

void Lease::take() {
  const Result found = connection_.run(std::string("SELECT fence, holder, writer_session, ") +
                                       kFree + " FROM lease WHERE name = 'writer'");
  if (found.rows() == 0) throw StoreError(connection_.name() + ": its lease has no row");
  const bool free = found.text(0, 3) == "t";
  if (free) end_session(connection_, found.text(0, 2));
  const Clock::time_point asked = Clock::now();
  const Result taken = connection_.run(
      "UPDATE lease SET holder = '" + holder() +
      "', session = pg_backend_pid()::text, writer_session = '', fence = " + kNextFence +
      ", expires_at = " + kUntil + " WHERE name = 'writer' AND fence = " + found.text(0, 0) +
      " AND " + kFree + " RETURNING fence");
  if (taken.rows() == 0) {
    const Result held = connection_.run("SELECT holder FROM lease WHERE name = 'writer'");
    throw StoreBusy(connection_.name() + " is in use by " + held.text(0, 0));
  }
  fence_ = std::stoll(taken.text(0, 0));
  ends_ = asked + kTerm;
}

void Lease::note_writer(Connection& writer, std::int64_t commits) {
  if (noted_ == writer.session()) return;
  const Result noted = writer.run(
      std::string("UPDATE lease SET writer_session = (SELECT ") + kSession +
      " FROM pg_stat_activity WHERE pid = pg_backend_pid()) WHERE name = 'writer' AND fence = " +
      std::to_string(fence_) + " RETURNING commits");
  if (noted.rows() == 0) throw_taken();
  if (std::stoll(noted.text(0, 0)) < commits) throw_went_back(connection_);
  noted_ = writer.session();
}

void Lease::renew_by(Connection& writer) {
  const Clock::time_point asked = Clock::now();
  const Result renewed = writer.run(std::string("UPDATE lease SET expires_at = ") + kUntil +
                                    " WHERE name = 'writer' AND fence = " + std::to_string(fence_));
  if (renewed.done() != "UPDATE 1") throw_taken();
  const std::lock_guard lock(mutex_);
  ends_ = asked + kTerm;
}

void Lease::throw_taken() const {
  throw StoreTaken(connection_.name() + ": another process has become the writer");
}

void Lease::require() {
  const std::lock_guard lock(mutex_);
  if (lost_) throw_taken();
  if (Clock::now() >= ends_)
    throw StoreTaken(connection_.name() +
                     ": the lease has ended; another process may have become the writer");
}

bool Lease::is_lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

void Lease::renew_until(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  Clock::duration wait = kRenewal;
  while (!stop.stop_requested() && !lost_) {
    wake_.wait_for(lock, stop, wait, [] { return false; });
    if (stop.stop_requested()) return;
    lock.unlock();
    const Clock::time_point asked = Clock::now();
    bool renewed = false, lost = false;
    try {
      renewed = renew();
      lost = !renewed;
    } catch (const StoreError&) {  // tried again
    }
    lock.lock();
    lost_ = lost;
    if (renewed) ends_ = asked + kTerm;
    wait = renewed ? kRenewal : kAgain;
  }
}

/// False when another process has taken the lease.
bool Lease::renew() {
  if (!connection_.is_good()) connection_.reconnect();
  const Result renewed = connection_.run(
      std::string("UPDATE lease SET session = pg_backend_pid()::text, expires_at = ") + kUntil +
      " WHERE name = 'writer' AND fence = " + std::to_string(fence_));
  return renewed.done() == "UPDATE 1";
}

void require_lease(Database& database, Lease& lease) {
  const auto ask = [&] {
    lease.require();
    database.connect();
    lease.note_writer(database.connection(), database.commits());
    lease.renew_by(database.connection());
  };
  try {
    ask();
  } catch (const StoreError&) {
    if (database.connection().is_good()) throw;
    ask();  // who takes the lease ends the session, perhaps just now
  }
}

void begin_writing(Database& database, Lease& lease) {
  lease.require();
  database.connect();
  lease.note_writer(database.connection(), database.commits());
  database.begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", lease.fence());
}

}  // namespace roster::postgres
