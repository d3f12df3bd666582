#include "purge/scrub.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <system_error>

#include "purge/payload.hpp"
#include "purge/report_text.hpp"
#include "users/jobs/report.hpp"

namespace roster::purge {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kErased = "(erased)";

/// Keys whose values come from the program and not from a person.
constexpr std::array<std::string_view, 6> kHarmless = {"outcome",  "code",       "fields",
                                                       "released", "user_group", "purge_date"};

/// The reason of a keep is in somebody's words, unlike other blockers.
constexpr std::string_view kKept = "kept:";

bool is_harmless(std::string_view key) {
  return std::find(kHarmless.begin(), kHarmless.end(), key) != kHarmless.end();
}

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

/// As far as the remains tell: keep_statistics keeps the primary id as last name.
void add_ids_of_remains(Transaction& transaction, std::vector<std::string>& ids) {
  constexpr std::size_t kBatch = 500;
  for (std::string after;;) {
    const auto page = transaction.remains_looser_than(DeletePolicy::fully_remove, after, kBatch);
    if (page.empty()) return;
    after = page.back().id;
    for (const Remains& remains : page) {
      const User& user = remains.user;
      if (remains.policy == DeletePolicy::keep_statistics) ids.push_back(user.last_name);
      if (remains.policy != DeletePolicy::keep_fully_reportable) continue;
      ids.push_back(user.primary_id);
      for (const Identifier& identifier : user.user_identifiers) ids.push_back(identifier.value);
    }
  }
}

/// Did the job remove what earlier ones had kept? Of these people only some ids are known.
bool removed_remains(const Job& job) {
  return job.kind == JobKind::purge && is_applied(job) && job.counts.contains("tightened") &&
         read_payload<PurgePayload>(job.payload).delete_policy == DeletePolicy::fully_remove;
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

/// What a line about an erased person says besides: the words of messages name them without an id.
std::string untold(std::string_view key, const std::string& text) {
  if (text.empty() || is_harmless(key)) return text;
  if (key == "blockers" && !text.starts_with(kKept)) return text;
  return (key == "blockers" ? std::string(kKept) : "") + std::string(kErased);
}

/// The path of a file; its name goes when it mentions somebody.
std::string scrub_path(const Mentions& erased, const std::string& path) {
  const std::size_t name = path.rfind('/') + 1;
  if (!erased.are_in(std::string_view(path).substr(name))) return path;
  return path.substr(0, name) + std::string(kErased);
}

/// Jobs whose file is named after one of them, as far as nothing is left to do with the file.
std::vector<Job> jobs_of_named_files(Store& store, const Mentions& erased) {
  JobFilter filter;
  filter.only_with_file = true;
  std::vector<Job> jobs = store.begin(Access::read)->jobs(filter);
  std::erase_if(jobs, [&](const Job& job) {
    return job.open || !is_over(job.status) || job.status == JobStatus::held ||
           job.kind == JobKind::exporting || !erased.are_in(job.file);
  });
  return jobs;
}

/// The reports first: they are found by the rows.
void scrub_file_names(Store& store, const Mentions& erased, const fs::path& reports) {
  const std::vector<Job> jobs = jobs_of_named_files(store, erased);
  if (jobs.empty()) return;
  const auto in_report = [&](std::string_view key, const std::string& text) {
    const bool hit = (key == "file" || key == "message") && erased.are_in(text);
    return hit ? std::string(kErased) : text;
  };
  const auto in_payload = [&](std::string_view key, const std::string& text) {
    return key == "dropped" || key == "ended" ? scrub_path(erased, text) : text;
  };
  for (const Job& job : jobs) {
    const fs::path report = report_directory(reports, job.number) / "report.json";
    if (fs::exists(report))
      rewrite_lines(report, [&](std::string_view line) { return replace_texts(line, in_report); });
  }
  const auto transaction = store.begin(Access::write);
  for (Job job : jobs) {
    job.file = kErased;
    if (erased.are_in(job.message)) job.message = kErased;
    job.payload = replace_texts(job.payload, in_payload);
    transaction->update_job(job);
  }
  transaction->commit();
}

std::set<fs::path> drops_of(Store& store, const Traces& traces) {
  std::set<fs::path> drops(traces.drops.begin(), traces.drops.end());
  if (!traces.earlier_drops) return drops;
  for (fs::path& earlier : traces.earlier_drops(store)) drops.insert(std::move(earlier));
  return drops;
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

/// A quoted cell of a line, with all that stands before it; the last one has no cell.
struct Cell {
  std::string_view before, quoted;
  std::string value;
  bool hit = false;
};

std::vector<Cell> cells_of(std::string_view line) {
  std::vector<Cell> cells;
  for (;;) {
    const std::size_t open = std::min(line.find('"'), line.size());
    const std::string_view before = line.substr(0, open);
    line.remove_prefix(open);
    if (line.empty()) {
      if (!before.empty()) cells.push_back({before, {}, {}});
      return cells;
    }
    std::size_t close = 1;
    while (close < line.size() && (line[close] != '"' || line.substr(close, 2) == "\"\""))
      close += line[close] == '"' ? 2 : 1;
    const std::string_view quoted = line.substr(0, close + 1);
    cells.push_back({before, quoted, cell_value(line.substr(1, std::min(close, line.size()) - 1))});
    line.remove_prefix(quoted.size());
  }
}

/// `# a.xml: completed successfully; …`: the name of the file goes.
std::string scrub_csv_comment(const Mentions& erased, std::string_view line) {
  if (!erased.are_in(line)) return std::string(line);
  std::string_view rest = line;
  while (erased.are_in(rest)) {
    const std::size_t name_end = rest.find(": ", 1);
    rest.remove_prefix(std::min(name_end, rest.size()));
  }
  return "# " + std::string(kErased) +
         (rest.empty() && line.ends_with('\r') ? "\r" : std::string(rest));
}

}  // namespace

std::string scrub_line(const Mentions& erased, std::string_view line) {
  bool about_erased = false;
  std::string scrubbed = replace_texts(line, [&](std::string_view key, const std::string& text) {
    if (is_harmless(key)) return text;
    const bool is_person = key == "primary_id";
    const bool hit = is_person ? text == kErased || erased.is_id(text) : erased.are_in(text);
    about_erased = about_erased || (is_person && hit);
    return hit ? std::string(kErased) : text;
  });
  return about_erased ? replace_texts(scrubbed, untold) : scrubbed;
}

std::string scrub_csv_line(const Mentions& erased, std::string_view line) {
  if (line.starts_with('#')) return scrub_csv_comment(erased, line);
  std::vector<Cell> cells = cells_of(line);
  for (Cell& cell : cells) cell.hit = erased.are_in(cell.value);
  constexpr std::size_t kPerson = 2, kAll = 5;  // entry, line, primary_id, code, message
  const bool is_row = cells.size() >= kAll;
  if (is_row && (cells[kPerson].hit || cells[kPerson].value == kErased))
    for (const std::size_t of_sender : {std::size_t{0}, kPerson, kAll - 1})
      cells[of_sender].hit = !cells[of_sender].value.empty();
  std::string out;
  for (const Cell& cell : cells) {
    out += cell.before;
    out += cell.hit ? '"' + std::string(kErased) + '"' : std::string(cell.quoted);
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
  add_ids_of_remains(transaction, ids);
  return ids;
}

std::vector<std::string> ids_in_history(Transaction& transaction,
                                        std::span<const StoredUser> users) {
  std::vector<UserId> ids;
  for (const StoredUser& stored : users) ids.push_back(stored.id);
  std::set<std::string> found;
  transaction.earlier_versions(ids, [&](const User& before) {
    found.insert(before.primary_id);
    for (const Identifier& identifier : before.user_identifiers) found.insert(identifier.value);
  });
  return {found.begin(), found.end()};
}

void scrub(Store& store, const Traces& traces) {
  Mentions erased;
  for (const std::string& id : store.begin(Access::read)->to_scrub()) erased.add(id);
  if (erased.empty()) return;
  scrub_reports(erased, traces.reports);
  scrub_file_names(store, erased, traces.reports);
  bool all = true;
  for (const fs::path& drop : drops_of(store, traces)) all = scrub_drops(erased, drop) && all;
  if (traces.beyond)
    traces.beyond(store, [&](std::string_view text) { return erased.are_in(text); });
  if (!all) return;
  const auto transaction = store.begin(Access::write);
  transaction->clear_to_scrub();
  transaction->commit();
}

std::function<void(Job&)> follow_up(Store& store, Traces traces) {
  return [&store, traces = std::move(traces)](Job& job) {
    try {
      if (traces.beyond && removed_remains(job))  // anybody may be one of them
        traces.beyond(store, [](std::string_view) { return true; });
      scrub(store, traces);
    } catch (const std::system_error&) {  // the ids stay queued
      store.checkpoint();
      throw;
    }
    store.checkpoint();
  };
}

}  // namespace roster::purge
