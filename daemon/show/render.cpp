#include "daemon/show/render.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace roster {

namespace {

/// Columns a terminal needs for UTF-8 text, near enough: its characters.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string spaced(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

/// Counts in the order people read them, then the others that say something.
std::vector<std::pair<std::string, std::int64_t>> ordered_counts(const Job& job) {
  std::vector<std::pair<std::string, std::int64_t>> counts;
  for (const char* name : {"processed", "created", "updated", "unchanged", "rejected", "due",
                           "purged", "kept", "rows"})
    if (const auto found = job.counts.find(name); found != job.counts.end())
      counts.push_back(*found);
  for (const auto& count : job.counts)
    if (count.second != 0 && std::find(counts.begin(), counts.end(),
                                       std::pair<std::string, std::int64_t>(count)) == counts.end())
      counts.push_back(count);
  return counts;
}

}  // namespace

std::string on_one_line(std::string_view text) {
  std::string line;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (byte == '\n' || byte == '\r' || byte == '\t') {
      line += ' ';
    } else if (byte < 0x20 || byte == 0x7F) {
      line += '?';
    } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {  // U+0080 to U+009F
      line += '?';
      ++i;
    } else {
      line += text[i];
    }
  }
  return line;
}

std::string render_table(const std::vector<std::vector<std::string>>& given) {
  std::vector<std::vector<std::string>> rows = given;
  for (auto& row : rows)
    for (std::string& cell : row) cell = on_one_line(cell);
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - width(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

std::string status_text(JobStatus status) { return spaced(to_string(status)); }

std::string counts_text(const Job& job) {
  std::string text;
  for (const auto& [name, count] : ordered_counts(job))
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", spaced(name), count);
  return text;
}

std::string duration_text(std::chrono::seconds duration) {
  const auto s = duration.count();
  if (s < 60) return fmt::format("{}s", s);
  if (s < 3600) return fmt::format("{}m{:02}s", s / 60, s % 60);
  return fmt::format("{}h{:02}m", s / 3600, s / 60 % 60);
}

std::string render_job(const Job& job, const date::time_zone& zone) {
  std::string out =
      fmt::format("job {}: {} {}{}{}: {}\n", job.number, to_string(job.kind), job.name,
                  job.file.empty() ? "" : " " + on_one_line(job.file),
                  job.dry_run == DryRun::yes ? " (dry run)" : "", status_text(job.status));
  if (!job.message.empty()) out += fmt::format("  {}\n", on_one_line(job.message));
  if (const std::string counts = counts_text(job); !counts.empty()) out += "  " + counts + "\n";
  if (!job.warnings.empty()) {
    std::string warnings;
    for (const auto& [code, count] : job.warnings)
      warnings += fmt::format("{}{} {}", warnings.empty() ? "" : ", ", code, count);
    out += fmt::format("  warnings: {}\n", warnings);
  }
  out += fmt::format("  started {}", format_local(zone, job.started));
  if (job.ended) out += fmt::format(", took {}", duration_text(*job.ended - job.started));
  return out + '\n';
}

std::string held_text(const Job& job) {
  if (job.kind == JobKind::purge)
    return fmt::format("  nobody was removed; `rosterctl approve {0}` or `rosterctl reject {0}`\n",
                       job.number);
  return fmt::format(
      "  nothing was applied; look at it with `rosterctl job {0}`, then `rosterctl approve {0}` or "
      "`rosterctl reject {0}`\n",
      job.number);
}

std::string render_change(const User* before, const User& after, const FieldSet& changed) {
  if (before == nullptr) return fmt::format("{}: new user\n", after.primary_id);
  std::string out;
  const auto shown = [](const std::string& text) {
    return text.empty() ? std::string("(none)") : on_one_line(text);
  };
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (!changed[i]) continue;
    const Field field = static_cast<Field>(i);
    out += fmt::format("{}: {}: {} -> {}\n", before->primary_id, field_name(field),
                       shown(display_field(*before, field)), shown(display_field(after, field)));
  }
  return out;
}

std::string render_user(const User& user) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const Field field = static_cast<Field>(i);
    const std::string value = display_field(user, field);
    const bool by_hand = manual_edit(user, field) != nullptr;
    if (value.empty() && !by_hand) continue;
    rows.push_back({std::string(field_name(field)),
                    (value.empty() ? "(none)" : value) + (by_hand ? "  [changed by hand]" : "")});
  }
  return render_table(rows);
}

}  // namespace roster
