#include "purge/obligations_guard.hpp"

#include <fmt/format.h>

#include "users/base/day.hpp"

namespace roster::purge {
namespace {

class Findings {
 public:
  void add(std::string_view what) {
    if (!text_.empty()) text_ += "; ";
    text_ += what;
  }

  /// Adds a finding when `part` exceeds this share of `whole`, and returns whether it does.
  bool share(std::string_view form, std::int64_t part, std::int64_t whole, double limit) {
    if (whole <= 0 || part <= 0) return false;
    const double share = static_cast<double>(part) / static_cast<double>(whole);
    if (share <= limit) return false;
    add(fmt::format(fmt::runtime(form), part, whole) +
        fmt::format(" ({:.1f} %, limit {:.1f} %)", share * 100, limit * 100));
    return true;
  }

  std::optional<std::string> take() {
    if (text_.empty()) return std::nullopt;
    return std::move(text_);
  }

 private:
  std::string text_;
};

void check_shrink(const ObligationsGuard& guard, const ObligationCounts& last,
                  const ObligationCounts& now, Findings& found) {
  if (last.rows < guard.from) return;
  if (now.rows == 0)  // regardless of the limit: a file with only a header is a broken export
    return found.add(fmt::format("rows: all {} are gone since the last list", last.rows));
  found.share("rows: {} of {} are gone since the last list", last.rows - now.rows, last.rows,
              guard.shrink);
  if (found.share("users with obligations: {} of {} are gone since the last list",
                  last.blocked - now.blocked, last.blocked, guard.shrink))
    return;
  found.share("users with obligations other than requests: {} of {} are gone since the last list",
              last.blocked_beside_requests - now.blocked_beside_requests,
              last.blocked_beside_requests, guard.shrink);
}

}  // namespace

std::optional<std::string> check_list(const ObligationsGuard& guard, const ListNumbers& list,
                                      Time now) {
  Findings found;
  if (list.announced >= 0 && list.announced != list.now.rows)
    found.add(fmt::format("rows: expected {} (# rows), found {}", list.announced, list.now.rows));
  if (list.last) check_shrink(guard, *list.last, list.now, found);
  if (list.now.rows >= guard.from)
    found.share("unknown ids: {} of {} rows", list.now.unknown, list.now.rows, guard.unknown);
  // When the last list's date is in the future, an older date says nothing.
  if (list.last && list.last_as_of <= now && list.as_of < list.last_as_of)
    found.add(fmt::format("as of {}: older than the last list, as of {}", format_time(list.as_of),
                          format_time(list.last_as_of)));
  return found.take();
}

}  // namespace roster::purge
