#include "daemon/show/lists.hpp"

#include "daemon/show/render.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

using Cells = Column::Cells;

constexpr std::size_t kMeasured = 1000;  // users that determine the widths
constexpr std::string_view kIndent = "     ";

/// A job's status in a few words; prefixed for a dry run.
std::string short_status(const Job& job) {
  if (job.dry_run == DryRun::no) return status_text(job.status);
  switch (job.status) {
    case JobStatus::held:
      return "dry run: would be held";
    case JobStatus::failed:
      return "dry run: failed";
    case JobStatus::completed_with_errors:
      return "dry run: with errors";
    case JobStatus::completed_with_warnings:
      return "dry run: with warnings";
    default:
      return "dry run";
  }
}

std::string minute_text(const date::time_zone& zone, Time time) {
  const std::string text = format_local(zone, time);  // 2026-03-29 03:00 CEST
  return text.substr(0, text.find_last_of(' '));
}

/// The lines below a job in a list: the file with the counts and who asked, and the message.
std::vector<std::string> job_details(const Job& job) {
  std::vector<std::string> details;
  const std::string counts = counts_text(job, Zeros::left_out), who = who_text(job);
  std::string line = job.file + (job.file.empty() || counts.empty() ? "" : ": ") + counts;
  line += (line.empty() || who.empty() ? "" : "; ") + who;
  if (!line.empty()) details.push_back(line);
  if (!job.message.empty()) details.push_back(job.message);
  return details;
}

Row user_row(const StoredUser& stored) {
  const User& user = stored.user;
  const auto day = [](const std::optional<Day>& value) {
    return value ? format_day(*value) : std::string();
  };
  return {shown_id(stored),  name_text(user),       user.user_group.value,
          user.status.value, day(user.expiry_date), day(user.purge_date)};
}

}  // namespace

std::string name_text(const User& user) {
  return user.last_name + (user.first_name.empty() ? "" : ", " + user.first_name);
}

std::string render_job_list(std::span<const Job> jobs, const date::time_zone& zone,
                            std::size_t columns) {
  if (jobs.empty()) return "no jobs\n";
  std::vector<Row> rows;
  for (const Job& job : jobs)
    rows.push_back({std::to_string(job.number), std::string(to_string(job.kind)), job.name,
                    short_status(job), minute_text(zone, job.started), took_text(job)});
  const Layout layout(
      {{"JOB"}, {"KIND"}, {"NAME", Cells::may_be_cut}, {"STATUS"}, {"STARTED"}, {"TOOK"}}, rows,
      columns);
  std::string out = layout.heading();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out += layout.line(rows[i]);
    for (const std::string& more : job_details(jobs[i]))
      out += wrapped(std::string(kIndent) + on_one_line(more), columns) + "\n";
  }
  return out;
}

std::string render_people(std::span<const Row> people, std::size_t columns) {
  constexpr std::string_view kMargin = "    ";
  const Layout layout({{"PRIMARY ID"},
                       {"NAME", Cells::may_be_cut},
                       {"GROUP", Cells::may_be_cut},
                       {"EXPIRED"},
                       {"PURGE DATE"},
                       {"LAST FEED"}},
                      people, columns == 0 ? 0 : columns - kMargin.size());
  std::string out = std::string(kMargin) + layout.heading();
  for (const Row& person : people) out.append(kMargin).append(layout.line(person));
  return out;
}

void UserTable::add(const StoredUser& stored) {
  ++shown_;
  if (layout_) return write_(layout_->line(user_row(stored)));
  rows_.push_back(user_row(stored));
  if (rows_.size() == kMeasured) begin();
}

std::int64_t UserTable::finish() {
  if (!layout_ && shown_ > 0) begin();
  return shown_;
}

/// Sets the widths from the users so far.
void UserTable::begin() {
  layout_.emplace(std::vector<Column>{{"PRIMARY ID"},
                                      {"NAME", Cells::may_be_cut},
                                      {"GROUP", Cells::may_be_cut},
                                      {"STATUS"},
                                      {"EXPIRES"},
                                      {"PURGE"}},
                  rows_, columns_);
  write_(layout_->heading());
  for (const Row& row : rows_) write_(layout_->line(row));
}

}  // namespace roster
