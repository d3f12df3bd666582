#include "daemon/service/live_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "daemon/service/log.hpp"

namespace roster {

namespace {

using Type = Exposition::Type;

std::int64_t seconds(Time time) { return time.time_since_epoch().count(); }

/// Splits `synchronize SIS` into labels.
Exposition::Labels labels_of(const std::string& name) {
  const auto blank = name.find(' ');
  return {{"kind", name.substr(0, blank)},
          {"profile", blank == std::string::npos ? "" : name.substr(blank + 1)}};
}

void add_configuration(const LiveStatus& status, Exposition& out) {
  out.family("roster_next_run_timestamp_seconds", Type::gauge, "When the next run is scheduled.");
  for (const Timetable::Entry& entry : status.next)
    if (entry.next) out.sample(labels_of(entry.name), seconds(*entry.next));
  out.family("roster_config_last_reload_successful", Type::gauge,
             "Whether the configuration in use is that of the file.");
  out.sample({}, std::int64_t{status.config_is_read ? 1 : 0});
  out.family("roster_config_last_reload_success_timestamp_seconds", Type::gauge,
             "When the configuration in use was read.");
  if (status.config_read) out.sample({}, seconds(*status.config_read));
}

void add_log(Exposition& out) {
  out.family("roster_log_messages_total", Type::counter, "Lines logged, by level.");
  out.sample({{"level", "info"}}, logged(Level::info));
  out.sample({{"level", "warning"}}, logged(Level::warning));
  out.sample({{"level", "error"}}, logged(Level::error));
}

void add_process(const LiveStatus& status, Exposition& out) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto time_of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  out.family("process_cpu_seconds_total", Type::counter, "Processor time used.");
  out.sample({}, time_of(usage.ru_utime) + time_of(usage.ru_stime));
  std::int64_t size = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  out.family("process_resident_memory_bytes", Type::gauge, "Memory in use.");
  out.sample({}, resident * ::sysconf(_SC_PAGESIZE));
  std::error_code error;
  std::int64_t open = 0;
  for (std::filesystem::directory_iterator fd("/proc/self/fd", error), end; !error && fd != end;
       fd.increment(error))
    ++open;
  out.family("process_open_fds", Type::gauge, "Open file descriptors.");
  out.sample({}, open);
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  out.family("process_max_fds", Type::gauge, "Maximum number of open file descriptors.");
  out.sample({}, static_cast<std::int64_t>(limit.rlim_cur));
  out.family("process_start_time_seconds", Type::gauge, "When the daemon began.");
  out.sample({}, seconds(status.started));
}

}  // namespace

void add_live_metrics(const LiveStatus& status, Exposition& out) {
  add_configuration(status, out);
  add_log(out);
  add_process(status, out);
}

}  // namespace roster
