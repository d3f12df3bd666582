#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "daemon/config/suggest.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/show/terminal_text.hpp"
#include "daemon/version.hpp"

namespace roster {

namespace {

namespace json = boost::json;

/// The values that CLI11 parsed for one command.
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
      return app.add_flag(name, values.flags[key], help)->disable_flag_override();
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

/// The given values as a request's arguments.
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
    "Exit codes: 0 done; 1 done, with rejected records; 2 usage or configuration\n"
    "error; 3 refused, nothing applied; 4 held for approval; 5 store or daemon not\n"
    "reachable; 6 not found.";

/// The words that are neither options nor values of the global options.
std::vector<std::string> plain_words(const std::vector<std::string>& words) {
  std::vector<std::string> plain;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--config" || words[i] == "--store")
      ++i;
    else if (!words[i].starts_with("-"))
      plain.push_back(words[i]);
  }
  return plain;
}

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names{"help"};
  for (const Command& command : commands()) names.push_back(command.name);
  return names;
}

/// Replaces `help` and `help COMMAND` by --help.
std::vector<std::string> with_help_as_option(std::vector<std::string> words) {
  const std::vector<std::string> plain = plain_words(words);
  if (plain.empty() || plain.front() != "help") return words;
  if (plain.size() == 1) return {"--help"};
  return {plain[1], "--help"};
}

/// Rejects an unknown command before anything else is parsed.
void check_command(const std::vector<std::string>& words) {
  const std::vector<std::string> plain = plain_words(words);
  for (const std::string& word : words)
    if (word == "-h" || word == "--help" || word == "-V" || word == "--version")
      if (plain.empty()) return;
  if (plain.empty()) throw CommandError(Exit::usage, "name a command; `rosterctl help` lists them");
  if (find_command(plain.front()) == nullptr)
    throw CommandError(Exit::usage,
                       fmt::format("there is no command '{}'{}", on_one_line(plain.front()),
                                   did_you_mean(plain.front(), command_names())));
}

std::string last_word(const std::string& text) {
  const std::string list = text.substr(text.find(": ") + 2);
  return list.substr(list.find_last_of(" ,") + 1);
}

/// The message for an unexpected word.
std::string unexpected(const Command& command, const std::string& word) {
  if (!word.starts_with("-"))
    return fmt::format("{}: unexpected argument '{}'", command.name, on_one_line(word));
  std::vector<std::string> options{"--help", "--json", "--config", "--store", "--wide"};
  for (const Parameter& parameter : command.parameters)
    if (parameter.place == Parameter::Place::option)
      options.push_back("--" + std::string(parameter.name));
  const std::string name = word.substr(0, word.find('='));
  return fmt::format(
      "{} has no option {}{}", command.name, on_one_line(name),
      did_you_mean(name, std::vector<std::string_view>(options.begin(), options.end())));
}

/// The message for an option with too few values or too many.
std::string mismatch(const std::string& text) {
  const std::string name = text.substr(0, text.find_first_of(": "));
  if (text.ends_with("flag override")) return fmt::format("--{} takes no value", name);
  if (text.find("At Most") != std::string::npos) return fmt::format("{} is given twice", name);
  return fmt::format("{} needs a value", name);
}

/// The library's error message in our own words.
std::string explained(const CLI::ParseError& error, const Command& command) {
  const std::string text = error.what();
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
    return unexpected(command, last_word(text));
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    const std::string pair = text.substr(text.find(": ") + 2);
    const auto equals = pair.find(" = ");
    if (equals != std::string::npos)
      return fmt::format("{}: '{}' is not a number", pair.substr(0, equals),
                         pair.substr(equals + 3));
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) return mismatch(text);
  return text;
}

/// The whole command line in CLI11.
class CommandLine {
 public:
  CommandLine() : app_("rosterctl: manage a library's user records", "rosterctl") {
    app_.footer(std::string(kFooter));
    app_.fallthrough();
    app_.require_subcommand(1);
    app_.set_version_flag("-V,--version", "rosterctl " + std::string(kVersion));
    app_.get_formatter()->label("SUBCOMMAND", "COMMAND");
    app_.get_formatter()->label("SUBCOMMANDS", "COMMANDS");
    CLI::Option* config = app_.add_option("--config", typed_.config, "configuration file")
                              ->type_name("FILE")
                              ->capture_default_str();
    app_.add_option("--store", typed_.store,
                    "a store without a configuration, as in sqlite:users.db")
        ->type_name("URL")
        ->excludes(config);
    app_.add_flag("--json", as_json_, "one JSON document instead of text")->disable_flag_override();
    app_.add_flag("--wide", wide_, "do not limit tables to the width of the terminal")
        ->disable_flag_override();
    for (const Command& command : commands()) {
      CLI::App* sub = app_.add_subcommand(std::string(command.name), std::string(command.summary));
      sub->group("Commands");
      for (const Parameter& parameter : command.parameters)
        declare(*sub, parameter, values_[&command]);
      apps_[&command] = sub;
    }
  }

  /// Throws CLI::ParseError, also for --help and --version.
  Typed parse(std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());  // the order that CLI11 requires
    app_.parse(words);
    // An empty value comes from a shell variable that is not set.
    for (const char* option : {"--store", "--config"})
      if (app_.count(option) > 0 && app_.get_option(option)->as<std::string>().empty())
        throw CommandError(Exit::usage, fmt::format("{} needs a value", option));
    typed_.format = as_json_ ? Format::json : Format::text;
    typed_.width = wide_ ? Typed::Width::needed : Typed::Width::terminal;
    for (const auto& [command, sub] : apps_) {
      if (!sub->parsed()) continue;
      typed_.command = command;
      typed_.arguments = Arguments(collect(*sub, *command, values_[command]));
    }
    return typed_;
  }

  /// Prints help or the version; returns false when neither was requested.
  bool print(const CLI::ParseError& asked, std::ostream& out) {
    if (asked.get_exit_code() != 0) return false;
    app_.exit(asked, out, out);
    return true;
  }

 private:
  CLI::App app_;
  Typed typed_;
  bool as_json_ = false, wide_ = false;
  std::map<const Command*, Values> values_;
  std::map<const Command*, CLI::App*> apps_;
};

/// Returns the command line, or nothing when help or the version was printed. Throws CommandError.
std::optional<Typed> parse(const std::vector<std::string>& words, std::ostream& out) {
  check_command(words);
  CommandLine line;
  try {
    return line.parse(words);
  } catch (const CLI::ParseError& error) {
    if (line.print(error, out)) return {};
    const std::vector<std::string> plain = plain_words(words);
    const Command& command = *find_command(plain.front());
    std::string mistake = explained(error, command);
    if (!mistake.ends_with('?')) mistake += fmt::format("; see `rosterctl help {}`", command.name);
    throw CommandError(Exit::usage, mistake);
  }
}

}  // namespace

Typed parse_command_line(std::vector<std::string> words, std::ostream& out, std::ostream& err,
                         Exit& exit) {
  const bool as_json = std::find(words.begin(), words.end(), "--json") != words.end();
  exit = Exit::done;
  try {
    return parse(with_help_as_option(std::move(words)), out).value_or(Typed{});
  } catch (const CommandError& mistake) {
    if (as_json)
      out << error_json(mistake.code, mistake.what());
    else
      err << "rosterctl: " << mistake.what() << "\n";
    exit = mistake.code;
    return {};
  }
}

}  // namespace roster
