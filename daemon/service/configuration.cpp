// The service's configuration, which is read again while it runs.
#include <fmt/format.h>

#include <chrono>
#include <sstream>

#include "daemon/service/service.hpp"
#include "daemon/work/check_config.hpp"

namespace roster {

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

std::optional<std::string> Service::reload(const std::string& by) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  surroundings_.tell_systemd(
      fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                  std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
  std::optional<std::string> problems = read_configuration(by);
  surroundings_.tell_systemd("READY=1");
  return problems;
}

std::optional<std::string> Service::read_configuration(const std::string& by) {
  edited_config_.taken();
  config_is_read_ = false;
  ConfigFile file = load_config(config_file_);
  std::string problems = file.problem_text();
  if (file.is_usable() &&
      (file.config.store != config_.store || file.config.control != config_.control)) {
    problems = fmt::format("{}: changes of store and control require a restart\n", config_file_);
  } else if (const auto problem =
                 file.is_usable() ? case_problem(file, identifier_case_) : std::nullopt) {
    problems = format_problem(file.file, *problem);
  } else if (auto trouble = file.is_usable() ? take_http(file.config.http) : std::nullopt) {
    problems = fmt::format("{}: {}\n", config_file_, *trouble);
  } else if (file.is_usable()) {
    runner_->post("take the new configuration",
                  [this, config = file.config] { session_.set_config(config); });
    adopt(std::move(file.config));
    config_is_read_ = true;
    config_read_ = surroundings_.clock();
    log(Level::info,
        by == "-" ? "the configuration was read again"
                  : fmt::format("the configuration was read again, asked by {}", by),
        {{"BY", by}});
    return {};
  }
  while (problems.ends_with('\n')) problems.pop_back();
  log(Level::error, "the new configuration is not used; rosterd keeps the previous one",
      {{"BY", by}});
  for (const std::string& line : lines_of(problems)) log(Level::error, line);
  return problems;
}

}  // namespace roster
