#include "daemon/service/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <mutex>

#include "daemon/show/render.hpp"
#include "users/base/text.hpp"

namespace roster {

namespace {

/// The fields of the line that is being written; spdlog cannot pass them.
thread_local const LogFields* current_fields = nullptr;

int priority(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return LOG_ERR;
  return level == spdlog::level::warn ? LOG_WARNING : LOG_INFO;
}

std::array<std::atomic<std::int64_t>, 3> counts{};  // by level

/// Lines as journal records, with their fields.
class JournalSink : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    std::vector<std::string> entries{
        "MESSAGE=" + std::string(message.payload.data(), message.payload.size()),
        fmt::format("PRIORITY={}", priority(message.level)), "SYSLOG_IDENTIFIER=rosterd"};
    if (current_fields != nullptr)
      for (const auto& [name, value] : *current_fields)
        entries.push_back(fmt::format("{}={}", name, value));
    std::vector<iovec> parts;
    for (std::string& entry : entries) parts.push_back({entry.data(), entry.size()});
    ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
  }
  void flush_() override {}
};

/// True when standard error is the journal's stream: systemd gives its device and inode.
bool stderr_is_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return false;
  return fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

spdlog::logger& logger() {
  static const auto kLogger = [] {
    std::shared_ptr<spdlog::sinks::sink> sink;
    if (stderr_is_journal())
      sink = std::make_shared<JournalSink>();
    else
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    auto made = std::make_shared<spdlog::logger>("rosterd", std::move(sink));
    made->set_pattern("%Y-%m-%dT%H:%M:%S%z %l: %v");
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *kLogger;
}

spdlog::level::level_enum spd(Level level) {
  switch (level) {
    case Level::error:
      return spdlog::level::err;
    case Level::warning:
      return spdlog::level::warn;
    case Level::info:
      break;
  }
  return spdlog::level::info;
}

Level level_of(JobStatus status) {
  if (status == JobStatus::failed) return Level::error;
  if (status == JobStatus::held || status == JobStatus::completed_with_errors)
    return Level::warning;
  return Level::info;
}

/// Why a job was not done, without what the message quotes from its file, which may be personal
/// data.
std::string reason(const Job& job) {
  const std::size_t quote = job.message.find_first_of("\"'<");
  if (quote == std::string::npos) return job.message;
  return fmt::format("{}…; complete message: rosterctl job {}", job.message.substr(0, quote),
                     job.number);
}

}  // namespace

void open_log() { logger(); }

void log(Level level, std::string_view message, const LogFields& fields) {
  ++counts.at(static_cast<std::size_t>(level));
  current_fields = &fields;
  logger().log(spd(level), "{}", printable(message));
  current_fields = nullptr;
}

std::int64_t logged(Level level) { return counts.at(static_cast<std::size_t>(level)); }

void log_job(const Job& job) {
  std::string message = fmt::format("job {} {} {}{}: {}, {}, {}", job.number, to_string(job.kind),
                                    job.name, job.file.empty() ? "" : " " + job.file,
                                    status_text(job.status), counts_text(job), took_text(job));
  if (job.status == JobStatus::held || job.status == JobStatus::failed)
    message += ": " + reason(job);
  log(level_of(job.status), message,
      {{"JOB", std::to_string(job.number)},
       {"KIND", std::string(to_string(job.kind))},
       {"PROFILE", job.name},
       {"FILE", job.file},
       {"STATUS", std::string(to_string(job.status))},
       {"BY", job.by},
       {"DECIDED_BY", job.decided_by}});
}

void Repeated::trouble(const std::string& key, std::string_view message, Clock::time_point now,
                       const LogFields& fields) {
  const auto [found, is_new] = troubles_.try_emplace(key, State{std::string(message), now, 0});
  State& state = found->second;
  if (is_new) return log(Level::error, message, fields);
  ++state.since;
  if (now - state.said < std::chrono::hours(1)) return;
  log(Level::error, fmt::format("{} ({} times more)", message, state.since), fields);
  state.said = now;
  state.since = 0;
}

void Repeated::over(const std::string& key, Clock::time_point) {
  const auto found = troubles_.find(key);
  if (found == troubles_.end()) return;
  const std::string times =
      found->second.since == 0 ? "" : fmt::format(" ({} times more)", found->second.since);
  log(Level::info, fmt::format("resolved: {}{}", found->second.message, times));
  troubles_.erase(found);
}

}  // namespace roster
