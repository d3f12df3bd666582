// Command: one thing a person can ask of Roster. All commands stand in one table (commands.cpp);
// rosterctl runs them in its own process or asks the daemon to run the same function.
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/show/progress.hpp"
#include "users/model/job.hpp"

namespace roster {

/// Exit codes of rosterctl.
enum class Exit : int {
  done = 0,
  rejected = 1,     ///< done, with rejected records
  usage = 2,        ///< or a configuration error
  refused = 3,      ///< nothing was applied
  held = 4,         ///< for approval
  unreachable = 5,  ///< store or daemon
  not_found = 6
};

/// A command that cannot do its work. The exit code tells scripts, the message people.
struct CommandError : std::runtime_error {
  CommandError(Exit exit_code, const std::string& message)
      : std::runtime_error(message), code(exit_code) {}
  Exit code;
};

/// `usage`, `refused`, … as the "code" of an error document.
std::string_view to_string(Exit code);

enum class Format : std::uint8_t { text, json };

/// Where a command writes: the terminal's standard output, or a connection.
struct Output {
  Format format = Format::text;
  std::function<void(std::string_view)> write;
  std::function<void(const Progress&)> progress;  // how far it is; may be empty

  // What only the daemon gives; any may be empty.
  std::function<void(const Job&)> on_job;  // told of each job that ended
  std::function<bool()> stopping;          // the daemon ends
  std::function<bool()> cancelled;         // it ends, or who asked is gone

  /// One JSON document and a line break.
  void json(const boost::json::value& document) const {
    write(boost::json::serialize(document) + "\n");
  }
};

/// The values given for a command's parameters, by name. What must be there and is not, or is of
/// another type, throws CommandError: a client of the control socket may send anything.
class Arguments {
 public:
  explicit Arguments(boost::json::object values) : values_(std::move(values)) {}

  bool has(std::string_view name) const { return values_.contains(name); }
  bool flag(std::string_view name) const;
  std::string text(std::string_view name) const;
  std::optional<std::string> optional_text(std::string_view name) const;
  std::int64_t required_number(std::string_view name) const;
  std::optional<std::int64_t> number(std::string_view name) const;
  std::vector<std::string> required_texts(std::string_view name) const;  // at least one
  std::vector<std::string> texts(std::string_view name) const;
  const boost::json::object& values() const { return values_; }

 private:
  boost::json::object values_;
};

struct Parameter {
  enum class Kind : std::uint8_t { text, number, flag, texts };
  enum class Place : std::uint8_t { option, required, optional };  // an --option or a positional
  std::string_view name;  // as in --name, or the positional's name in capitals
  Kind kind = Kind::text;
  Place place = Place::option;
  std::string_view value;  // what stands for the value in --help: FILE, N, DATE
  std::string_view help;
};

class Session;

struct Command {
  /// Where it may run: some need no store at all.
  enum class Needs : std::uint8_t { nothing, store, daemon };
  std::string_view name;
  std::string_view summary;
  std::vector<Parameter> parameters;
  Needs needs = Needs::store;
  Exit (*run)(Session&, const Arguments&, const Output&);
};

const std::vector<Command>& commands();
const Command* find_command(std::string_view name);

}  // namespace roster
