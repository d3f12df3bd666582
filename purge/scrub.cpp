#include "purge/scrub.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <system_error>

#include "purge/report_text.hpp"
#include "users/jobs/report.hpp"

namespace roster::purge {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kErased = "(erased)";

/// Keys whose values come from the program and not from a person.
constexpr std::array<std::string_view, 6> kHarmless = {"outcome", "code",       "fields",
                                                       "entry",   "user_group", "purge_date"};

bool is_number(const std::string& name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

std::set<JobNumber> completed_purges(Transaction& transaction) {
  JobFilter filter;
  std::set<JobNumber> numbers;
  for (const JobKind kind : {JobKind::purge, JobKind::remove}) {
    filter.kind = kind;
    for (const Job& job : transaction.jobs(filter)) {
      if (is_applied(job)) numbers.insert(job.number);
    }
  }
  return numbers;
}

void scrub_reports(const Mentions& erased, const fs::path& reports) {
  if (!fs::exists(reports)) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(reports)) {
    const fs::path lines = entry.path() / "users.ndjson";
    if (!is_number(entry.path().filename().string()) || !fs::exists(lines)) continue;
    rewrite_lines(lines, [&](std::string_view line) { return scrub_line(erased, line); });
    const fs::path rows = entry.path() / "sender.csv";  // of a held load (sis/load)
    if (fs::exists(rows))
      rewrite_lines(rows, [&](std::string_view line) { return scrub_csv_line(erased, line); });
  }
}

/// Returns false when a file cannot be rewritten.
bool scrub_drops(const Mentions& erased, const fs::path& drop) {
  std::error_code error;
  bool all = true;
  for (fs::directory_iterator at(drop, error), end; !error && at != end; at.increment(error)) {
    const fs::path path = at->path();
    if (!path.string().ends_with(".report.csv") || !fs::is_regular_file(at->symlink_status()))
      continue;
    try {
      rewrite_lines(path, [&](std::string_view line) { return scrub_csv_line(erased, line); });
    } catch (const std::system_error&) {
      all = false;
    }
  }
  return all && (!error || error == std::errc::no_such_file_or_directory);
}

/// The value of a quoted cell, without the leading apostrophe that prevents its use as a formula.
std::string cell_value(std::string_view quoted) {
  std::string value;
  for (std::size_t at = 0; at < quoted.size(); ++at) {
    value += quoted[at];
    if (quoted[at] == '"') ++at;  // doubled
  }
  return value.starts_with('\'') ? value.substr(1) : value;
}

}  // namespace

std::string scrub_line(const Mentions& erased, std::string_view line) {
  return replace_texts(line, [&erased](std::string_view key, const std::string& text) {
    if (std::find(kHarmless.begin(), kHarmless.end(), key) != kHarmless.end()) return text;
    const bool hit = key == "primary_id" ? erased.is_id(text) : erased.are_in(text);
    return hit ? std::string(kErased) : text;
  });
}

std::string scrub_csv_line(const Mentions& erased, std::string_view line) {
  std::string out;
  while (!line.empty()) {
    const std::size_t open = std::min(line.find('"'), line.size());
    out += line.substr(0, open);
    line.remove_prefix(open);
    if (line.empty()) break;
    std::size_t close = 1;
    while (close < line.size() && (line[close] != '"' || line.substr(close, 2) == "\"\""))
      close += line[close] == '"' ? 2 : 1;
    const std::string_view quoted = line.substr(1, std::min(close, line.size()) - 1);
    const bool hit = erased.are_in(cell_value(quoted));
    out += hit ? '"' + std::string(kErased) + '"' : std::string(line.substr(0, close + 1));
    line.remove_prefix(std::min(close + 1, line.size()));
  }
  return out;
}

std::vector<std::string> ids_of_earlier_purges(Transaction& transaction, const fs::path& reports) {
  std::vector<std::string> ids;
  for (const JobNumber number : completed_purges(transaction)) {
    std::ifstream file(report_directory(reports, number) / "users.ndjson");
    for (std::string line; std::getline(file, line);) {
      if (text_of(line, "outcome") != "purged") continue;
      std::string id = text_of(line, "primary_id");
      if (!id.empty() && id != kErased) ids.push_back(std::move(id));
    }
  }
  return ids;
}

void scrub(Store& store, const Traces& traces) {
  Mentions erased;
  for (const std::string& id : store.begin(Access::read)->to_scrub()) erased.add(id);
  if (erased.empty()) return;
  scrub_reports(erased, traces.reports);
  bool all = true;
  for (const fs::path& drop : traces.drops) all = scrub_drops(erased, drop) && all;
  if (traces.beyond)
    traces.beyond(store, [&](std::string_view text) { return erased.are_in(text); });
  if (!all) return;
  const auto transaction = store.begin(Access::write);
  transaction->clear_to_scrub();
  transaction->commit();
}

}  // namespace roster::purge
