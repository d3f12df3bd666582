#include "daemon/show/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/show/change_text.hpp"

namespace roster {

namespace {

std::string spaced(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

/// The name of a count for a job that was not applied.
std::string_view intention(std::string_view count) {
  constexpr std::pair<std::string_view, std::string_view> kIntentions[] = {
      {"created", "would create"},   {"updated", "would update"}, {"removed", "would remove"},
      {"restored", "would restore"}, {"purged", "would purge"},   {"kept", "would keep"}};
  for (const auto& [done, intended] : kIntentions)
    if (done == count) return intended;
  return count;
}

/// The counts in reading order, then the other non-zero ones.
std::vector<std::pair<std::string, std::int64_t>> ordered_counts(const Job& job) {
  std::vector<std::pair<std::string, std::int64_t>> counts;
  for (const char* name : {"processed", "exported", "created", "updated", "unchanged", "rejected",
                           "due", "purged", "kept", "rows"})
    if (const auto found = job.counts.find(name); found != job.counts.end())
      counts.push_back(*found);
  for (const auto& count : job.counts)
    if (count.second != 0 && std::find(counts.begin(), counts.end(),
                                       std::pair<std::string, std::int64_t>(count)) == counts.end())
      counts.push_back(count);
  return counts;
}

bool is_decided(const Job& job) {
  return job.status != JobStatus::pending && job.status != JobStatus::running;
}

}  // namespace

std::string status_text(JobStatus status) { return spaced(to_string(status)); }

Applied applied(const Job& job) {
  return is_applied(job) || !is_decided(job) ? Applied::yes : Applied::no;
}

std::string counts_text(const Job& job, Zeros zeros) {
  std::string text;
  for (const auto& [name, count] : ordered_counts(job)) {
    if (count == 0 && zeros == Zeros::left_out) continue;
    const std::string_view told = applied(job) == Applied::yes ? name : intention(name);
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", spaced(told), count);
  }
  return text;
}

std::string duration_text(std::chrono::seconds duration) {
  const auto s = duration.count();
  if (s < 60) return fmt::format("{}s", s);
  if (s < 3600) return fmt::format("{}m{:02}s", s / 60, s % 60);
  return fmt::format("{}h{:02}m", s / 3600, s / 60 % 60);
}

std::string who_text(const Job& job) {
  std::string text;
  if (job.by != "-") text = "asked by " + on_one_line(job.by);
  if (!job.decided_by.empty())
    text += fmt::format("{}{} by {}", text.empty() ? "" : ", ",
                        job.status == JobStatus::dropped ? "rejected" : "approved",
                        on_one_line(job.decided_by));
  return text;
}

std::string took_text(const Job& job) {
  if (!job.ended) return {};
  if (!job.took) return duration_text(*job.ended - job.started);
  if (*job.took < std::chrono::seconds(1)) return fmt::format("{} ms", job.took->count());
  return duration_text(std::chrono::floor<std::chrono::seconds>(*job.took));
}

std::string render_job(const Job& job, const date::time_zone& zone) {
  std::string out = fmt::format("job {}: {} {}{}{}: {}\n", job.number, to_string(job.kind),
                                job.name, job.file.empty() ? "" : " " + on_one_line(job.file),
                                job.dry_run == DryRun::yes ? " (dry run)" : "",
                                job.dry_run == DryRun::yes && job.status == JobStatus::held
                                    ? "would be held"
                                    : status_text(job.status));
  if (!job.message.empty()) out += fmt::format("  {}\n", on_one_line(job.message));
  if (const std::string counts = counts_text(job); !counts.empty()) out += "  " + counts + "\n";
  if (!job.warnings.empty()) {
    std::string warnings;
    for (const auto& [code, count] : job.warnings)
      warnings += fmt::format("{}{} {}", warnings.empty() ? "" : ", ", code, count);
    out += fmt::format("  warnings: {}\n", warnings);
  }
  out += fmt::format("  started {}", format_local(zone, job.started));
  if (job.ended) out += fmt::format(", took {}", took_text(job));
  if (const std::string who = who_text(job); !who.empty()) out += ", " + who;
  return out + '\n';
}

std::string size_text(std::uint64_t bytes) {
  constexpr double kKiB = 1024;
  const double size = static_cast<double>(bytes);
  if (size < kKiB * kKiB) return fmt::format("{:.0f} KiB", size / kKiB);
  if (size < kKiB * kKiB * kKiB) return fmt::format("{:.1f} MiB", size / kKiB / kKiB);
  return fmt::format("{:.1f} GiB", size / kKiB / kKiB / kKiB);
}

std::string lock_text(const Lock& lock, const date::time_zone& zone) {
  return on_one_line(fmt::format("locked by {} until {}{}", lock.holder,
                                 format_local(zone, lock.until),
                                 lock.by == "-" ? "" : fmt::format(" (set by {})", lock.by)));
}

std::string held_text(const Job& job) {
  if (job.kind == JobKind::purge || job.kind == JobKind::remove)
    return fmt::format("  nobody was removed; `rosterctl approve {0}` or `rosterctl reject {0}`\n",
                       job.number);
  return fmt::format(
      "  nothing was applied; look at it with `rosterctl job {0}`, then `rosterctl approve {0}` or "
      "`rosterctl reject {0}`\n",
      job.number);
}

std::string render_user(const User& user, Secrets secrets) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const Field field = static_cast<Field>(i);
    const std::string value =
        secrets == Secrets::shown ? display_field(user, field) : shown_field(user, field);
    const bool by_hand = manual_edit(user, field) != nullptr;
    if (value.empty() && !by_hand) continue;
    const std::string mark = by_hand ? "  [changed by hand]" : "";
    std::string name(field_name(field));
    for (const std::string& item : display_items(user, field))
      rows.push_back({std::exchange(name, ""), item + mark});
    if (!name.empty()) rows.push_back({name, (value.empty() ? "(none)" : value) + mark});
  }
  return render_table(rows);
}

}  // namespace roster
