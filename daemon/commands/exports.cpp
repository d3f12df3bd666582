#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/commands/commands.hpp"
#include "daemon/work/dropped_file.hpp"
#include "daemon/work/export_requests.hpp"
#include "exports/writing.hpp"
#include "users/base/day.hpp"
#include "users/base/text.hpp"

namespace roster {

namespace {

using exports::Preset;
using exports::What;

constexpr const char* kWhatAndSince = "say --what or --since, not both";

std::optional<What> what_in(const Arguments& arguments) {
  const std::optional<std::string> word = arguments.optional_text("what");
  if (!word) return std::nullopt;
  if (*word == "all") return What::all;
  if (*word == "changed") return What::changed;
  throw CommandError(Exit::usage, fmt::format("--what: '{}' is neither all nor changed", *word));
}

/// The last change before the moment that was named.
std::optional<std::int64_t> since_in(Session& session, const Arguments& arguments) {
  const std::optional<std::string> text = arguments.optional_text("since");
  if (!text) return std::nullopt;
  std::optional<Time> time = parse_time(*text);
  if (const auto day = parse_day(*text)) time = begin_of_day(session.zone(), *day);
  if (!time)
    throw CommandError(
        Exit::usage,
        fmt::format("--since: '{}' is neither a day (2026-11-22) nor a time (2026-11-22T02:00:00Z)",
                    *text));
  return session.view().begin(Access::read)->revision_at(*time - std::chrono::seconds(1));
}

Document run_configured(Session& session, const Arguments& arguments) {
  const ExportConfig& config = export_named(session.config(), arguments.text("NAME"));
  exports::ExportRequest request = [&] {
    session.existing_store();
    return export_request(session, config);
  }();
  request.what = what_in(arguments);
  request.since = since_in(session, arguments);
  if (request.what && request.since) throw CommandError(Exit::usage, kWhatAndSince);
  std::string note;
  request.place.on_left_over = left_over_in(note);
  const Job added = exports::add_export(request, session.now());
  const Job job = exports::run_export(request, added, session.now());
  if (session.caller().on_job) session.caller().on_job(job);
  return JobTold{job, session.reports(), note};
}

exports::Settings preset_settings(const std::string& word) {
  const auto names = exports::preset_names().subspan(1);
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end())
    throw CommandError(Exit::usage,
                       fmt::format("--as: '{}' is none of {}", word, fmt::join(names, ", ")));
  exports::Settings settings;
  settings.name = word;
  settings.as = static_cast<Preset>(found - names.begin() + 1);
  settings.what = What::all;
  return settings;
}

/// Users as text, for a look or a pipe: no job, and nothing is remembered.
Document print_preset(Session& session, const Arguments& arguments) {
  const exports::Settings settings = preset_settings(arguments.text("as"));
  const std::optional<What> what = what_in(arguments);
  const std::optional<std::int64_t> since = since_in(session, arguments);
  if (what == What::all && since) throw CommandError(Exit::usage, kWhatAndSince);
  if (what == What::changed && !since)
    throw CommandError(Exit::usage,
                       "--what changed: a form by itself remembers nothing; say --since WHEN");
  const auto rejected = std::make_shared<std::int64_t>(0);
  Printed printed;
  printed.produce = [&session, settings, since, rejected](const WriteText& write) {
    exports::Listener listener;
    listener.on_problem = [&](const StoredUser& stored, const exports::Problem& problem) {
      ++*rejected;
      if (session.caller().on_remark)
        session.caller().on_remark(fmt::format("{}: left out: {}: {}", printable(shown_id(stored)),
                                               problem.code, printable(problem.message)));
    };
    listener.on_progress = [&session] { session.progress(); };
    exports::write_users(*session.view().begin(Access::read), settings, {since, {}},
                         session.now().today, write, listener);
  };
  printed.exit = [rejected] { return *rejected > 0 ? Exit::rejected : Exit::done; };
  return printed;
}

}  // namespace

Document run_export_command(Session& session, const Arguments& arguments) {
  const bool named = arguments.has("NAME"), preset = arguments.has("as");
  if (named == preset)
    throw CommandError(Exit::usage, "export: give the NAME of an export, or a form by --as");
  if (named && arguments.has("output"))
    throw CommandError(Exit::usage,
                       "-o goes with --as; the files of an export go into its directory");
  return named ? run_configured(session, arguments) : print_preset(session, arguments);
}

}  // namespace roster
