#include "daemon/watch/export_survey.hpp"

#include <fmt/format.h>

#include "daemon/show/render.hpp"
#include "exports/receipts.hpp"

namespace roster {

std::vector<Survey::Export> survey_exports(Transaction& transaction, const Config& config) {
  std::vector<Survey::Export> all;
  for (const ExportConfig& config_of_one : config.exports) {
    Survey::Export one{config_of_one.settings.name, 0, {}, {}, {}};
    if (config_of_one.receipt) one.within = config_of_one.receipt->within;
    for (const exports::Untaken& file : exports::untaken_files(transaction, one.name)) {
      if (one.untaken++ > 0) continue;
      one.oldest = file.file;
      one.since = file.since;
    }
    all.push_back(std::move(one));
  }
  return all;
}

std::string export_line(const Survey::Export& one, const date::time_zone& zone) {
  const std::string what = one.untaken == 1
                               ? "1 file not taken, since"
                               : fmt::format("{} files not taken, the oldest since", one.untaken);
  return fmt::format("export {}: {} {}: {}", one.name, what, format_local(zone, one.since),
                     on_one_line(one.oldest));
}

void add_export_metrics(Transaction& transaction, const Config& config, Exposition& out) {
  const std::vector<Survey::Export> all = survey_exports(transaction, config);
  if (all.empty()) return;
  out.family("roster_export_untaken_files", Exposition::Type::gauge,
             "Files that an export's target has not taken.");
  for (const Survey::Export& one : all) out.sample({{"profile", one.name}}, one.untaken);
  out.family("roster_export_oldest_untaken_timestamp_seconds", Exposition::Type::gauge,
             "When the oldest of them was made.");
  for (const Survey::Export& one : all)
    if (one.untaken > 0)
      out.sample({{"profile", one.name}},
                 static_cast<std::int64_t>(one.since.time_since_epoch().count()));
  out.family("roster_export_untaken_allowed_seconds", Exposition::Type::gauge,
             "How long a file may wait for the target (receipt.within).");
  for (const Survey::Export& one : all)
    if (one.within)
      out.sample({{"profile", one.name}}, static_cast<std::int64_t>(one.within->count()));
}

}  // namespace roster
