// rosterd: the daemon. See rosterd(8).
#include <fmt/format.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>

#include <chrono>
#include <ctime>
#include <future>
#include <iostream>
#include <memory>

#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"
#include "daemon/show/present.hpp"
#include "daemon/version.hpp"
#include "daemon/work/check_config.hpp"
#include "users/jobs/crash_mark.hpp"

namespace {

using namespace roster;

constexpr std::chrono::seconds kStoreAgain{1};   // delay before the store is tried again
constexpr std::chrono::seconds kEndPatience{4};  // for the store to be closed
constexpr int kBadConfig = 78;                   // EX_CONFIG: systemd does not restart the daemon

struct Options {
  std::string config = "/etc/roster/roster.yaml";
  bool check = false;
};

int check(const std::string& path) {
  const WriteText print = [](std::string_view text) { std::cout << text; };
  return static_cast<int>(present(check_configuration(path, Directories::looked_at),
                                  {Format::text, &find_zone("system"), print}));
}

void tell_systemd(const std::string& state) { ::sd_notify(0, state.c_str()); }

Time present() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds since_boot() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::chrono::nanoseconds steady() { return std::chrono::steady_clock::now().time_since_epoch(); }

/// SIGHUP: the configuration is read again, by a service that is there. Others: the end.
void handle_signals(boost::asio::signal_set& signals, boost::asio::io_context& io,
                    std::unique_ptr<Service>& service) {
  signals.async_wait([&](boost::system::error_code error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      if (service) service->reload();
      return handle_signals(signals, io, service);
    }
    tell_systemd("STOPPING=1");
    log(Level::info, "stopping");
    io.stop();
  });
}

/// Creates the service. While another process has the store, or its server does not answer, waits
/// and logs why; returns nothing when a signal ends the wait.
std::unique_ptr<Service> open_service(boost::asio::io_context& io, const std::string& path,
                                      const Config& config) {
  std::string told;
  const auto tell = [&](const StoreError& why) {
    const std::string text = fmt::format("waiting for the store: {}", why.what());
    if (text != told) log(Level::warning, text);
    tell_systemd("STATUS=" + text);
    told = text;
  };
  for (;;) {
    try {
      return std::make_unique<Service>(
          io, path, config, Service::Surroundings{present, since_boot, tell_systemd, steady});
    } catch (const StoreBusy& busy) {
      tell(busy);
    } catch (const StoreUnreachable& away) {
      tell(away);
    }
    io.run_for(kStoreAgain);
    if (io.stopped()) return {};
  }
}

int serve(const std::string& path, const Config& config) {
  boost::asio::io_context io(1);
  boost::asio::signal_set signals(io, SIGTERM, SIGINT, SIGHUP);
  std::unique_ptr<Service> service;
  handle_signals(signals, io, service);
  service = open_service(io, path, config);
  if (!service) return 0;
  log(Level::info, fmt::format("rosterd {} is ready", kVersion));
  tell_systemd("READY=1");
  io.run();
  if (!service->stop()) {
    log(Level::warning, "stopped while a job was running; the next start resumes it");
    ::_exit(0);  // the job's thread still runs: no destructor may run
  }
  log(Level::info, "stopped");
  const int code = service->is_broken() ? static_cast<int>(Exit::unreachable) : 0;
  const std::future<void> closed = std::async(std::launch::async, [&service] { service.reset(); });
  if (closed.wait_for(kEndPatience) != std::future_status::ready)
    ::_exit(code);  // the store's server does not answer; its lease ends by itself
  return code;
}

int run(const Options& options) {
  if (options.check) return check(options.config);
  const ConfigFile file = load_config(options.config);
  for (const Problem& problem : file.problems)
    log(problem.severity == Severity::error ? Level::error : Level::warning,
        format_problem(file.file, problem));
  if (!file.is_usable()) return kBadConfig;
  if (const auto problem = case_problem(file)) {
    log(Level::error, format_problem(file.file, *problem));
    return kBadConfig;
  }
  try {
    return serve(options.config, file.config);
  } catch (const std::exception& error) {
    log(Level::error, error.what());
    return static_cast<int>(Exit::unreachable);
  }
}

}  // namespace

int main(int argc, char** argv) {
  mark_crashes();
  Options options;
  CLI::App app("rosterd: watches a directory for user records and keeps the store in step",
               "rosterd");
  app.add_option("--config", options.config, "configuration file")
      ->type_name("FILE")
      ->capture_default_str();
  app.add_flag("--check", options.check, "check the configuration, print every problem, and end");
  app.set_version_flag("--version", "rosterd " + std::string(kVersion));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  open_log();
  return run(options);
}
