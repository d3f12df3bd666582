#include "daemon/http/console/base/changes.hpp"

#include <fmt/format.h>

namespace roster::http {
namespace {

void items(Html& html, std::string_view tag, std::string_view sign,
           const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    if (text.empty()) continue;
    html.in(tag, [&] { html.text(fmt::format("{} {}", sign, text)); });
    html.text(" ");
  }
}

}  // namespace

std::int64_t erasures_in(Transaction& transaction) {
  const std::optional<Erasure> last = transaction.last_erasure();
  return last ? last->number : 0;
}

void ChangesKept::drop_old(Transaction& transaction) {
  const std::lock_guard lock(mutex_);
  if (kept_.empty()) return;
  const std::int64_t erasures = erasures_in(transaction);
  std::erase_if(kept_, [&](const auto& kept) {
    const std::optional<Job> job = transaction.job(kept.first);
    return !job || job->status != JobStatus::held || kept.second->erasures != erasures;
  });
}

bool ChangesKept::empty() const {
  const std::lock_guard lock(mutex_);
  return kept_.empty();
}

void ChangesKept::keep(JobNumber held, ChangesSeen seen) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const auto& kept) { return kept.first == held; });
  kept_.emplace_front(held, std::make_shared<const ChangesSeen>(std::move(seen)));
  if (kept_.size() > kMost) kept_.pop_back();
}

std::shared_ptr<const ChangesSeen> ChangesKept::find(JobNumber held) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [job, seen] : kept_)
    if (job == held) return seen;
  return nullptr;
}

void change_list(Html& html, const std::vector<FieldChange>& changes) {
  html.in("ul", {{"class", "changes"}}, [&] {
    for (const FieldChange& change : changes)
      html.in("li", [&] {
        html.leaf("b", field_name(change.field)).text(" ");
        if (change.gone.empty() && change.come.empty()) html.text("in another order");
        items(html, "del", "−", change.gone);
        items(html, "ins", "+", change.come);
      });
  });
}

}  // namespace roster::http
