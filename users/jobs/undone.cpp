#include "users/jobs/undone.hpp"

#include <algorithm>

namespace roster {

bool is_undone(Transaction& transaction, JobNumber number) {
  JobFilter filter;
  filter.kind = JobKind::undo;
  filter.name = std::to_string(number);
  const std::vector<Job> undos = transaction.jobs(filter);
  return std::any_of(undos.begin(), undos.end(), [&](const Job& undo) {
    return is_applied(undo) && !is_undone(transaction, undo.number);
  });
}

}  // namespace roster
