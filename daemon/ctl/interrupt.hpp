// Interrupt: what Ctrl-C does to work that is under way: a load is taken back, and what cannot be
// taken back goes on to its end. A second Ctrl-C ends the process at once.
#pragma once

namespace roster {

/// While one lives, the first SIGINT is noted and told on standard error instead of ending the
/// process. One at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  static bool came();
};

}  // namespace roster
