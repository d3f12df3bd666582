#include "daemon/watch/mail_queue.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "daemon/show/render.hpp"

namespace roster {

namespace {

Mail digest(const std::vector<Mail>& mails, std::size_t count) {
  Mail mail{mails.front().to, fmt::format("{} messages", count), {}};
  for (const Mail& one : mails) mail.text += on_one_line(one.subject) + "\n";
  if (count > mails.size()) mail.text += fmt::format("… and {} more\n", count - mails.size());
  mail.text += "\n`rosterctl jobs` lists all jobs.\n";
  const std::size_t whole = std::min(mails.size(), MailQueue::kWhole);
  if (whole < count) mail.text += fmt::format("The first {} in full:\n", whole);
  for (std::size_t i = 0; i < whole; ++i)
    mail.text += fmt::format("\n--- {}\n\n{}", on_one_line(mails[i].subject), mails[i].text);
  return mail;
}

}  // namespace

Mail mail_of(const MailQueue::Waiting& waiting) {
  return waiting.count == 1 ? waiting.mails.front() : digest(waiting.mails, waiting.count);
}

std::string to_text(const Mail& mail) {
  return fmt::format(
      "To: {}\n{}\nContent-Type: text/plain; charset=utf-8\nAuto-Submitted: auto-generated\n\n{}",
      on_one_line(fmt::format("{}", fmt::join(mail.to, ", "))),
      on_one_line("Subject: [roster] " + mail.subject), mail.text);
}

void MailQueue::add(Mail mail) {
  Waiting& waiting = waiting_[mail.to];
  ++waiting.count;
  if (waiting.mails.size() < kTold) waiting.mails.push_back(std::move(mail));
}

std::optional<MailQueue::Waiting> MailQueue::take(Clock::time_point now) {
  if (waiting_.empty() || (left_ && now - *left_ < kBetween)) return {};
  left_ = now;
  return take_last();
}

std::optional<MailQueue::Waiting> MailQueue::take_last() {
  if (waiting_.empty()) return {};
  const auto next =
      std::min_element(waiting_.begin(), waiting_.end(), [](const auto& a, const auto& b) {
        return std::pair(a.second.failures, b.second.count) <
               std::pair(b.second.failures, a.second.count);
      });
  Waiting waiting = std::move(next->second);
  waiting_.erase(next);
  return waiting;
}

bool MailQueue::put_back(Waiting waiting) {
  if (++waiting.failures >= kTries) return false;
  Waiting& later = waiting_[waiting.mails.front().to];
  waiting.count += later.count;
  for (Mail& mail : later.mails)
    if (waiting.mails.size() < kTold) waiting.mails.push_back(std::move(mail));
  later = std::move(waiting);
  return true;
}

std::size_t MailQueue::unsent() const {
  std::size_t count = 0;
  for (const auto& [to, waiting] : waiting_)
    if (waiting.failures > 0) count += waiting.count;
  return count;
}

}  // namespace roster
