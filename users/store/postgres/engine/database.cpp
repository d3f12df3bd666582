#include "users/store/postgres/engine/database.hpp"

#include <utility>

#include "users/store/conflict.hpp"
#include "users/store/postgres/engine/commit.hpp"
#include "users/store/postgres/engine/dialect.hpp"

namespace roster::postgres {

namespace {

constexpr std::size_t kMostSent = 500;            // statements; their answers fit into the socket
constexpr std::size_t kCopiedForPlans = 1 << 20;  // bytes
// A row with a document may be a mebibyte: no more of them than the memory of an export bears.
constexpr const char* kFetchDocuments = "FETCH 100 FROM ";
constexpr const char* kFetch = "FETCH 500 FROM ";

/// Was another transaction in the way?
bool is_conflict(const Refused& refused) {
  return refused.code == "40001" || refused.code == "40P01";
}

}  // namespace

Database::Database(const std::string& url, std::string name)
    : sql::Database(name), connection_(url, std::move(name)) {}

// Transactions ------------------------------------------------------------------------------------

/// Runs `work`; when it fails, so has the transaction.
template <class Work>
auto Database::attempt(const Work& work) {
  refuse_if_failed();
  try {
    return work();
  } catch (const Refused& refused) {
    failed_ = true;
    if (is_conflict(refused)) throw StoreConflict(refused.what());
    throw;
  } catch (...) {
    failed_ = true;
    throw;
  }
}

void Database::refuse_if_failed() const {
  if (failed_) throw StoreError(name() + ": the transaction has already failed");
}

void Database::connect() {
  rollback();
  if (!connection_.answers()) connection_.reconnect();
}

void Database::begin(const std::string& sql, std::optional<std::int64_t> fence) {
  connect();
  if (epoch_session_ != connection_.session()) ++epoch_;
  epoch_session_ = connection_.session();
  fence_ = fence;
  attempt([&] { connection_.run(sql); });
}

void Database::commit() {
  settle();
  attempt([&] {
    if (fence_) {
      commits_ = commit_fenced(connection_, *fence_, commits_);
    } else {
      connection_.run("COMMIT");
    }
  });
}

void Database::rollback() noexcept {
  if (!connection_.rollback() || failed_) forget_prepared();
  for (const auto& [table, copy] : copies_) copy->forget();
  for (const auto& [text, amend] : amends_) amend->forget();
  waiting_.clear();
  failed_ = false;
}

/// After a failure nobody knows which statements of a pipeline the server has prepared.
void Database::forget_prepared() noexcept {
  ++epoch_;
  try {
    if (connection_.is_good()) connection_.run("DEALLOCATE ALL");
  } catch (const StoreError&) {
    connection_.close();
  }
}

std::int64_t Database::bytes() {
  sql::Query size = query("SELECT pg_database_size(current_database())");
  return size.step() ? size.integer(0) : 0;
}

void Database::execute(const std::string& sql) {
  flush_all();
  attempt([&] { connection_.run(sql); });
}

void Database::settle() {
  flush_all();
  attempt([&] { connection_.receive(); });
}

/// First those that came first.
void Database::flush_amends() {
  for (AmendStatement* amend : std::exchange(waiting_, {})) amend->flush();
}

void Database::flush_all() {
  flush_amends();
  for (const auto& [table, copy] : copies_) flush(*copy);
}

void Database::flush(CopyStatement& copy) {
  flush_amends();
  attempt([&] { copy.flush(); });
}

void Database::copy_in(const std::string& table, std::string_view rows) {
  connection_.copy_in(table, rows);
  copied_ += rows.size();
  if (copied_ < kCopiedForPlans) return;
  // The plans that the server has kept are for smaller tables.
  connection_.run("DEALLOCATE ALL");
  ++epoch_;
  copied_ = 0;
}

// Statements --------------------------------------------------------------------------------------

std::string Database::new_name(char kind) { return kind + std::to_string(++names_); }

sql::Statement& Database::take(std::string_view sql) {
  refuse_if_failed();
  auto found = whole_.find(sql);
  if (found == whole_.end()) {
    found = whole_.try_emplace(std::string(sql)).first;
    found->second.prepared = {translate(sql), new_name('s'), 0};
  }
  Whole& whole = found->second;
  if (whole.free.empty()) {
    whole.free.reserve(whole.all.size() + 1);
    return *whole.all.emplace_back(
        std::make_unique<WholeStatement>(*this, whole.prepared, whole.free));
  }
  WholeStatement& statement = *whole.free.back();
  whole.free.pop_back();
  return statement;
}

sql::Statement& Database::take_stream(std::string_view sql) {
  refuse_if_failed();
  auto found = streams_.find(sql);
  if (found == streams_.end()) {
    found = streams_.try_emplace(std::string(sql)).first;
    found->second.sql = translate(sql);
  }
  Streams& streams = found->second;
  if (streams.free.empty()) {
    streams.free.reserve(streams.all.size() + 1);
    return *streams.all.emplace_back(
        std::make_unique<StreamStatement>(*this, streams.sql, new_name('c'), streams.free));
  }
  StreamStatement& statement = *streams.free.back();
  streams.free.pop_back();
  return statement;
}

sql::Statement& Database::take_append(std::string_view sql) {
  refuse_if_failed();
  const auto found = copies_.find(sql);
  if (found != copies_.end()) return *found->second;
  return *copies_
              .emplace(std::string(sql),
                       std::make_unique<CopyStatement>(*this, table_of_insert(sql)))
              .first->second;
}

sql::Statement& Database::take_amend(std::string_view sql) {
  refuse_if_failed();
  const auto found = amends_.find(sql);
  if (found != amends_.end()) return *found->second;
  auto statement = std::make_unique<AmendStatement>(*this, sql, new_name('s'), new_name('s'));
  return *amends_.emplace(std::string(sql), std::move(statement)).first->second;
}

Prepared& Database::prepared_for(ByText<Prepared>& known, std::string_view sql,
                                 std::string (*translation)(std::string_view)) {
  const auto found = known.find(sql);
  if (found != known.end()) return found->second;
  return known.emplace(std::string(sql), Prepared{translation(sql), new_name('s'), 0})
      .first->second;
}

void Database::send(Prepared& prepared, const Parameters& parameters, MustChange rows) {
  flush_amends();
  attempt([&] {
    if (prepared.epoch != epoch_) {
      connection_.send_prepare(prepared.name, prepared.sql, parameters.types());
      prepared.epoch = epoch_;
    }
    connection_.send(prepared.name, parameters, rows);
    if (connection_.sent() >= kMostSent) connection_.receive();
  });
}

Result Database::ask(Prepared& prepared, const Parameters& parameters) {
  flush_all();
  if (connection_.sent() >= kMostSent - 2) settle();
  send(prepared, parameters, {});
  return attempt([&] { return connection_.receive(); });
}

void Database::declare(const std::string& cursor, const std::string& sql,
                       const Parameters& parameters) {
  flush_all();
  attempt([&] {
    connection_.send_text("DECLARE " + cursor + " NO SCROLL CURSOR FOR " + sql, parameters);
  });
}

Result Database::fetch(const std::string& cursor, const std::string& sql) {
  const bool has_documents =
      sql.find("document") != std::string::npos || sql.find("before") != std::string::npos;
  flush_all();
  return attempt([&] {
    connection_.send_text((has_documents ? kFetchDocuments : kFetch) + cursor, {});
    return connection_.receive();
  });
}

void Database::close(const std::string& cursor) noexcept {
  if (failed_) return;
  try {
    attempt([&] { connection_.send_text("CLOSE " + cursor, {}); });
  } catch (const StoreError&) {  // the transaction has failed, as the next call says
  }
}

}  // namespace roster::postgres
