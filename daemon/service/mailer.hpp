// Mailer: passes mails to the notify command on a thread of its own, so that neither jobs nor the
// end of the daemon wait for a mail program.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/service/log.hpp"
#include "daemon/watch/mail_queue.hpp"
#include "daemon/work/runner.hpp"

namespace roster {

class Mailer {
 public:
  using Command = std::vector<std::string>;

  Mailer();

  /// Any thread.
  void add(Mail mail);
  /// Sends the mail that is due now, with this command. One that it does not take is tried again.
  void send_due(MailQueue::Clock::time_point now, const Command& command);
  /// Sends the remaining mails, within two seconds. Returns false when a mail program still blocks
  /// the thread.
  bool stop(const Command& command);
  /// Why mails wait that were tried already, in words; empty: none do. Any thread.
  std::string trouble() const;

 private:
  mutable std::mutex mutex_;
  MailQueue queue_;
  std::string trouble_;
  Repeated troubles_;  // the sender's
  Runner sender_;      // destroyed first

  void send(const Command& command, MailQueue::Waiting waiting);
};

}  // namespace roster
