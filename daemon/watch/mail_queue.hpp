// Mail queue: mails on their way out, one a minute at most. What comes sooner waits, and leaves as
// one digest: three hundred files are not three hundred mails. Time is an argument.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace roster {

/// A mail before it is text. No address and no subject may break a line: to_text() sees to that.
struct Mail {
  std::vector<std::string> to;
  std::string subject;  // without the `[roster]` that all begin with
  std::string text;

  friend bool operator==(const Mail&, const Mail&) = default;
};

/// The mail as a sendmail takes it, with its headers.
std::string to_text(const Mail& mail);

class MailQueue {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kBetween{60};
  static constexpr std::size_t kTold = 100;  // subjects in a digest; the rest is counted
  static constexpr std::size_t kWhole = 5;   // mails that stand in a digest with their text

  void add(Mail mail);
  /// What is to be sent now, at most one: alone as it was added, several of one address list as
  /// their digest. Nothing when none waits, or the last one left less than kBetween ago.
  std::optional<Mail> take(Clock::time_point now);
  /// The same, however short ago the last one left: the process ends.
  std::optional<Mail> take_last();

 private:
  struct Waiting {
    std::vector<Mail> mails;  // the first kTold
    std::size_t count = 0;
  };

  std::map<std::vector<std::string>, Waiting> waiting_;  // by addresses
  std::optional<Clock::time_point> left_;                // the last one
};

}  // namespace roster
