// Renders documents as JSON.
#include "daemon/show/job_lines.hpp"
#include "daemon/show/present.hpp"
#include "daemon/show/user_json.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

namespace json = boost::json;

/// The object of report.json, without whitespace.
std::string compact(const Job& job) { return json::serialize(json::parse(to_json(job))); }

std::string without_secrets(User user) {
  user.pin_number.clear();
  std::string text;
  append_user_json(user, text);
  return text;
}

json::object finding_json(const sis::Finding& finding) {
  return {{"entry", finding.entry},
          {"line", finding.line},
          {"primary_id", finding.primary_id},
          {"code", finding.code},
          {"severity", finding.severity == sis::Severity::error ? "error" : "warning"},
          {"message", finding.message}};
}

json::array texts(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

template <class Map>
json::array tallies(const Map& map) {
  json::array list;
  for (const auto& [key, tally] : map)
    list.push_back(json::object{
        {"value", tally_name(key)}, {"present", tally.present}, {"purged", tally.purged}});
  return list;
}

/// Shows each kind of document. Lists are written as they are gone through.
class JsonRenderer {
 public:
  explicit JsonRenderer(const WriteText& write) : write_(write) {}

  Exit operator()(const Notice& notice) const {
    line(notice.members);
    return notice.exit;
  }
  Exit operator()(const Printed& printed) const {
    printed.produce(write_);
    return printed.exit ? printed.exit() : Exit::done;
  }
  Exit operator()(const JobTold& told) const {
    write_(compact(told.job) + "\n");
    return exit_of(told.job);
  }
  Exit operator()(const JobSeries& series) const {
    Exit worst = Exit::done;
    std::string jobs;  // written at the end: an error in between is a document of its own
    JobSeries::Listener listener;
    listener.on_job = [&](const JobTold& told) {
      worst = graver(worst, exit_of(told.job));
      jobs += (jobs.empty() ? "" : ",") + compact(told.job);
    };
    series.run(listener);
    write_(series.count == JobSeries::Count::many ? "[" + jobs + "]\n" : jobs + "\n");
    return worst;
  }
  Exit operator()(const JobList& jobs) const {
    const List list(*this, "{\"jobs\":[");
    for (const Job& job : jobs.jobs) list.add(compact(job));
    write_("]}\n");
    return Exit::done;
  }
  Exit operator()(const JobReport& report) const {
    std::string head = compact(report.job);
    head.pop_back();  // its closing brace
    const List list(*this, head + ",\"users\":[");
    for_report_lines(report.reports, report.job.number, report.outcome,
                     [&](const std::string& text) {
                       list.add(text);
                       return true;
                     });
    write_("]}\n");
    return Exit::done;
  }
  Exit operator()(const UserList& users) const {
    const List list(*this, "{\"users\":[");
    const std::int64_t total = users.each(
        [&](const StoredUser& stored) { list.add(without_secrets(stored.user)); }, users.limit);
    write_("],\"total_record_count\":" + std::to_string(total) + "}\n");
    return Exit::done;
  }
  Exit operator()(const UserShown& shown) const {
    std::string text;
    append_user_json(shown.user, text);
    if (shown.secrets == Secrets::hidden) text = without_secrets(shown.user);
    if (shown.lock) {
      text.pop_back();  // the closing brace
      text += ",\"lock\":" +
              json::serialize(json::object{{"holder", shown.lock->holder},
                                           {"by", shown.lock->by},
                                           {"until", format_time(shown.lock->until)}}) +
              "}";
    }
    write_(text + "\n");
    return Exit::done;
  }
  Exit operator()(const Edited& edited) const {
    write_(without_secrets(edited.after) + "\n");
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
  /// Items between commas.
  class List {
   public:
    List(const JsonRenderer& to, std::string_view open) : to_(to) { to_.write_(open); }
    void add(std::string_view item) const {
      if (!first_) to_.write_(",");
      first_ = false;
      to_.write_(item);
    }

   private:
    const JsonRenderer& to_;
    mutable bool first_ = true;
  };

  const WriteText& write_;

  void line(const json::value& value) const { write_(json::serialize(value) + "\n"); }
  Exit findings(const Validation::File& file, std::int64_t& users) const;
};

Exit JsonRenderer::operator()(const UserHistory& history) const {
  json::array entries;
  for (const HistoryEntry& entry : history.entries) {
    json::array fields;
    for (const std::string_view name : field_names(entry.changed)) fields.emplace_back(name);
    json::object object{{"at", format_time(entry.at)},
                        {"what", entry.what},
                        {"by", entry.by},
                        {"fields", std::move(fields)}};
    if (entry.job != 0) object["job"] = entry.job;
    entries.push_back(std::move(object));
  }
  line(json::object{{"primary_id", history.user.primary_id}, {"history", std::move(entries)}});
  return Exit::done;
}

Exit JsonRenderer::operator()(const Verdicts& verdicts) const {
  const Verdicts::Verdict& chosen = foremost(verdicts);
  json::object object{{"primary_id", verdicts.user.primary_id},
                      {"purge", chosen.why.is_purged()},
                      {"blockers", texts(reasons(chosen.why))},
                      {"purge_date", nullptr},
                      {"job", chosen.job}};
  if (!chosen.refused.empty()) object["refused"] = chosen.refused;
  if (verdicts.user.purge_date) object["purge_date"] = format_day(*verdicts.user.purge_date) + "Z";
  line(object);
  return Exit::done;
}

/// Writes the findings of one file as an array's items.
Exit JsonRenderer::findings(const Validation::File& file, std::int64_t& users) const {
  const List list(*this, "");
  Exit exit = Exit::done;
  const auto add = [&](const sis::Finding& finding) {
    if (finding.severity == sis::Severity::error) exit = Exit::rejected;
    list.add(json::serialize(finding_json(finding)));
  };
  try {
    users = file.read(add);
  } catch (const sis::FeedError& refused) {
    add({{}, 0, {}, "refused", sis::Severity::error, refused.what()});
    return Exit::refused;
  }
  return exit;
}

Exit JsonRenderer::operator()(const Validation& validation) const {
  Exit worst = Exit::done;
  std::string_view between = "{\"files\":[";
  for (const Validation::File& file : validation.files) {
    write_(between);
    write_("{\"file\":" + json::serialize(json::string(file.path)) + ",\"findings\":[");
    std::int64_t users = 0;
    worst = graver(worst, findings(file, users));
    write_("],\"users\":" + std::to_string(users) + "}");
    between = ",";
  }
  write_("]}\n");
  return worst;
}

Exit JsonRenderer::operator()(const Conversion& conversion) const {
  write_("{\"file\":" + json::serialize(json::string(conversion.to)) + ",\"findings\":[");
  std::int64_t users = 0;
  const Exit exit = findings(conversion.from, users);
  write_("],\"users\":" + std::to_string(users) + "}\n");
  return exit;
}

Exit JsonRenderer::operator()(const Erasures& erasures) const {
  json::array list;
  for (const auto& [erasure, by_undo, in_history, until] : erasures.entries) {
    json::object entry{{"at", format_time(erasure.at)},
                       {"job", erasure.job},
                       {"name", erasure.job_name},
                       {"policy", to_string(erasure.policy)}};
    if (by_undo) entry["withdrawn"] = json::object{{"in_history", in_history}};
    if (until) entry["withdrawn"].as_object()["until"] = format_time(*until);
    list.push_back(std::move(entry));
  }
  json::object document{{"erased", true}, {"erasures", std::move(list)}};
  if (erasures.back) document["in_store_again"] = json::object{{"job", erasures.back->job}};
  line(document);
  return Exit::done;
}

Exit JsonRenderer::operator()(const StatisticsShown& shown) const {
  const purge::Statistics& statistics = shown.statistics;
  line(json::object{{"present", statistics.all.present},
                    {"purged", statistics.all.purged},
                    {"user_group", tallies(statistics.by_user_group)},
                    {"record_type", tallies(statistics.by_record_type)},
                    {"statistic_category", tallies(statistics.by_category)}});
  return Exit::done;
}

Exit JsonRenderer::operator()(const ScheduleShown& schedule) const {
  json::array list;
  for (const Timetable::Entry& entry : schedule.entries) {
    const std::string next = entry.next ? format_time(*entry.next) : std::string();
    json::object object{{"name", entry.name}, {"next", nullptr}, {"when", unscheduled(entry)}};
    if (entry.next) object["next"] = object["when"] = next;
    list.push_back(std::move(object));
  }
  line(json::object{{"schedule", std::move(list)}});
  return Exit::done;
}

}  // namespace

Exit show_json(const Document& document, const WriteText& write) {
  return std::visit(JsonRenderer(write), document);
}

std::string error_json(Exit code, std::string_view message) {
  return json::serialize(
             json::object{{"error", {{"code", to_string(code)}, {"message", message}}}}) +
         "\n";
}

}  // namespace roster
