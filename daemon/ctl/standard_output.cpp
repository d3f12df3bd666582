#include "daemon/ctl/standard_output.hpp"

#include <poll.h>
#include <unistd.h>

#include <iostream>

namespace roster {

namespace {

bool has_reader_left() {
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

}  // namespace

Exit after_output(Exit exit) {
  if (std::cout.flush() || has_reader_left()) return exit;
  std::cerr << "rosterctl: what was printed is incomplete: standard output cannot be written\n";
  return exit == Exit::done ? Exit::rejected : exit;
}

}  // namespace roster
