#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <map>
#include <ostream>

#include "daemon/ctl/ctl.hpp"
#include "daemon/version.hpp"

namespace roster {

namespace {

namespace json = boost::json;

/// Where CLI11 puts the values of one command until they become a request.
struct Values {
  std::map<std::string, std::string, std::less<>> texts;
  std::map<std::string, std::int64_t, std::less<>> numbers;
  std::map<std::string, bool, std::less<>> flags;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;
};

CLI::Option* declare_value(CLI::App& app, const Parameter& parameter, const std::string& name,
                           Values& values) {
  const std::string key(parameter.name);
  const std::string help(parameter.help);
  switch (parameter.kind) {
    case Parameter::Kind::flag:
      return app.add_flag(name, values.flags[key], help);
    case Parameter::Kind::number:
      return app.add_option(name, values.numbers[key], help);
    case Parameter::Kind::texts:
      return app.add_option(name, values.lists[key], help);
    case Parameter::Kind::text:
      break;
  }
  return app.add_option(name, values.texts[key], help);
}

void declare(CLI::App& app, const Parameter& parameter, Values& values) {
  std::string name(parameter.name);
  if (parameter.place == Parameter::Place::option)
    name = (name == "output" ? "-o,--" : "--") + name;
  CLI::Option* option = declare_value(app, parameter, name, values);
  if (parameter.kind != Parameter::Kind::flag) option->type_name(std::string(parameter.value));
  if (parameter.place == Parameter::Place::required) option->required();
}

/// The values that were given, as a request's arguments.
json::object collect(const CLI::App& app, const Command& command, const Values& values) {
  json::object object;
  for (const Parameter& parameter : command.parameters) {
    const std::string key(parameter.name);
    const bool option = parameter.place == Parameter::Place::option;
    if (app.count(option ? "--" + key : key) == 0) continue;
    switch (parameter.kind) {
      case Parameter::Kind::flag:
        object[key] = true;
        break;
      case Parameter::Kind::number:
        object[key] = values.numbers.at(key);
        break;
      case Parameter::Kind::texts:
        object[key] = json::value_from(values.lists.at(key));
        break;
      case Parameter::Kind::text:
        object[key] = values.texts.at(key);
        break;
    }
  }
  return object;
}

constexpr std::string_view kFooter =
    "Exit codes: 0 done; 1 done, with rejected records; 2 usage or configuration error; 3 refused, "
    "nothing applied;\n"
    "4 held for approval; 5 store or daemon not reachable; 6 not found.";

}  // namespace

Typed parse_command_line(std::vector<std::string> words, std::ostream& out, std::ostream& err,
                         Exit& exit) {
  Typed typed;
  CLI::App app("rosterctl: look after a library's user records", "rosterctl");
  app.footer(std::string(kFooter));
  app.fallthrough();
  app.require_subcommand(1);
  app.set_version_flag("--version", "rosterctl " + std::string(kVersion));
  CLI::Option* config = app.add_option("--config", typed.config, "configuration file")
                            ->type_name("FILE")
                            ->capture_default_str();
  app.add_option("--store", typed.store, "a store without a configuration, as in sqlite:users.db")
      ->type_name("URL")
      ->excludes(config);
  bool as_json = false;
  app.add_flag("--json", as_json, "one JSON document instead of text");
  std::map<const Command*, Values> values;
  std::map<const Command*, CLI::App*> apps;
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
    for (const Parameter& parameter : command.parameters)
      declare(*sub, parameter, values[&command]);
    apps[&command] = sub;
  }
  try {
    std::reverse(words.begin(), words.end());  // as CLI11 wants a vector
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, out, err);
    exit = code == 0 ? Exit::done : Exit::usage;
    return typed;
  }
  typed.format = as_json ? Format::json : Format::text;
  for (const auto& [command, sub] : apps) {
    if (!sub->parsed()) continue;
    typed.command = command;
    typed.arguments = Arguments(collect(*sub, *command, values[command]));
  }
  return typed;
}

}  // namespace roster
