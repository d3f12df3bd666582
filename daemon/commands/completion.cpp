#include <fmt/format.h>

#include <set>

#include "daemon/commands/commands.hpp"
#include "daemon/show/job_lines.hpp"
#include "exports/settings.hpp"

namespace roster {

namespace {

/// The values of a parameter: known words, or a $(…) that runs rosterctl; empty: files.
std::string words_for(const Command& command, const Parameter& parameter) {
  const auto joined = [](auto words) {
    std::string text;
    for (const std::string_view word : words) text += fmt::format("{} ", word);
    return text;
  };
  const auto asked = [](std::string_view what) {
    return fmt::format("$(\"${{rosterctl[@]}}\" words {} 2>/dev/null)", what);
  };
  const std::string_view name = parameter.name;
  if (name == "N") return asked(command.name == "job" || command.name == "undo" ? "jobs" : "held");
  if (name == "PROFILE" || name == "profile") return asked("profiles");
  if (name == "JOB" || name == "job") return asked("purge-jobs");
  if (name == "group" || name == "user-group") return asked("groups");
  if (name == "source") return asked("sources");
  if (name == "NAME") return command.name == "export" ? asked("exports") : "";
  if (name == "as") return joined(exports::preset_names().subspan(1));
  if (name == "what") return "changed all";
  if (name == "kind") return joined(job_kind_names());
  if (name == "outcome") return joined(outcomes());
  if (name == "status")
    return command.name == "jobs" ? joined(job_status_names()) : "ACTIVE INACTIVE";
  if (name == "ACTION") return "import synchronize";
  if (name == "xsd") return "v1 v2 auto";
  if (name == "record-type") return "PUBLIC STAFF CONTACT";
  if (name == "policy")
    return "keep_fully_reportable keep_statistics keep_statistics_and_remove_primary_id "
           "fully_remove";
  if (parameter.value == "[PROFILE] FILE") return asked("profiles");
  return "";
}

/// The script's case for one command: its options, their values, and its positional words.
std::string case_of(const Command& command) {
  std::string options, values, others;
  for (const Parameter& parameter : command.parameters) {
    const std::string words = words_for(command, parameter);
    if (parameter.place != Parameter::Place::option) {
      others += words + " ";
      continue;
    }
    options += fmt::format("--{} ", parameter.name);
    if (!words.empty())
      values += fmt::format("        --{}) values=\"{}\" ;;\n", parameter.name, words);
  }
  std::string text = fmt::format("    {})\n      options=\"{}\"\n", command.name, options);
  if (!values.empty()) text += "      case \"$previous\" in\n" + values + "      esac\n";
  if (others.find_first_not_of(' ') != std::string::npos)
    text += fmt::format("      [[ $current == -* ]] || others=\"{}\"\n", others);
  return text + "      ;;\n";
}

constexpr std::string_view kScript = R"(# bash completion for rosterctl
_rosterctl() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}
  local word before command options values others rosterctl=(rosterctl)
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case $before in --config|--store) rosterctl+=("$before" "$word") ;; esac
    [ -z "$command" ] && case " {0}" in *" $word "*) command=$word ;; esac
    before=$word
  done
  case "$command" in
{1}  esac
  if [[ -n $values ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
  elif [[ $current == -* || -z $command ]]; then
    [ -z "$command" ] && options="{0}"
    mapfile -t COMPREPLY < <(compgen -W "$options --json --wide --config --store --help" -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -W "$others" -- "$current"; compgen -f -- "$current")
  fi
}}
complete -o filenames -F _rosterctl rosterctl
)";

/// A completion script for bash.
std::string bash_completion() {
  std::string names = "help ", cases = "    help) others=\"";
  for (const Command& command : commands()) names += fmt::format("{} ", command.name);
  cases += names + "\" ;;\n";
  for (const Command& command : commands()) cases += case_of(command);
  return fmt::format(kScript, names, cases);
}

std::vector<std::string> job_numbers(Session& session, const JobFilter& filter) {
  std::vector<std::string> numbers;
  for (const Job& job : session.view().begin(Access::read)->jobs(filter))
    if (filter.statuses.empty() || job.dry_run == DryRun::no)
      numbers.push_back(std::to_string(job.number));
  return numbers;
}

/// The groups of the first users, limited so that completion is fast.
std::vector<std::string> groups(Session& session) {
  std::set<std::string> found;
  UserFilter some;
  some.limit = 10'000;
  session.view().begin(Access::read)->scan(some, [&](const StoredUser& stored) {
    if (!stored.user.user_group.value.empty()) found.insert(stored.user.user_group.value);
    return true;
  });
  return {found.begin(), found.end()};
}

std::vector<std::string> words_of(Session& session, const std::string& what) {
  constexpr std::int64_t kRecent = 50;
  JobFilter filter;
  filter.limit = kRecent;
  if (what == "jobs") return job_numbers(session, filter);
  filter.statuses = {JobStatus::held};
  if (what == "held") return job_numbers(session, filter);
  if (what == "groups") return groups(session);
  std::vector<std::string> words;
  if (what == "profiles") {
    for (const sis::Profile& profile : session.config().profiles) words.push_back(profile.code);
  } else if (what == "purge-jobs") {
    for (const PurgeJobConfig& job : session.config().purge.jobs) words.push_back(job.name);
  } else if (what == "exports") {
    for (const ExportConfig& one : session.config().exports) words.push_back(one.settings.name);
  } else if (what == "sources") {
    words = session.config().obligations.sources;
  } else {
    throw CommandError(Exit::usage,
                       fmt::format("unknown word list '{}'; choose one of: profiles, purge-jobs, "
                                   "groups, sources, exports, jobs, held",
                                   what));
  }
  return words;
}

}  // namespace

Document run_completion(Session&, const Arguments&) {
  return Printed{[](const auto& write) { write(bash_completion()); }};
}

Document run_words(Session& session, const Arguments& arguments) {
  const std::vector<std::string> words = words_of(session, arguments.text("WHAT"));
  Notice notice;
  boost::json::array list;
  for (const std::string& word : words) {
    notice.text += (notice.text.empty() ? "" : "\n") + on_one_line(word);
    list.emplace_back(word);
  }
  notice.members["words"] = std::move(list);
  return notice;
}

}  // namespace roster
