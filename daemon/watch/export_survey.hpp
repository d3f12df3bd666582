// Export survey: how exports stand: which files their targets have not taken.
#pragma once

#include "daemon/show/exposition.hpp"
#include "daemon/watch/survey.hpp"

namespace roster {

/// Of all exports that are configured.
std::vector<Survey::Export> survey_exports(Transaction& transaction, const Config& config);

/// `export alma: 2 files not taken, the oldest since 2026-11-22 03:00 CET: alma-….zip`
std::string export_line(const Survey::Export& one, const date::time_zone& zone);

/// roster_export_untaken_files, roster_export_oldest_untaken_timestamp_seconds,
/// roster_export_untaken_allowed_seconds.
void add_export_metrics(Transaction& transaction, const Config& config, Exposition& out);

}  // namespace roster
