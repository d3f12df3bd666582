#include "users/jobs/undone.hpp"

#include <string>
#include <vector>

namespace roster {

std::optional<JobNumber> undone_by(Transaction& transaction, JobNumber number) {
  JobFilter filter;
  filter.kind = JobKind::undo;
  filter.name = std::to_string(number);
  for (const Job& undo : transaction.jobs(filter))  // newest first
    if (is_applied(undo) && !is_undone(transaction, undo.number)) return undo.number;
  return std::nullopt;
}

bool is_undone(Transaction& transaction, JobNumber number) {
  return undone_by(transaction, number).has_value();
}

}  // namespace roster
