// Mail queue: outgoing mails, at most one a minute. Mails that come sooner wait and are sent as one
// digest, so that three hundred files are not three hundred mails. Time is an argument.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace roster {

/// A mail as fields. to_text() ensures that no address or subject contains a line break.
struct Mail {
  std::vector<std::string> to;
  std::string subject;  // without the `[roster]` prefix
  std::string text;

  friend bool operator==(const Mail&, const Mail&) = default;
};

/// The mail with its headers, as sendmail expects it.
std::string to_text(const Mail& mail);

class MailQueue {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kBetween{60};
  static constexpr std::size_t kTold = 100;  // subjects listed in a digest; the rest is counted
  static constexpr std::size_t kWhole = 5;   // mails included in a digest with their text
  static constexpr int kTries = 24 * 60;     // a day's

  void add(Mail mail);
  /// What waits for the same addresses.
  struct Waiting {
    std::vector<Mail> mails;  // the first kTold
    std::size_t count = 0;
    int failures = 0;  // to send them
  };

  /// Returns what to send now, at most one mail. Nothing when none waits, or the last one was sent
  /// less than kBetween ago.
  std::optional<Waiting> take(Clock::time_point now);
  /// The same regardless of the last one, because the process ends.
  std::optional<Waiting> take_last();
  /// Takes back what could not be sent; it is tried again, after all that was tried less often.
  /// Returns false when it was tried for a day: it is given up.
  bool put_back(Waiting waiting);
  /// How many mails were put back and wait.
  std::size_t unsent() const;

 private:
  std::map<std::vector<std::string>, Waiting> waiting_;  // by addresses
  std::optional<Clock::time_point> left_;                // when the last one was sent
};

/// A single mail unchanged, several as a digest.
Mail mail_of(const MailQueue::Waiting& waiting);

}  // namespace roster
