#include "daemon/show/document.hpp"

#include <algorithm>

namespace roster {

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
