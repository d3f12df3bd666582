#include <fmt/format.h>

#include "daemon/commands/commands.hpp"

namespace roster {

namespace {

/// A completion script for bash.
std::string bash_completion() {
  std::string names;
  std::string cases;
  for (const Command& command : commands()) {
    names += fmt::format("{} ", command.name);
    std::string options;
    for (const Parameter& parameter : command.parameters)
      if (parameter.place == Parameter::Place::option)
        options += fmt::format("--{} ", parameter.name);
    if (!options.empty())
      cases += fmt::format("    {}) words=\"$words {}\" ;;\n", command.name, options);
  }
  return fmt::format(
      "# bash completion for rosterctl\n"
      "_rosterctl() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} word command words=\"--json --config --store "
      "--help --version\"\n"
      "  for word in \"${{COMP_WORDS[@]:1:COMP_CWORD-1}}\"; do\n"
      "    case \" {0}\" in *\" $word \"*) command=$word; break ;; esac\n"
      "  done\n"
      "  [ -z \"$command\" ] && words=\"$words {0}\"\n"
      "  case \"$command\" in\n{1}  esac\n"
      "  if [[ $current == -* || -z $command ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "  else\n"
      "    mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
      "  fi\n"
      "}}\n"
      "complete -o filenames -F _rosterctl rosterctl\n",
      names, cases);
}

}  // namespace

Document run_completion(Session&, const Arguments&) {
  return Printed{[](const auto& write) { write(bash_completion()); }};
}

}  // namespace roster
