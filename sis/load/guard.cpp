#include "sis/load/guard.hpp"

#include <fmt/format.h>

namespace roster::sis {

std::optional<std::string> check_guard(const Guard& guard, const LoadNumbers& numbers) {
  std::string tripped;
  const auto check = [&](std::string_view what, std::int64_t part, std::int64_t whole, double limit,
                         std::string_view of) {
    if (whole < guard.from || whole == 0) return;
    const double share = static_cast<double>(part) / static_cast<double>(whole);
    if (share <= limit) return;
    if (!tripped.empty()) tripped += "; ";
    tripped += fmt::format("{}: {} of {} {} ({:.1f} %, limit {:.1f} %)", what, part, whole, of,
                           share * 100, limit * 100);
  };
  check("rejected", numbers.rejected, numbers.processed, guard.rejected, "records");
  check("updated", numbers.updated, numbers.processed, guard.updated, "records");
  check("newly due for purge", numbers.newly_due, numbers.population, guard.newly_due, "users");
  if (numbers.previous)
    check("shrink", *numbers.previous - numbers.processed, *numbers.previous, guard.shrink,
          "records missing against the load before");
  if (tripped.empty()) return {};
  return tripped;
}

}  // namespace roster::sis
