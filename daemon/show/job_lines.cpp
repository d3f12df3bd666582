#include "daemon/show/job_lines.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <map>
#include <vector>

#include "users/jobs/report_reader.hpp"

namespace roster {

namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

/// A line of a report. One that the disk has damaged is shown as such: what the job did is done.
json::object parsed(std::string_view line) {
  boost::system::error_code damaged;
  const json::value value = json::parse(line, damaged);
  if (!damaged && value.is_object()) return value.as_object();
  return {{"outcome", "damaged"}, {"message", "this line of the report cannot be read"}};
}

bool fits(const json::object& line, std::string_view outcome) {
  if (outcome == "warned" && line.contains("warnings")) return true;
  return text_of(line, "outcome") == outcome;
}

/// Can the line fit? Most are told apart without being read.
bool may_fit(std::string_view line, std::string_view outcome) {
  return line.find(outcome == "warned" ? "warn" : outcome) != std::string_view::npos;
}

/// `a.xml:1260: `, `line 1260: `; empty for a line without a place.
std::string place_in(const json::object& line) {
  const auto* number = line.if_contains("line");
  if (number == nullptr) return "";
  const std::string entry = text_of(line, "entry");
  return fmt::format("{}{}: ", entry.empty() ? "line " : entry + ":",
                     number->to_number<std::int64_t>());
}

std::string joined(const json::object& line, std::string_view key) {
  std::string text;
  if (const auto* list = line.if_contains(key))
    for (const auto& item : list->as_array())
      text += (text.empty() ? "" : ", ") + std::string(item.as_string());
  return text;
}

constexpr std::string_view kOutcomes[] = {"rejected", "unknown", "warned",   "kept",
                                          "purged",   "removed", "restored", "absent",
                                          "moved",    "created", "updated",  "unchanged"};

/// Whether the job is applied or not; other outcomes of one that is not are shown with "would be".
bool is_fact(std::string_view outcome) {
  return outcome == "rejected" || outcome == "unknown" || outcome == "warned" ||
         outcome == "damaged";
}

std::string outcome_text(const std::string& outcome, Applied applied) {
  if (applied == Applied::yes || is_fact(outcome)) return outcome;
  return "would be " + outcome;
}

/// The first lines of one outcome, and their total number.
struct Excerpt {
  std::vector<std::string> lines;
  std::size_t all = 0;
};

}  // namespace

std::span<const std::string_view> outcomes() { return kOutcomes; }

std::optional<std::string> lines_by_outcome(const std::filesystem::path& reports, const Job& job,
                                            std::size_t limit) {
  std::map<std::string, Excerpt> found;
  const bool there = for_report_lines(reports, job.number, "", [&](const std::string& line) {
    Excerpt& excerpt = found[text_of(parsed(line), "outcome")];
    if (++excerpt.all <= limit)
      excerpt.lines.push_back(line_text(line, applied(job), Remedies::shown));
    return true;
  });
  if (!there) return {};
  std::string out;
  const auto tell = [&](const std::string& outcome, const Excerpt& excerpt) {
    if (excerpt.all == 0) return;
    out += fmt::format("  {} ({}):\n", outcome_text(outcome, applied(job)), excerpt.all);
    for (const std::string& line : excerpt.lines) out += "    " + line + "\n";
    if (excerpt.all > limit)
      out += fmt::format("    … {} more: rosterctl job {} --outcome {}\n", excerpt.all - limit,
                         job.number, outcome);
  };
  for (const std::string_view outcome : kOutcomes) {
    tell(std::string(outcome), found[std::string(outcome)]);
    found.erase(std::string(outcome));
  }
  for (const auto& [outcome, excerpt] : found) tell(outcome, excerpt);
  return out;
}

bool for_report_lines(const std::filesystem::path& reports, JobNumber number,
                      std::string_view outcome,
                      const std::function<bool(const std::string& line)>& visit) {
  return for_report_lines(reports, number, [&](std::string_view line) {
    const bool wanted = outcome.empty() || (may_fit(line, outcome) && fits(parsed(line), outcome));
    return !wanted || visit(std::string(line));
  });
}

std::string line_text(const std::string& json_line, Applied applied, Remedies remedies) {
  const json::object line = parsed(json_line);
  std::string out = place_in(line);
  if (const std::string id = text_of(line, "primary_id"); !id.empty())
    out += on_one_line(id) + ": ";
  out += outcome_text(text_of(line, "outcome"), applied);
  if (const std::string code = text_of(line, "code"); !code.empty()) out += ": " + code;
  if (const std::string message = text_of(line, "message"); !message.empty())
    out += ": " + on_one_line(message);
  if (const std::string fields = joined(line, "fields"); !fields.empty()) out += ": " + fields;
  if (const std::string blockers = joined(line, "blockers"); !blockers.empty())
    out += (text_of(line, "outcome") == "purged" ? " despite " : ": ") + on_one_line(blockers);
  if (const std::string released = text_of(line, "released"); !released.empty())
    out += fmt::format(" (no longer protected: {})", released);
  const std::string remedy = text_of(line, "remedy");
  if (remedies == Remedies::shown && !remedy.empty()) out += "\n    remedy: " + on_one_line(remedy);
  if (const auto* warnings = line.if_contains("warnings"))
    for (const auto& warning : warnings->as_array())
      out += fmt::format("\n    warning: {}: {}", text_of(warning.as_object(), "code"),
                         on_one_line(text_of(warning.as_object(), "message")));
  return out;
}

std::string first_lines_text(const std::filesystem::path& reports, const Job& job,
                             std::string_view outcome, std::int64_t limit) {
  std::string out;
  std::int64_t shown = 0;
  for_report_lines(reports, job.number, outcome, [&](const std::string& line) {
    if (shown++ == limit) {
      out += fmt::format("    … all: rosterctl job {} --outcome {}\n", job.number, outcome);
      return false;
    }
    out += "    " + line_text(line, applied(job)) + "\n";
    return true;
  });
  return out;
}

std::string rejections_text(const std::filesystem::path& reports, const Job& job,
                            std::int64_t limit) {
  return "  rejected:\n" + first_lines_text(reports, job, "rejected", limit);
}

std::string rejection_reasons(const std::filesystem::path& reports, const Job& job,
                              std::int64_t limit) {
  std::string out =
      fmt::format("  rejected (whom, and why: rosterctl job {} --outcome rejected):\n", job.number);
  std::int64_t shown = 0;
  for_report_lines(reports, job.number, "rejected", [&](const std::string& line) {
    const json::object object = parsed(line);
    out += "    " + place_in(object) + text_of(object, "code") + "\n";
    return ++shown < limit;
  });
  const std::int64_t more = job.counts.at("rejected") - shown;
  if (more > 0) out += fmt::format("    … {} more\n", more);
  return out;
}

}  // namespace roster
