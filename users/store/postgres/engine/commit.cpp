#include "users/store/postgres/engine/commit.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include "users/store/error.hpp"

namespace roster::postgres {

namespace {

// A failover takes half a minute.
constexpr int kAttempts = 60;
constexpr std::chrono::seconds kPause{1};

std::int64_t number(const Result& result, int column) { return std::stoll(result.text(0, column)); }

/// Counts the commit in the writer's row, which stays locked until the transaction ends.
std::int64_t count_commit(Connection& connection, std::int64_t fence, std::int64_t earlier) {
  const Result counted =
      connection.run("UPDATE lease SET commits = commits + 1 WHERE name = 'writer' AND fence = " +
                     std::to_string(fence) + " RETURNING commits");
  if (counted.rows() == 0)
    throw StoreTaken(connection.name() + ": another process has become the writer");
  const std::int64_t commits = number(counted, 0);
  if (commits <= earlier) throw_went_back(connection);
  return commits;
}

void connect_patiently(Connection& connection) {
  for (int attempt = 1; !connection.is_good(); ++attempt) {
    try {
      connection.reconnect();
    } catch (const StoreError&) {
      if (attempt == kAttempts) throw;
      std::this_thread::sleep_for(kPause);
    }
  }
}

/// Did the commit that made `commits` take effect? Waits for the lock of a transaction that still
/// runs on the server.
bool took_effect(Connection& connection, std::int64_t fence, std::int64_t commits) {
  connection.close();
  connect_patiently(connection);
  connection.run("BEGIN ISOLATION LEVEL READ COMMITTED");
  connection.run("SET LOCAL lock_timeout = '60s'");
  const Result row =
      connection.run("SELECT commits, fence FROM lease WHERE name = 'writer' FOR UPDATE");
  connection.run("ROLLBACK");
  if (row.rows() == 0 || (number(row, 0) >= commits && number(row, 1) != fence))
    throw StoreError("another process has become the writer since");
  return number(row, 0) >= commits;
}

/// Was the transaction certainly rolled back? Not so when the server says that it does not know, or
/// ends the session.
bool is_refusal(const StoreError& error) {
  const auto* refused = dynamic_cast<const Refused*>(&error);
  if (refused == nullptr) return false;
  const std::string_view code = refused->code;
  return code != "40003" && !code.starts_with("57P") && !code.starts_with("08");
}

}  // namespace

void throw_went_back(const Connection& connection) {
  throw StoreWentBack(
      connection.name() +
      ": the server lacks commits that it had confirmed: another server without them"
      " has taken over, or a backup was restored");
}

std::int64_t commit_fenced(Connection& connection, std::int64_t fence, std::int64_t earlier) {
  const std::int64_t commits = count_commit(connection, fence, earlier);
  std::string why;
  try {
    if (connection.run("COMMIT").done() == "COMMIT") return commits;
    throw Refused(connection.name() + ": the server rolled the transaction back", "40000");
  } catch (const StoreError& error) {
    if (is_refusal(error)) throw;
    why = error.what();
  }
  bool applied = false;
  try {
    applied = took_effect(connection, fence, commits);
  } catch (const StoreError& error) {
    throw StoreBroken(why + "; whether the last commit took effect is unknown: " + error.what());
  }
  if (!applied) throw StoreError(why + "; nothing was applied");
  return commits;
}

}  // namespace roster::postgres
