#include "daemon/work/export_requests.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/show/outcome.hpp"
#include "daemon/work/stored_load.hpp"

namespace roster {

const ExportConfig& export_named(const Config& config, const std::string& name) {
  std::string names;
  for (const ExportConfig& one : config.exports) {
    if (one.settings.name == name) return one;
    names += (names.empty() ? "" : ", ") + one.settings.name;
  }
  throw CommandError(Exit::not_found, fmt::format("there is no export {}; there are: {}", name,
                                                  names.empty() ? "none" : names));
}

exports::ExportRequest export_request(Session& session, const ExportConfig& config) {
  return {
      config.settings,    session.caller().account,           session.config().outbox,       {}, {},
      job_place(session), [&session] { session.progress(); }, session.config().limits.record};
}

std::vector<ExportConfig> exports_after(const Config& config, const Job& job) {
  std::vector<ExportConfig> all;
  if (!is_applied(job)) return all;
  const std::string name = fmt::format("{} {}", to_string(job.kind), job.name);
  for (const ExportConfig& one : config.exports)
    if (std::find(one.after.begin(), one.after.end(), name) != one.after.end()) all.push_back(one);
  return all;
}

}  // namespace roster
