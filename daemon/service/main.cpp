// rosterd: the daemon. See rosterd(8).
#include <fmt/format.h>
#include <systemd/sd-daemon.h>
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>

#include <chrono>
#include <iostream>

#include "daemon/service/log.hpp"
#include "daemon/service/service.hpp"
#include "daemon/version.hpp"

namespace {

using namespace roster;

constexpr int kBadConfig = 78;  // EX_CONFIG: systemd does not restart for it

struct Options {
  std::string config = "/etc/roster/roster.yaml";
  bool check = false;
};

int check(const ConfigFile& file) {
  std::cout << file.problem_text();
  bool sound = file.is_usable();
  for (const Problem& problem : check_directories(file)) {
    std::cout << format_problem(file.file, problem) << "\n";
    sound = sound && problem.severity != Severity::error;
  }
  return sound ? 0 : 2;
}

/// SIGHUP: the configuration is read again. Others: the end.
void handle_signals(boost::asio::signal_set& signals, boost::asio::io_context& io,
                    Service& service) {
  signals.async_wait([&](boost::system::error_code error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      service.reload();
      return handle_signals(signals, io, service);
    }
    ::sd_notify(0, "STOPPING=1");
    log(Level::info, "stopping");
    io.stop();
  });
}

int serve(const std::string& path, const Config& config) {
  const auto clock = [] {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  };
  boost::asio::io_context io(1);
  boost::asio::signal_set signals(io, SIGTERM, SIGINT, SIGHUP);
  Service service(io, path, config, clock);
  handle_signals(signals, io, service);
  log(Level::info, fmt::format("rosterd {} is ready", kVersion));
  ::sd_notify(0, "READY=1");
  io.run();
  service.stop();
  log(Level::info, "stopped");
  return service.is_broken() ? static_cast<int>(Exit::unreachable) : 0;
}

int run(const Options& options) {
  const ConfigFile file = load_config(options.config);
  if (options.check) return check(file);
  for (const Problem& problem : file.problems)
    log(problem.severity == Severity::error ? Level::error : Level::warning,
        format_problem(file.file, problem));
  if (!file.is_usable()) return kBadConfig;
  try {
    return serve(options.config, file.config);
  } catch (const std::exception& error) {
    log(Level::error, error.what());
    return static_cast<int>(Exit::unreachable);
  }
}

}  // namespace

int main(int argc, char** argv) {
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
