// Documents as text for people.
#include <fmt/format.h>

#include "daemon/show/job_lines.hpp"
#include "daemon/show/present.hpp"
#include "daemon/show/render.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

constexpr std::int64_t kLinesShown = 20;

std::string to_text(const std::string& file, const sis::Finding& finding) {
  const std::string where = finding.entry.empty() ? file : file + "!" + finding.entry;
  const std::string who =
      finding.primary_id.empty() ? "" : fmt::format("user {}: ", finding.primary_id);
  return fmt::format("{}:{}: {}{}: {}\n", where, finding.line, who, finding.code, finding.message);
}

std::vector<std::string> user_row(const User& user) {
  const auto day = [](const std::optional<Day>& value) {
    return value ? format_day(*value) : std::string();
  };
  return {user.primary_id,
          user.last_name + (user.first_name.empty() ? "" : ", " + user.first_name),
          user.user_group.value,
          user.status.value,
          day(user.expiry_date),
          day(user.purge_date)};
}

template <class Map>
std::string tallies(const std::string& heading, const Map& map) {
  std::vector<std::vector<std::string>> rows{{heading, "PRESENT", "PURGED"}};
  for (const auto& [key, tally] : map) {
    std::string name;
    if constexpr (std::is_same_v<std::decay_t<decltype(key)>, std::string>)
      name = key.empty() ? "(none)" : key;
    else
      name = key.first.empty() ? key.second : key.first + "/" + key.second;
    rows.push_back({name, std::to_string(tally.present), std::to_string(tally.purged)});
  }
  return render_table(rows) + "\n";
}

/// Shows each kind of document.
class TextRenderer {
 public:
  explicit TextRenderer(const Presentation& presentation)
      : write_(presentation.write), zone_(*presentation.zone) {}

  Exit operator()(const Notice& notice) const {
    if (!notice.text.empty()) write_(notice.text + "\n");
    return notice.exit;
  }
  Exit operator()(const Printed& printed) const {
    printed.produce(write_);
    return Exit::done;
  }
  Exit operator()(const JobTold& told) const;
  Exit operator()(const JobSeries& series) const;
  Exit operator()(const JobList& list) const;
  Exit operator()(const JobReport& report) const;
  Exit operator()(const UserList& users) const;
  Exit operator()(const UserShown& shown) const {
    write_(render_user(shown.user));
    return Exit::done;
  }
  Exit operator()(const Edited& edited) const {
    write_(render_change(&edited.before, edited.after, edited.changed));
    return Exit::done;
  }
  Exit operator()(const UserHistory& history) const;
  Exit operator()(const Verdicts& verdicts) const;
  Exit operator()(const Validation& validation) const;
  Exit operator()(const Conversion& conversion) const;
  Exit operator()(const Erasures& erasures) const;
  Exit operator()(const StatisticsShown& shown) const;
  Exit operator()(const ScheduleShown& schedule) const;

 private:
  const WriteText& write_;
  const date::time_zone& zone_;

  void first_lines(const JobTold& told) const;
  void history_entry(const HistoryEntry& entry, const User& after) const;
  Exit findings(const Validation::File& file) const;
};

/// The first people of the outcomes that a person wants to see at once: of a purge who goes and why
/// others stay, of a load who was rejected.
void TextRenderer::first_lines(const JobTold& told) const {
  const Job& job = told.job;
  if (job.status == JobStatus::dropped) return;
  if (job.kind == JobKind::purge) {
    for (const std::string_view outcome : {"purged", "kept"})
      write_(first_lines_text(told.reports, job, outcome, kLinesShown));
  } else if (const auto found = job.counts.find("rejected");
             found != job.counts.end() && found->second > 0) {
    write_(rejections_text(told.reports, job, kLinesShown));
  }
}

Exit TextRenderer::operator()(const JobTold& told) const {
  const Job& job = told.job;
  write_(render_job(job, zone_));
  if (job.kind == JobKind::purge) first_lines(told);
  if (job.status == JobStatus::held && job.dry_run == DryRun::no) write_(held_text(job));
  if (job.kind != JobKind::purge) first_lines(told);
  if (!told.remark.empty()) write_("  " + told.remark + "\n");
  return exit_of(job);
}

Exit TextRenderer::operator()(const JobSeries& series) const {
  Exit worst = Exit::done;
  JobSeries::Listener listener;
  listener.on_job = [&](const JobTold& told) { worst = graver(worst, (*this)(told)); };
  listener.on_remark = [&](const std::string& text) { write_(on_one_line(text) + "\n"); };
  listener.on_change = [&](const User* before, const User& after, const FieldSet& changed) {
    write_(render_change(before, after, changed));
  };
  series.run(listener);
  return worst;
}

Exit TextRenderer::operator()(const JobList& list) const {
  std::vector<std::vector<std::string>> rows{
      {"JOB", "KIND", "NAME", "STATUS", "STARTED", "TOOK", "COUNTS"}};
  for (const Job& job : list.jobs)
    rows.push_back(
        {std::to_string(job.number),
         std::string(to_string(job.kind)) + (job.dry_run == DryRun::yes ? " (dry run)" : ""),
         job.name + (job.file.empty() ? "" : " " + job.file), status_text(job.status),
         format_local(zone_, job.started), job.ended ? duration_text(*job.ended - job.started) : "",
         counts_text(job)});
  write_(list.jobs.empty() ? "no jobs\n" : render_table(rows));
  return Exit::done;
}

Exit TextRenderer::operator()(const JobReport& report) const {
  write_(render_job(report.job, zone_));
  const bool there = for_report_lines(report.reports, report.job.number, report.outcome,
                                      [&](const std::string& line) {
                                        write_("  " + line_text(line) + "\n");
                                        return true;
                                      });
  if (!there) write_("  the report of this job is not kept any more\n");
  return Exit::done;
}

Exit TextRenderer::operator()(const UserList& users) const {
  constexpr std::size_t kPage = 1000;  // rows that share their column widths
  std::vector<std::vector<std::string>> rows{
      {"PRIMARY ID", "NAME", "GROUP", "STATUS", "EXPIRES", "PURGE"}};
  std::int64_t shown = 0;
  users.each([&](const StoredUser& stored) {
    rows.push_back(user_row(stored.user));
    ++shown;
    if (rows.size() < kPage) return true;
    write_(render_table(rows));
    rows.clear();
    return true;
  });
  if (shown > 0) write_(render_table(rows));
  write_(shown == users.total ? fmt::format("{} users\n", users.total)
                              : fmt::format("{} of {} users\n", shown, users.total));
  return Exit::done;
}

void TextRenderer::history_entry(const HistoryEntry& entry, const User& after) const {
  write_(fmt::format("{}  {}{}\n", format_local(zone_, entry.at), entry.what,
                     entry.job != 0 ? fmt::format(" (job {})", entry.job) : ""));
  if (!entry.before) return write_("    created\n");
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (!entry.changed[i]) continue;
    const Field field = static_cast<Field>(i);
    write_(fmt::format("    {}: {} -> {}\n", field_name(field), display_field(*entry.before, field),
                       display_field(after, field)));
  }
}

Exit TextRenderer::operator()(const UserHistory& history) const {
  const auto& entries = history.entries;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool newer = i + 1 < entries.size() && entries[i + 1].before;
    history_entry(entries[i], newer ? *entries[i + 1].before : history.user);
  }
  return Exit::done;
}

Exit TextRenderer::operator()(const Verdicts& verdicts) const {
  for (const Verdicts::Verdict& verdict : verdicts.verdicts) {
    write_(fmt::format("{}: {}: {}\n", verdicts.user.primary_id, verdict.job,
                       verdict.why.is_purged() ? "would be purged today" : "would be kept"));
    for (const std::string& reason : reasons(verdict.why)) write_("  " + reason + "\n");
  }
  return Exit::done;
}

Exit TextRenderer::findings(const Validation::File& file) const {
  std::int64_t errors = 0, warnings = 0;
  try {
    const std::int64_t users = file.read([&](const sis::Finding& finding) {
      ++(finding.severity == sis::Severity::error ? errors : warnings);
      write_(to_text(file.path, finding));
    });
    write_(
        fmt::format("{}: {} users, {} errors, {} warnings\n", file.path, users, errors, warnings));
  } catch (const sis::FeedError& refused) {
    write_(fmt::format("{}\n", refused.what()));
    return Exit::refused;
  }
  return errors > 0 ? Exit::rejected : Exit::done;
}

Exit TextRenderer::operator()(const Validation& validation) const {
  Exit worst = Exit::done;
  for (const Validation::File& file : validation.files) worst = graver(worst, findings(file));
  return worst;
}

Exit TextRenderer::operator()(const Conversion& conversion) const {
  Exit exit = Exit::done;
  const std::int64_t users = conversion.from.read([&](const sis::Finding& finding) {
    if (finding.severity == sis::Severity::error) exit = Exit::rejected;
    write_(to_text(conversion.from.path, finding));
  });
  write_(fmt::format("{}: {} users\n", conversion.to, users));
  return exit;
}

Exit TextRenderer::operator()(const Erasures& erasures) const {
  for (const Erasure& erasure : erasures.entries)
    write_(fmt::format("{}: erased {} by job {} ({}), policy {}\n", erasures.id,
                       format_local(zone_, erasure.at), erasure.job, erasure.job_name,
                       to_string(erasure.policy)));
  return Exit::done;
}

Exit TextRenderer::operator()(const StatisticsShown& shown) const {
  const purge::Statistics& statistics = shown.statistics;
  write_(tallies("USER GROUP", statistics.by_user_group));
  write_(tallies("RECORD TYPE", statistics.by_record_type));
  write_(tallies("STATISTIC CATEGORY", statistics.by_category));
  write_(fmt::format("{} present, {} purged\n", statistics.all.present, statistics.all.purged));
  return Exit::done;
}

Exit TextRenderer::operator()(const ScheduleShown& schedule) const {
  std::vector<std::vector<std::string>> rows{{"WHAT", "NEXT RUN"}};
  for (const Timetable::Entry& entry : schedule.entries) {
    const bool on_arrival = entry.schedule.kind == Schedule::Kind::on_arrival;
    rows.push_back({entry.name, entry.next   ? format_local(zone_, *entry.next)
                                : on_arrival ? "on arrival"
                                             : "by hand"});
  }
  write_(schedule.entries.empty() ? "nothing is scheduled\n" : render_table(rows));
  return Exit::done;
}

}  // namespace

Exit show_text(const Document& document, const Presentation& presentation) {
  return std::visit(TextRenderer(presentation), document);
}

Exit present(const Document& document, const Presentation& presentation) {
  return presentation.format == Format::json ? show_json(document, presentation.write)
                                             : show_text(document, presentation);
}

}  // namespace roster
