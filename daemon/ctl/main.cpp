// rosterctl: the command line for administrators. See rosterctl(1).
#include <chrono>
#include <iostream>

#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/standard_output.hpp"
#include "users/jobs/crash_mark.hpp"

int main(int argc, char** argv) {
  roster::mark_crashes();
  std::ios::sync_with_stdio(false);
  const auto clock = [] {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  };
  const roster::SteadyClock steady = [] {
    return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch());
  };
  const roster::Exit exit =
      roster::run_rosterctl({argv + 1, argv + argc}, std::cout, std::cerr, {clock, steady});
  return static_cast<int>(roster::after_output(exit));
}
