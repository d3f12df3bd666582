#include "daemon/service/mailer.hpp"

#include <fmt/format.h>

#include "daemon/watch/notify.hpp"

namespace roster {

namespace {

constexpr std::chrono::seconds kPatience{30}, kLastPatience{1};

}  // namespace

Mailer::Mailer()
    : sender_([](const std::string&, const std::exception& error) {
        log(Level::error, fmt::format("cannot send a mail: {}", error.what()));
      }) {}

void Mailer::add(Mail mail) {
  const std::lock_guard lock(mutex_);
  queue_.add(std::move(mail));
}

void Mailer::send_due(MailQueue::Clock::time_point now, const Command& command) {
  if (command.empty() || !sender_.idle()) return;
  const std::lock_guard lock(mutex_);
  if (std::optional<Mail> mail = queue_.take(now))
    sender_.post("mail",
                 [this, command, mail = std::move(*mail)] { send(command, mail, kPatience); });
}

bool Mailer::stop(const Command& command) {
  if (!sender_.stop(kLastPatience)) return false;
  const auto end = MailQueue::Clock::now() + kLastPatience;
  const std::lock_guard lock(mutex_);
  while (!command.empty() && MailQueue::Clock::now() < end) {
    const std::optional<Mail> mail = queue_.take_last();
    if (!mail) break;
    send(command, *mail, kLastPatience);
  }
  return true;
}

void Mailer::send(const Command& command, const Mail& mail, std::chrono::seconds patience) {
  const auto trouble = run_command(command, to_text(mail), patience);
  const auto now = std::chrono::steady_clock::now();
  if (trouble)
    troubles_.trouble("notify", fmt::format("the notify command {}: {}", command.front(), *trouble),
                      now);
  else
    troubles_.over("notify", now);
}

}  // namespace roster
