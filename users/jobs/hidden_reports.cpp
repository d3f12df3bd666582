#include "users/jobs/hidden_reports.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "users/jobs/report.hpp"

namespace roster {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = ".partial";

/// The fence in the name of a hidden directory of this job; nothing when it is none.
std::optional<std::int64_t> fence_in(std::string_view name, JobNumber number) {
  const std::string head = '.' + std::to_string(number) + '.';
  if (!name.starts_with(head) || !name.ends_with(kPartial)) return std::nullopt;
  if (name.size() + 1 == head.size() + kPartial.size()) return 0;
  name = name.substr(head.size(), name.size() - head.size() - kPartial.size());
  std::int64_t fence = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), fence);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return fence;
}

}  // namespace

fs::path partial_directory(const fs::path& reports, JobNumber number, std::int64_t fence) {
  std::string name = '.' + std::to_string(number);
  if (fence > 0) name += '.' + std::to_string(fence);
  return reports / name.append(kPartial);
}

/// Without a fence there is no need to look at all names.
std::vector<std::int64_t> fences_of(const fs::path& reports, JobNumber number, std::int64_t most) {
  std::vector<std::int64_t> fences;
  if (most == 0) {
    if (fs::exists(partial_directory(reports, number, 0))) fences.push_back(0);
    return fences;
  }
  if (!fs::is_directory(reports)) return fences;
  for (const auto& entry : fs::directory_iterator(reports))
    if (const auto fence = fence_in(entry.path().filename().string(), number);
        fence && *fence <= most)
      fences.push_back(*fence);
  std::sort(fences.begin(), fences.end());
  return fences;
}

std::int64_t fence_of(const fs::path& published) {
  std::int64_t fence = 0;
  std::ifstream(published / kFenceFile) >> fence;
  return fence;
}

}  // namespace roster
