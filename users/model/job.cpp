#include "users/model/job.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "users/base/day.hpp"
#include "users/base/json.hpp"

namespace roster {
namespace {

constexpr std::array<std::string_view, 7> kKinds = {"import", "synchronize", "purge", "undo",
                                                    "delete", "obligations", "export"};
constexpr std::array<std::string_view, 8> kStatuses = {"pending",
                                                       "running",
                                                       "held",
                                                       "completed_successfully",
                                                       "completed_with_warnings",
                                                       "completed_with_errors",
                                                       "failed",
                                                       "dropped"};

template <class Enum, std::size_t N>
std::optional<Enum> find_name(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

// People read the total first and then its parts; other counts follow by name.
constexpr std::array<std::string_view, 9> kCountOrder = {"processed", "exported",  "created",
                                                         "updated",   "unchanged", "rejected",
                                                         "due",       "purged",    "kept"};

void append_counts(std::string& out, const Job& job) {
  JsonObject object(out, JsonStyle::spaced);
  for (const std::string_view name : kCountOrder) {
    const auto found = job.counts.find(std::string(name));
    if (found != job.counts.end()) object.number(name, found->second);
  }
  for (const auto& [name, count] : job.counts) {
    const auto known = std::find(kCountOrder.begin(), kCountOrder.end(), name);
    if (known == kCountOrder.end()) object.number(name, count);
  }
  object.close();
}

}  // namespace

std::string_view to_string(JobKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

std::string_view to_string(JobStatus status) {
  return kStatuses.at(static_cast<std::size_t>(status));
}

std::optional<JobKind> parse_job_kind(std::string_view text) {
  return find_name<JobKind>(kKinds, text);
}

std::optional<JobStatus> parse_job_status(std::string_view text) {
  return find_name<JobStatus>(kStatuses, text);
}

bool is_over(JobStatus status) {
  return status != JobStatus::pending && status != JobStatus::running;
}

std::span<const std::string_view> job_kind_names() { return kKinds; }

std::span<const std::string_view> job_status_names() { return kStatuses; }

bool is_completed(JobStatus status) {
  return status == JobStatus::completed_successfully ||
         status == JobStatus::completed_with_warnings || status == JobStatus::completed_with_errors;
}

bool is_applied(const Job& job) { return is_completed(job.status) && job.dry_run == DryRun::no; }

std::string to_json(const Job& job) {
  std::string out;
  JsonObject object(out, JsonStyle::spaced);
  object.number("job", job.number).text("by", job.by);
  if (!job.decided_by.empty()) object.text("decided_by", job.decided_by);
  object.raw("applied", is_applied(job) ? "true" : "false")
      .text("kind", to_string(job.kind))
      .text("name", job.name)
      .text("file", job.file)
      .text("digest", job.digest)
      .raw("dry_run", job.dry_run == DryRun::yes ? "true" : "false")
      .text("status", to_string(job.status))
      .text("started", format_time(job.started));
  if (job.ended) {
    object.text("ended", format_time(*job.ended));
  } else {
    object.raw("ended", "null");
  }
  if (job.took) object.number("took_ms", job.took->count());
  object.key("counts");
  append_counts(out, job);
  object.key("warnings");
  JsonObject warnings(out, JsonStyle::spaced);
  for (const auto& [code, count] : job.warnings) warnings.number(code, count);
  warnings.close();
  object.text("message", job.message).close();
  return out;
}

}  // namespace roster
