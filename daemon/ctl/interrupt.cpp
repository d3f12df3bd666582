#include "daemon/ctl/interrupt.hpp"

#include <unistd.h>

#include <csignal>
#include <string_view>

namespace roster {

namespace {

volatile std::sig_atomic_t interrupted = 0;

void note(int) {
  constexpr std::string_view kText =
      "\nrosterctl: stopping: a load is taken back, a purge or an undo that began goes on to its "
      "end; again: do not wait for it\n";
  interrupted = 1;
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kText.data(), kText.size());
}

}  // namespace

Interrupt::Interrupt() {
  interrupted = 0;
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

Interrupt::~Interrupt() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGPIPE, SIG_DFL);
}

bool Interrupt::came() { return interrupted != 0; }

}  // namespace roster
