#include "exports/receipts.hpp"

#include <algorithm>

#include "exports/payload.hpp"

namespace roster::exports {

std::vector<Untaken> untaken_files(Transaction& transaction, const std::string& name) {
  constexpr std::int64_t kLooked = 100;
  JobFilter filter;
  filter.kind = JobKind::exporting;
  filter.name = name;
  filter.limit = kLooked;
  std::vector<Untaken> found;
  for (const Job& job : transaction.jobs(filter)) {
    if (!is_applied(job)) continue;
    const auto payload = read_payload<ExportPayload>(job.payload);
    for (const Made& made : payload.files) {
      std::error_code unreadable;
      if (std::filesystem::exists(std::filesystem::path(payload.directory) / made.name, unreadable))
        found.push_back({made.name, job.number, job.ended.value_or(job.started)});
    }
  }
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace roster::exports
