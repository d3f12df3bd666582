#include "users/store/postgres/engine/connection.hpp"

#include <libpq-fe.h>

#include <array>
#include <exception>
#include <utility>

#include "users/store/postgres/engine/binary.hpp"

namespace roster::postgres {

// Result ------------------------------------------------------------------------------------------

void Result::Clear::operator()(pg_result* result) const noexcept { PQclear(result); }

int Result::rows() const { return PQntuples(get()); }
int Result::columns() const { return PQnfields(get()); }

bool Result::is_null(int row, int column) const { return PQgetisnull(get(), row, column) != 0; }

std::string_view Result::bytes(int row, int column) const {
  return {PQgetvalue(get(), row, column),
          static_cast<std::size_t>(PQgetlength(get(), row, column))};
}

std::string_view Result::done() const { return PQcmdStatus(get()); }

std::int64_t Result::integer(int row, int column) const { return read_integer(bytes(row, column)); }

// Parameters --------------------------------------------------------------------------------------

Parameters::Value& Parameters::at(int position, unsigned type) {
  const auto size = static_cast<std::size_t>(position);
  if (values_.size() < size) values_.resize(size);
  if (types_.size() < size) types_.resize(size);
  types_[size - 1] = type;
  return values_[size - 1] = {};
}

void Parameters::set(int position, unsigned type, std::string_view bytes) {
  Value& value = at(position, type);
  value.data = bytes.data() != nullptr ? bytes.data() : "";
  value.size = static_cast<int>(bytes.size());
}

void Parameters::set_null(int position, unsigned type) { at(position, type); }

void Parameters::set(int position, std::int64_t number) {
  Value& value = at(position, static_cast<unsigned>(ParameterType::integer));
  value.is_integer = true;
  value.size = sizeof(value.integer);
  for (std::size_t i = 0; i < sizeof(value.integer); ++i)
    value.integer[i] = static_cast<char>(static_cast<std::uint64_t>(number) >> (56 - 8 * i));
}

namespace {

/// The arrays that libpq takes.
struct Arrays {
  std::vector<const char*> data;
  std::vector<int> sizes, formats;
};

template <class Values>
Arrays arrays_of(const Values& values) {
  Arrays arrays;
  for (const auto& value : values) {
    arrays.data.push_back(value.is_integer ? value.integer : value.data);
    arrays.sizes.push_back(value.size);
    arrays.formats.push_back(1);
  }
  return arrays;
}

/// The server's first line, without what hangs on it.
std::string first_line(const char* message) {
  std::string_view text(message != nullptr ? message : "");
  text = text.substr(0, text.find('\n'));
  return std::string(text);
}

}  // namespace

// Connection --------------------------------------------------------------------------------------

Connection::Connection(const std::string& url, std::string name)
    : url_(url), name_(std::move(name)) {
  reconnect();
}

Connection::~Connection() { close(); }

void Connection::close() noexcept {
  PQfinish(connection_);
  connection_ = nullptr;
  sent_.clear();
}

bool Connection::is_good() const {
  return connection_ != nullptr && PQstatus(connection_) == CONNECTION_OK;
}

bool Connection::answers() noexcept {
  try {
    run("SELECT 1");
  } catch (const StoreError&) {
    return false;
  }
  return true;
}

/// What the URL says goes before these, except for the last two.
void Connection::reconnect() {
  constexpr std::array<const char*, 11> kNames{"connect_timeout",
                                               "keepalives",
                                               "keepalives_idle",
                                               "keepalives_interval",
                                               "keepalives_count",
                                               "tcp_user_timeout",
                                               "target_session_attrs",
                                               "fallback_application_name",
                                               "dbname",
                                               "client_encoding",
                                               nullptr};
  const std::array<const char*, 11> values{
      "10", "1", "10", "5", "3", "30000", "read-write", "roster", url_.c_str(), "UTF8", nullptr};
  close();
  connection_ = PQconnectdbParams(kNames.data(), values.data(), 1);
  ++session_;
  if (!is_good()) {
    const std::string why = first_line(PQerrorMessage(connection_));
    close();
    throw StoreUnreachable(name_ + ": " + why);
  }
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  try {
    check_server();
    run("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED");
  } catch (const StoreError&) {
    close();
    throw;
  }
}

void Connection::check_server() {
  constexpr int kOldest = 150000;
  const char* version = PQparameterStatus(connection_, "server_version");
  if (PQserverVersion(connection_) < kOldest)
    throw StoreError(name_ + ": PostgreSQL 15 or later is needed, this is " +
                     (version != nullptr ? version : "older"));
  const char* encoding = PQparameterStatus(connection_, "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8")
    throw StoreError(name_ + ": the database's encoding must be UTF8");
}

// Failures ----------------------------------------------------------------------------------------

/// The server's message with its code; without its details, which quote values.
void Connection::fail(const Result& result) const {
  const char* message = PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY);
  const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  if (message == nullptr || !is_good()) lost();
  const std::string code = state != nullptr ? state : "";
  throw Refused(name_ + ": " + message + " (" + code + ')', code);
}

void Connection::lost() const {
  throw StoreError(name_ + ": the connection to the server is lost");
}

// Pipeline ----------------------------------------------------------------------------------------

void Connection::enter_pipeline() {
  if (!is_good()) lost();
  if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF && PQenterPipelineMode(connection_) != 1)
    lost();
}

void Connection::leave_pipeline() {
  if (!is_good()) lost();
  if (!sent_.empty()) receive();
  if (PQpipelineStatus(connection_) != PQ_PIPELINE_OFF && PQexitPipelineMode(connection_) != 1)
    lost();
}

void Connection::send_prepare(const std::string& statement, const std::string& sql,
                              const std::vector<unsigned>& types) {
  enter_pipeline();
  if (PQsendPrepare(connection_, statement.c_str(), sql.c_str(), static_cast<int>(types.size()),
                    types.data()) != 1)
    lost();
  sent_.emplace_back();
}

void Connection::send(const std::string& statement, const Parameters& parameters, MustChange rows) {
  enter_pipeline();
  const Arrays arrays = arrays_of(parameters.values_);
  if (PQsendQueryPrepared(connection_, statement.c_str(), static_cast<int>(arrays.data.size()),
                          arrays.data.data(), arrays.sizes.data(), arrays.formats.data(), 1) != 1)
    lost();
  sent_.push_back(rows);
}

void Connection::send_text(const std::string& sql, const Parameters& parameters) {
  enter_pipeline();
  const Arrays arrays = arrays_of(parameters.values_);
  if (PQsendQueryParams(connection_, sql.c_str(), static_cast<int>(arrays.data.size()),
                        parameters.types_.data(), arrays.data.data(), arrays.sizes.data(),
                        arrays.formats.data(), 1) != 1)
    lost();
  sent_.emplace_back();
}

Result Connection::take_result() {
  Result result(PQgetResult(connection_));
  if (!is_good()) lost();
  return result;
}

/// One command's result.
void Connection::receive_one(MustChange rows, Result& last) {
  last = take_result();
  const ExecStatusType status = PQresultStatus(last.get());
  while (take_result()) {
  }
  if (status == PGRES_FATAL_ERROR) fail(last);
  if (status == PGRES_COMMAND_OK && rows && PQcmdTuples(last.get()) != std::to_string(*rows))
    throw StoreError(name_ + ": the row to change does not exist");
}

Result Connection::receive() {
  if (sent_.empty()) return {};
  const std::vector<MustChange> sent = std::exchange(sent_, {});
  if (!is_good() || PQpipelineSync(connection_) != 1) lost();
  Result last;
  std::exception_ptr failure;
  for (const MustChange rows : sent) {
    try {
      receive_one(rows, last);
    } catch (const StoreError&) {
      if (!is_good()) throw;
      if (!failure) failure = std::current_exception();
    }
  }
  take_result();  // the end of the pipeline
  if (failure) std::rethrow_exception(failure);
  return last;
}

// By themselves -----------------------------------------------------------------------------------

Result Connection::run(const std::string& sql) {
  leave_pipeline();
  Result result(PQexec(connection_, sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(result);
  return result;
}

void Connection::copy_in(const std::string& table, std::string_view rows) {
  constexpr std::string_view kHead{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19}, kEnd{"\377\377", 2};
  leave_pipeline();
  const Result begun(PQexec(connection_, ("COPY " + table + " FROM STDIN BINARY").c_str()));
  if (PQresultStatus(begun.get()) != PGRES_COPY_IN) fail(begun);
  for (const std::string_view part : {kHead, rows, kEnd})
    if (PQputCopyData(connection_, part.data(), static_cast<int>(part.size())) != 1) lost();
  if (PQputCopyEnd(connection_, nullptr) != 1) lost();
  const Result done = take_result();
  while (take_result()) {
  }
  if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) fail(done);
}

bool Connection::rollback() noexcept {
  bool none_failed = true;
  try {
    if (!is_good()) return none_failed;
    try {
      leave_pipeline();
    } catch (const StoreError&) {  // of what is rolled back
      none_failed = false;
      leave_pipeline();
    }
    if (PQtransactionStatus(connection_) != PQTRANS_IDLE) run("ROLLBACK");
  } catch (const StoreError&) {
    close();  // the next transaction connects again
  }
  return none_failed;
}

}  // namespace roster::postgres
