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

  void add(Mail mail);
  /// Returns the mail to send now, at most one: a single mail unchanged, several to the same
  /// addresses as a digest. Nothing when none waits, or the last one was sent less than kBetween
  /// ago.
  std::optional<Mail> take(Clock::time_point now);
  /// The same regardless of the last one, because the process ends.
  std::optional<Mail> take_last();

 private:
  struct Waiting {
    std::vector<Mail> mails;  // the first kTold
    std::size_t count = 0;
  };

  std::map<std::vector<std::string>, Waiting> waiting_;  // by addresses
  std::optional<Clock::time_point> left_;                // when the last one was sent
};

}  // namespace roster
