#include "exports/receipts.hpp"

#include <algorithm>
#include <map>

#include "exports/payload.hpp"

namespace roster::exports {
namespace {

/// The files that jobs made, from the newest job to the oldest.
class Names {
 public:
  void add(const Job& job, const std::string& directory, const Made& made) {
    const auto [at, is_newest] = by_name_.try_emplace(made.name);
    if (!is_newest && !at->second.goes_back) return;  // that file was taken before
    at->second.file = {made.name, job.number, job.ended.value_or(job.started)};
    at->second.goes_back = made.replaces;
    if (is_newest) at->second.directory = directory;
  }

  /// Those that still have their names, oldest first.
  std::vector<Untaken> untaken() const {
    std::vector<Untaken> found;
    for (const auto& [name, last] : by_name_) {
      std::error_code unreadable;
      if (std::filesystem::exists(last.directory / name, unreadable)) found.push_back(last.file);
    }
    std::stable_sort(found.begin(), found.end(), [](const Untaken& left, const Untaken& right) {
      return left.job < right.job;
    });
    return found;
  }

 private:
  struct Last {
    Untaken file;
    bool goes_back = false;  // an earlier job's file of this name was there when it was made
    std::filesystem::path directory;
  };
  std::map<std::string, Last> by_name_;
};

}  // namespace

std::vector<Untaken> untaken_files(Transaction& transaction, const std::string& name) {
  constexpr std::int64_t kLooked = 1000;
  JobFilter filter;
  filter.kind = JobKind::exporting;
  filter.name = name;
  filter.only_with_file = true;
  filter.limit = kLooked;
  Names names;
  for (const Job& job : transaction.jobs(filter)) {
    if (!is_applied(job)) continue;
    const auto payload = read_payload<ExportPayload>(job.payload);
    for (const Made& made : payload.files) names.add(job, payload.directory, made);
  }
  return names.untaken();
}

}  // namespace roster::exports
