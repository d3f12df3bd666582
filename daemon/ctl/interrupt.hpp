// Interrupt: the effect of Ctrl-C on running work: a load is rolled back; work that cannot be
// rolled back continues to its end. A second Ctrl-C ends the process at once.
#pragma once

namespace roster {

/// While an instance exists, the first SIGINT is recorded and reported on standard error instead of
/// ending the process, and a pipe that nobody reads (`| head`) does not end it. One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  static bool came();
};

}  // namespace roster
