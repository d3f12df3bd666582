// Actions: what the forms of the console ask for, as work over the handlers of rosterctl's
// commands.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "daemon/http/console/base/changes.hpp"
#include "daemon/http/console/base/form.hpp"
#include "daemon/http/console/base/tried.hpp"
#include "daemon/http/console/base/visitor.hpp"
#include "daemon/work/given_files.hpp"
#include "daemon/work/session.hpp"

namespace roster::http {

/// What a form came with.
struct Posted {
  const Request& request;
  const Form& form;
  const Visitor& visitor;
  std::shared_ptr<const Config> config;
  std::function<std::string(const Job&)> mark;  // as Visit::mark, for this visitor
  std::shared_ptr<ChangesKept> changes;         // what looks at held loads find
  std::shared_ptr<Tried> tried;                 // and what dry runs tried
};

struct Action {
  std::string what;                   // for the log and the queue
  std::shared_ptr<GivenFiles> files;  // that the work may open; may be empty
  /// Runs in the daemon's order of work and answers where the result is. Throws CommandError and
  /// what the commands throw.
  std::function<std::string(Session&)> work;
};

/// Is this the form of an address that brings a file?
bool is_file_form(const Request& request);

/// Who may send the form of this address.
Role least_role(const Request& request);

/// What the form of this address asks for; without work when there is no such form. Throws
/// CommandError when a file it names is not there.
Action action_of(const Posted& posted);

}  // namespace roster::http
