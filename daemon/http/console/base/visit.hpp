// Visit: one look at the console, with all that a page is made from.
#pragma once

#include <boost/json.hpp>

#include <functional>
#include <string>
#include <string_view>

#include "daemon/http/console/base/tried.hpp"
#include "daemon/http/console/base/visitor.hpp"
#include "daemon/http/message.hpp"
#include "daemon/show/document.hpp"
#include "daemon/work/arguments.hpp"
#include "daemon/work/session.hpp"

namespace roster::http {

struct Visit {
  const Request& request;
  const Visitor& visitor;
  Session& session;                // only looks
  std::string config_file;         // its name
  std::string token;               // of the forms on this page
  std::function<Notice()> status;  // what `rosterctl status` says
  /// What stands for a job as it is now: it goes with a decision, which is refused when the job is
  /// another one by then.
  std::function<std::string(const Job&)> mark;
  const Tried* tried = nullptr;  // what people tried last

  std::string parameter(std::string_view name) const {
    return request.parameter(name).value_or("");
  }
  const date::time_zone& zone() const { return session.zone(); }
  const HttpConfig& http() const { return session.config().http; }
};

/// Arguments of a command: those of these values that are not empty.
inline Arguments arguments(std::initializer_list<std::pair<std::string_view, std::string>> values) {
  boost::json::object object;
  for (const auto& [name, value] : values)
    if (!value.empty()) object[name] = value;
  return Arguments(std::move(object));
}

/// A number in a request; nothing when it is none, or below zero.
std::optional<std::int64_t> number_in(std::string_view text);

}  // namespace roster::http
