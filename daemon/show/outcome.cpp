#include "daemon/show/outcome.hpp"

#include <algorithm>
#include <iterator>

namespace roster {

std::string_view to_string(Exit code) {
  switch (code) {
    case Exit::done:
      return "done";
    case Exit::rejected:
      return "rejected";
    case Exit::usage:
      return "usage";
    case Exit::refused:
      return "refused";
    case Exit::held:
      return "held";
    case Exit::unreachable:
      return "unreachable";
    case Exit::not_found:
      return "not_found";
  }
  return "";
}

Exit exit_of(const Job& job) {
  if (job.status == JobStatus::failed) return Exit::refused;
  if (job.status == JobStatus::held) return Exit::held;
  if (job.status == JobStatus::completed_with_errors) return Exit::rejected;
  return Exit::done;
}

Exit graver(Exit a, Exit b) {
  constexpr Exit kOrder[] = {Exit::done,      Exit::rejected,    Exit::held, Exit::refused,
                             Exit::not_found, Exit::unreachable, Exit::usage};
  const auto rank = [&](Exit e) { return std::find(std::begin(kOrder), std::end(kOrder), e); };
  return rank(a) < rank(b) ? b : a;
}

}  // namespace roster
