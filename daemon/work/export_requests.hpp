// Export requests: configured exports as the exports layer wants them.
#pragma once

#include <string>
#include <vector>

#include "daemon/work/session.hpp"
#include "exports/export.hpp"

namespace roster {

/// The export of this name. Throws CommandError.
const ExportConfig& export_named(const Config& config, const std::string& name);

/// The session must outlive the request, and is told when the export gets on.
exports::ExportRequest export_request(Session& session, const ExportConfig& config);

/// Those that the success of this job starts.
std::vector<ExportConfig> exports_after(const Config& config, const Job& job);

}  // namespace roster
