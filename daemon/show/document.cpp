#include "daemon/show/document.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace roster {

std::string tally_name(const std::string& value) { return value; }

std::string tally_name(const std::pair<std::string, std::string>& category_and_value) {
  const auto& [category, value] = category_and_value;
  return category.empty() ? value : category + "/" + value;
}

std::string_view unscheduled(const Timetable::Entry& entry) {
  return entry.schedule.kind == Schedule::Kind::on_arrival ? "on arrival" : "by hand";
}

bool looks_at_user(const purge::Why& why) {
  return std::none_of(why.not_due.begin(), why.not_due.end(), [](std::string_view reason) {
    return reason.starts_with("record_type:") || reason.starts_with("user_group:");
  });
}

std::vector<std::string> reasons(const purge::Why& why) {
  std::vector<std::string> all = why.not_due;
  all.insert(all.end(), why.blockers.begin(), why.blockers.end());
  return all;
}

const Verdicts::Verdict& foremost(const Verdicts& verdicts) {
  const auto& all = verdicts.verdicts;
  using Verdict = Verdicts::Verdict;
  auto found =
      std::find_if(all.begin(), all.end(), [](const Verdict& v) { return v.why.is_purged(); });
  if (found == all.end())
    found =
        std::find_if(all.begin(), all.end(), [](const Verdict& v) { return looks_at_user(v.why); });
  return found == all.end() ? all.front() : *found;
}

std::string erasure_text(const Erasures::Entry& entry, const date::time_zone& zone) {
  const std::string end = erasure_end(entry, zone);
  return fmt::format("{} {} by job {} ({}){}{}", entry.by_undo ? "withdrawn" : "erased",
                     format_local(zone, entry.erasure.at), entry.erasure.job,
                     entry.erasure.job_name, end.empty() ? "" : ", ", end);
}

std::string erasure_end(const Erasures::Entry& entry, const date::time_zone& zone) {
  if (!entry.by_undo) return fmt::format("policy {}", to_string(entry.erasure.policy));
  if (!entry.in_history) return {};
  if (!entry.history_until) return "still in the history";
  return fmt::format("in the history until {}", format_local(zone, *entry.history_until));
}

}  // namespace roster
