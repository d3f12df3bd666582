#include "daemon/service/mailer.hpp"

#include <fmt/format.h>

#include "daemon/watch/notify.hpp"

namespace roster {

namespace {

constexpr std::chrono::seconds kPatience{30}, kLastPatience{1};

/// Returns why it was not taken.
std::optional<std::string> try_to_send(const Mailer::Command& command,
                                       const MailQueue::Waiting& waiting,
                                       std::chrono::seconds patience) {
  std::optional<std::string> trouble;
  try {
    trouble = run_command(command, to_text(mail_of(waiting)), patience);
  } catch (const std::exception& error) {
    trouble = error.what();
  }
  if (trouble) trouble = fmt::format("the notify command {}: {}", command.front(), *trouble);
  return trouble;
}

void tell_of_loss(const MailQueue::Waiting& waiting) {
  log(Level::error, fmt::format("mails that were not sent: {}, the first of them '{}'",
                                waiting.count, waiting.mails.front().subject));
}

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
  if (std::optional<MailQueue::Waiting> waiting = queue_.take(now))
    sender_.post("mail",
                 [this, command, waiting = std::move(*waiting)] { send(command, waiting); });
}

bool Mailer::stop(const Command& command) {
  if (!sender_.stop(kLastPatience)) return false;
  const auto end = MailQueue::Clock::now() + kLastPatience;
  const std::lock_guard lock(mutex_);
  while (const auto waiting = command.empty() ? std::nullopt : queue_.take_last()) {
    const auto now = MailQueue::Clock::now();
    const auto failure = now < end ? try_to_send(command, *waiting, kLastPatience) : std::nullopt;
    if (failure) troubles_.trouble("notify", *failure, now);
    if (failure || now >= end) tell_of_loss(*waiting);
  }
  return true;
}

std::string Mailer::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void Mailer::send(const Command& command, MailQueue::Waiting waiting) {
  const auto failure = try_to_send(command, waiting, kPatience);
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  if (failure) {
    troubles_.trouble("notify", *failure, now);
    if (!queue_.put_back(waiting)) tell_of_loss(waiting);
  }
  const std::size_t unsent = queue_.unsent();
  if (unsent == 0) troubles_.over("notify", now);
  if (unsent == 0) trouble_.clear();
  if (failure && unsent > 0) trouble_ = fmt::format("{}; mails that wait: {}", *failure, unsent);
}

}  // namespace roster
