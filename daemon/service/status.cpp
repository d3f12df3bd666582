#include "daemon/service/status.hpp"

#include <fmt/format.h>

#include "daemon/show/render.hpp"
#include "daemon/version.hpp"
#include "users/base/day.hpp"

namespace roster {

namespace {

namespace json = boost::json;

json::value time_json(const std::optional<Time>& time) {
  return time ? json::value(format_time(*time)) : json::value();
}

std::string percent_text(const Progress& progress) {
  if (progress.of == 0) return fmt::format("{} records", progress.records);
  return fmt::format("{} %, {} records", progress.bytes * 100 / progress.of, progress.records);
}

std::vector<std::string> all_attention(const LiveStatus& status, const date::time_zone& zone) {
  std::vector<std::string> lines;
  if (status.survey) lines = attention(*status.survey, zone);
  if (!status.store_trouble.empty())
    lines.push_back("the store cannot be read: " + status.store_trouble);
  for (const std::string& trouble : status.troubles) lines.push_back(on_one_line(trouble));
  for (const LeftFile& left : status.left)
    if (left.state == LeftFile::State::odd)
      lines.push_back(fmt::format("{}: {} is left alone: {}", left.input, on_one_line(left.name),
                                  on_one_line(left.text)));
    else if (left.state == LeftFile::State::unreported)
      lines.push_back(
          fmt::format("{}: {}: {}", left.input, on_one_line(left.name), on_one_line(left.text)));
  for (const LiveStatus::Directory& directory : status.directories)
    if (directory.state == "lost" || directory.other_file_system)
      lines.push_back(fmt::format("directory {}: {}", directory.path,
                                  directory.other_file_system
                                      ? "on a different file system than before"
                                      : "missing or not readable"));
  if (status.clock_step)
    lines.push_back(fmt::format("the clock was set from {} to {}",
                                format_local(zone, status.clock_step->from),
                                format_local(zone, status.clock_step->to)));
  if (!status.config_is_read) lines.push_back("the configuration was edited, with errors");
  return lines;
}

std::string work_text(const LiveStatus& status, const date::time_zone& zone) {
  if (status.queue.empty()) return "idle\n";
  std::string text = fmt::format("running: {}", status.queue.front());
  if (status.progress)
    text +=
        fmt::format(", {}: {}", on_one_line(status.progress->file), percent_text(*status.progress));
  if (status.running_since)
    text += fmt::format(", since {}", format_local(zone, *status.running_since));
  text += "\n";
  for (std::size_t i = 1; i < status.queue.size(); ++i)
    text += fmt::format("waiting: {} (behind {})\n", status.queue[i], status.queue[i - 1]);
  return text;
}

std::string text_of(const LiveStatus& status, const date::time_zone& zone) {
  std::string text = work_text(status, zone);
  if (status.survey)
    for (const std::string& line : survey_lines(*status.survey, zone)) text += line + "\n";
  else
    text += "the store cannot be read: " + status.store_trouble + "\n";
  for (const std::string& trouble : status.troubles) text += on_one_line(trouble) + "\n";
  for (const LeftFile& left : status.left)
    text += fmt::format("{}: {}: {} (since {})\n", left.input, on_one_line(left.name),
                        on_one_line(left.text), format_local(zone, left.since));
  if (status.clock_step)
    text += fmt::format("clock: set from {} to {} (if it is correct now, run `rosterctl reload`)\n",
                        format_local(zone, status.clock_step->from),
                        format_local(zone, status.clock_step->to));
  if (!status.config_is_read)
    text += "configuration: edited, with errors; the previous one is in use\n";
  for (const LiveStatus::Directory& directory : status.directories)
    text += fmt::format(
        "directory {}: {}{}\n", directory.path, directory.state,
        directory.other_file_system ? ", but on a different file system than before" : "");
  for (const Timetable::Entry& entry : status.next)
    if (entry.next)
      text += fmt::format("next {}: {}\n", entry.name, format_local(zone, *entry.next));
  text.pop_back();  // the last line break
  return text;
}

json::value running_json(const LiveStatus& status) {
  if (status.queue.empty()) return nullptr;
  json::object running{{"what", status.queue.front()}, {"since", time_json(status.running_since)}};
  if (status.progress) {
    running["file"] = status.progress->file;
    running["records"] = status.progress->records;
    if (status.progress->of > 0)
      running["percent"] = status.progress->bytes * 100 / status.progress->of;
  }
  return running;
}

json::array feeds_json(const std::vector<Survey::Feed>& feeds, const char* last, Time now) {
  json::array list;
  for (const Survey::Feed& feed : feeds) {
    json::object object{
        {"name", feed.name}, {last, time_json(feed.last)}, {"silent", feed.is_silent(now)}};
    if (feed.job != 0) object["job"] = feed.job;
    if (feed.last) object["age_seconds"] = (now - *feed.last).count();
    list.push_back(std::move(object));
  }
  return list;
}

void add_survey(const Survey& survey, json::object& members) {
  json::array held, failed, purges, disks;
  for (const Job& job : survey.held) held.push_back(json::parse(to_json(job)));
  for (const Job& job : survey.failed) failed.push_back(json::parse(to_json(job)));
  for (const Survey::Purge& purge : survey.purges)
    purges.push_back(json::object{
        {"name", purge.name},
        {"refusal", purge.refusal.empty() ? json::value() : json::value(purge.refusal)}});
  for (const Survey::Disk& disk : survey.disks)
    disks.push_back(json::object{
        {"what", disk.what}, {"path", disk.path}, {"free", disk.free}, {"size", disk.size}});
  members["held"] = std::move(held);
  members["failed"] = std::move(failed);
  members["profiles"] = feeds_json(survey.profiles, "last_loaded", survey.now.time);
  members["obligations"] = feeds_json(survey.sources, "as_of", survey.now.time);
  members["purges"] = std::move(purges);
  members["stale_feeds"] = json::value_from(survey.stale_feeds);
  members["disks"] = std::move(disks);
  members["ledger"] = survey.ledger ? json::value{{"verified", survey.ledger->fault.empty()},
                                                  {"fault", survey.ledger->fault},
                                                  {"looked_at", format_time(survey.ledger->at)}}
                                    : json::value();
  json::array exports;
  for (const Survey::Export& one : survey.exports)
    exports.push_back(json::object{
        {"name", one.name},
        {"untaken", one.untaken},
        {"oldest", one.oldest},
        {"since", one.untaken > 0 ? json::value(format_time(one.since)) : json::value()},
        {"late", one.is_late(survey.now.time)}});
  members["exports"] = std::move(exports);
}

std::string_view word_of(LeftFile::State state) {
  if (state == LeftFile::State::waiting) return "waiting";
  return state == LeftFile::State::unreported ? "unreported" : "left_alone";
}

json::array left_json(const std::vector<LeftFile>& files) {
  json::array list;
  for (const LeftFile& left : files)
    list.push_back(json::object{{"input", left.input},
                                {"file", left.name},
                                {"state", word_of(left.state)},
                                {"why", left.text},
                                {"since", format_time(left.since)}});
  return list;
}

}  // namespace

Notice status_notice(const LiveStatus& status, const date::time_zone& zone) {
  json::array directories, next;
  for (const LiveStatus::Directory& directory : status.directories)
    directories.push_back(json::object{{"path", directory.path},
                                       {"state", directory.state},
                                       {"other_file_system", directory.other_file_system}});
  for (const Timetable::Entry& entry : status.next)
    if (entry.next)
      next.push_back(json::object{{"name", entry.name}, {"next", format_time(*entry.next)}});
  json::object members{{"version", kVersion},
                       {"state", status.queue.empty() ? "idle" : "running"},
                       {"started", format_time(status.started)},
                       {"running", running_json(status)},
                       {"queue", json::value_from(status.queue)},
                       {"files", left_json(status.left)},
                       {"directories", std::move(directories)},
                       {"schedule", std::move(next)},
                       {"configuration_read", time_json(status.config_read)},
                       {"attention", json::value_from(all_attention(status, zone))}};
  members["clock_step"] = status.clock_step
                              ? json::value{{"from", format_time(status.clock_step->from)},
                                            {"to", format_time(status.clock_step->to)}}
                              : json::value();
  if (status.survey) add_survey(*status.survey, members);
  return {text_of(status, zone), std::move(members)};
}

Notice check_notice(const LiveStatus& status, const date::time_zone& zone) {
  const std::vector<std::string> lines = all_attention(status, zone);
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  if (lines.empty()) text = "nothing needs attention";
  return {
      text, {{"attention", json::value_from(lines)}}, lines.empty() ? Exit::done : Exit::rejected};
}

}  // namespace roster
