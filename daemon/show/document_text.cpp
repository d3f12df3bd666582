// Renders documents as text for people.
#include <fmt/format.h>

#include "daemon/show/finding_text.hpp"
#include "daemon/show/job_lines.hpp"
#include "daemon/show/lists.hpp"
#include "daemon/show/present.hpp"
#include "daemon/show/render.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

constexpr std::int64_t kLinesShown = 20, kUsersShown = 50;

std::string counted(std::int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

template <class Map>
std::string tallies(const std::string& heading, const Map& map) {
  std::vector<Row> rows{{heading, "PRESENT", "PURGED"}};
  for (const auto& [key, tally] : map) {
    const std::string name = tally_name(key);
    rows.push_back({name.empty() ? "(none)" : name, std::to_string(tally.present),
                    std::to_string(tally.purged)});
  }
  return render_table(rows) + "\n";
}

/// Shows each kind of document.
class TextRenderer {
 public:
  explicit TextRenderer(const Presentation& presentation)
      : write_([&presentation](std::string_view text) {
          presentation.write(wrapped(text, presentation.line_columns));
        }),
        zone_(*presentation.zone),
        columns_(presentation.columns),
        colour_(presentation.colour) {}

  Exit operator()(const Notice& notice) const {
    if (!notice.text.empty()) write_(notice.text + "\n");
    return notice.exit;
  }
  Exit operator()(const Printed& printed) const {
    printed.produce(write_);
    return printed.exit ? printed.exit() : Exit::done;
  }
  Exit operator()(const JobTold& told) const;
  Exit operator()(const JobSeries& series) const;
  Exit operator()(const JobList& list) const;
  Exit operator()(const JobReport& report) const;
  Exit operator()(const UserList& users) const;
  Exit operator()(const UserShown& shown) const {
    write_(render_user(shown.user, shown.secrets));
    if (shown.lock) write_(lock_text(*shown.lock, zone_) + "\n");
    return Exit::done;
  }
  Exit operator()(const Edited& edited) const {
    write_(render_change(&edited.before, edited.after, edited.changed, colour_));
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
  WriteText write_;
  const date::time_zone& zone_;
  std::size_t columns_;
  Colour colour_;

  void first_lines(const JobTold& told) const;
  void history_entry(const HistoryEntry& entry, const User& after) const;
  Exit findings(const Validation::File& file) const;
};

/// Who would go.
std::string people_text(const JobTold::People& people, const Job& job, std::size_t columns) {
  std::string out = fmt::format("  would be purged ({}):\n", people.all);
  out += render_people(people.rows, columns);
  if (people.rows.size() < people.all)
    out += fmt::format("    … {} more: rosterctl job {} --outcome purged\n",
                       people.all - people.rows.size(), job.number);
  return out;
}

/// By which job, and who asked for it or made the edit.
std::string who_text(const HistoryEntry& entry) {
  const std::string by = entry.by == "-" ? "" : on_one_line(entry.by);
  if (entry.job == 0) return by.empty() ? "" : fmt::format(" (by {})", by);
  return fmt::format(" (job {}{})", entry.job, by.empty() ? "" : ", asked by " + by);
}

/// Shows the first report lines with the outcomes that matter most: for a purge, who is removed and
/// why others are kept; for an undo, who is kept; for a load, who was rejected.
void TextRenderer::first_lines(const JobTold& told) const {
  const Job& job = told.job;
  if (job.status == JobStatus::dropped) return;
  if (job.kind == JobKind::purge) {
    if (told.people.all == 0)
      write_(first_lines_text(told.reports, job, "purged", kLinesShown));
    else
      write_(people_text(told.people, job, columns_));
    write_(first_lines_text(told.reports, job, "kept", kLinesShown));
  } else if (job.kind == JobKind::undo) {
    write_(first_lines_text(told.reports, job, "kept", kLinesShown));
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
    write_(render_change(before, after, changed, colour_));
  };
  series.run(listener);
  return worst;
}

Exit TextRenderer::operator()(const JobList& list) const {
  write_(render_job_list(list.jobs, zone_, columns_));
  return Exit::done;
}

Exit TextRenderer::operator()(const JobReport& report) const {
  const Job& job = report.job;
  write_(render_job(job, zone_));
  if (job.status == JobStatus::held && job.dry_run == DryRun::no) write_(held_text(job));
  bool there = true;
  if (report.outcome.empty() && report.lines == JobReport::Lines::first) {
    const auto lines = lines_by_outcome(report.reports, job, kLinesShown);
    there = lines.has_value();
    write_(lines.value_or(""));
  } else {
    there =
        for_report_lines(report.reports, job.number, report.outcome, [&](const std::string& line) {
          write_("  " + line_text(line, applied(job), Remedies::shown) + "\n");
          return true;
        });
  }
  if (!there) write_("  the report of this job is not available\n");
  return Exit::done;
}

Exit TextRenderer::operator()(const UserList& users) const {
  UserTable table(columns_, write_);
  const std::int64_t total = users.each([&](const StoredUser& stored) { table.add(stored); },
                                        users.limit.value_or(kUsersShown));
  const std::int64_t shown = table.finish();
  write_(shown == total ? counted(total, "user") + "\n"
                        : fmt::format("{} of {} users; --limit N shows more\n", shown, total));
  return Exit::done;
}

void TextRenderer::history_entry(const HistoryEntry& entry, const User& after) const {
  write_(fmt::format("{}  {}{}\n", format_local(zone_, entry.at), on_one_line(entry.what),
                     who_text(entry)));
  if (!entry.before) return write_("    created\n");
  write_(render_fields(*entry.before, after, entry.changed, colour_));
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
  const std::string id = on_one_line(verdicts.user.primary_id);
  std::size_t others = 0;
  for (const Verdicts::Verdict& verdict : verdicts.verdicts) {
    if (verdicts.verdicts.size() > 1 && !looks_at_user(verdict.why)) {
      ++others;
      continue;
    }
    write_(fmt::format("{}: {}: {}\n", id, verdict.job,
                       verdict.why.is_purged() ? "would be purged today" : "would be kept"));
    for (const std::string& reason : reasons(verdict.why))
      write_("  " + on_one_line(reason) + "\n");
    if (!verdict.refused.empty())
      write_("  the purge would be refused: " + on_one_line(verdict.refused) + "\n");
  }
  if (others == verdicts.verdicts.size())
    write_(fmt::format(
        "{}: would be kept: no purge job covers {} of user group {}\n", id,
        on_one_line(verdicts.user.record_type.value),
        verdicts.user.user_group.empty() ? "(none)" : on_one_line(verdicts.user.user_group.value)));
  else if (others > 0)
    write_(fmt::format("{} other purge job{} for other users\n", others,
                       others == 1 ? " is" : "s are"));
  return Exit::done;
}

Exit TextRenderer::findings(const Validation::File& file) const {
  std::int64_t errors = 0, warnings = 0;
  try {
    const std::int64_t users = file.read([&](const sis::Finding& finding) {
      ++(finding.severity == sis::Severity::error ? errors : warnings);
      write_(finding_text(file.path, finding) + "\n");
    });
    write_(fmt::format("{}: {}, {}, {}\n", file.path, counted(users, "user"),
                       counted(errors, "error"), counted(warnings, "warning")));
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
    write_(finding_text(conversion.from.path, finding) + "\n");
  });
  write_(fmt::format("{}: {}\n", conversion.to, counted(users, "user")));
  return exit;
}

Exit TextRenderer::operator()(const Erasures& erasures) const {
  const std::string id = on_one_line(erasures.id);
  for (const Erasures::Entry& entry : erasures.entries)
    write_(fmt::format("{}: {}\n", id, erasure_text(entry, zone_)));
  if (erasures.back)
    write_(erasures.back->job != 0
               ? fmt::format("{}: is in the store again since job {}\n", id, erasures.back->job)
               : fmt::format("{}: is in the store again\n", id));
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
  std::vector<Row> rows{{"WHAT", "NEXT RUN"}};
  for (const Timetable::Entry& entry : schedule.entries) {
    rows.push_back({entry.name, entry.next ? format_local(zone_, *entry.next)
                                           : std::string(unscheduled(entry))});
  }
  write_(schedule.entries.empty() ? "nothing is scheduled\n" : render_table(rows));
  return Exit::done;
}

}  // namespace

Exit show_text(const Document& document, const Presentation& presentation) {
  return std::visit(TextRenderer(presentation), document);
}

Exit present(const Document& document, const Presentation& presentation) {
  if (const auto* printed = std::get_if<Printed>(&document)) {
    printed->produce(presentation.write_file ? presentation.write_file : presentation.write);
    return printed->exit ? printed->exit() : Exit::done;
  }
  return presentation.format == Format::json ? show_json(document, presentation.write)
                                             : show_text(document, presentation);
}

}  // namespace roster
