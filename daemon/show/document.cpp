#include "daemon/show/document.hpp"

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

}  // namespace roster
