#include "daemon/http/console/pages/jobs/job_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/show/job_lines.hpp"
#include "daemon/show/lists.hpp"
#include "daemon/show/render.hpp"
#include "users/base/csv.hpp"

namespace roster::http {
namespace {

namespace json = boost::json;

constexpr std::int64_t kAtOnce = 50;

std::string text_of(const json::object& line, std::string_view key) {
  const auto* value = line.if_contains(key);
  if (value == nullptr) return {};
  return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

std::vector<std::string> texts_of(const json::object& line, std::string_view key) {
  std::vector<std::string> texts;
  if (const auto* list = line.if_contains(key); list != nullptr && list->is_array())
    for (const auto& item : list->as_array()) texts.emplace_back(item.as_string());
  return texts;
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string all;
  for (const std::string& text : texts) all.append(all.empty() ? "" : between).append(text);
  return all;
}

std::vector<std::string> warnings_of(const json::object& line) {
  std::vector<std::string> texts;
  if (const auto* list = line.if_contains("warnings"))
    for (const auto& item : list->as_array())
      texts.push_back(fmt::format("{}: {}", text_of(item.as_object(), "code"),
                                  text_of(item.as_object(), "message")));
  return texts;
}

/// Is the line about this code, as a rejection or a warning? An empty code fits every line.
bool has_code(const json::object& line, std::string_view code) {
  if (code.empty() || text_of(line, "code") == code) return true;
  const auto* list = line.if_contains("warnings");
  if (list == nullptr) return false;
  const auto& warnings = list->as_array();
  return std::any_of(warnings.begin(), warnings.end(), [&](const json::value& warning) {
    return text_of(warning.as_object(), "code") == code;
  });
}

/// Where in the file, and what about it.
std::string place_of(const json::object& line) {
  const std::string entry = text_of(line, "entry"), number = text_of(line, "line");
  return entry.empty() ? number : entry + ":" + number;
}

void why(Html& html, const json::object& line) {
  auto add = [&html, first = true](std::string_view name, const std::string& text) mutable {
    if (text.empty()) return;
    if (!std::exchange(first, false)) html.single("br");
    if (!name.empty()) html.leaf("b", name).text(" ");
    html.text(text);
  };
  const std::string code = text_of(line, "code"), message = text_of(line, "message");
  add(code, message.empty() && !code.empty() ? " " : message);
  add("remedy", text_of(line, "remedy"));
  add("fields", joined(texts_of(line, "fields"), ", "));
  add("kept by", joined(texts_of(line, "blockers"), ", "));
  add("group", text_of(line, "user_group"));
  add("purge date", text_of(line, "purge_date"));
  for (const std::string& warning : warnings_of(line)) add("warning", warning);
}

/// The names of those who are in the store, by their primary id as the lines have it.
std::map<std::string, std::string> names_in(const Visit& visit,
                                            const std::vector<json::object>& lines) {
  std::vector<std::string> ids;
  for (const json::object& line : lines) ids.push_back(text_of(line, "primary_id"));
  const std::vector<std::string_view> views(ids.begin(), ids.end());
  const auto transaction = visit.session.view().begin(Access::read);
  const std::vector<Owners> owners = transaction->owners(views);
  std::map<std::string, std::string> names;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (owners[i].by_primary_id == 0) continue;
    for (const StoredUser& stored : transaction->get_existing({&owners[i].by_primary_id, 1}))
      names[ids[i]] = name_text(stored.user);
  }
  return names;
}

std::string outcome_text(const Job& job, const std::string& outcome) {
  const bool would = applied(job) == Applied::no && outcome != "warned";
  return would ? "would be " + outcome : outcome;
}

/// A purge has read no file, so that its lines have no place in one.
void write_people(Html& html, const Visit& visit, const Job& job, const std::string& caption,
                  const std::vector<json::object>& lines) {
  const bool placed = std::any_of(lines.begin(), lines.end(),
                                  [](const json::object& line) { return !place_of(line).empty(); });
  std::vector<Heading> headings{{"Person"}, {"Name"}, {"Outcome"}};
  if (placed) headings.push_back({"Line"});
  headings.push_back({"What and why"});
  const std::map<std::string, std::string> names = names_in(visit, lines);
  table(html, caption, headings, [&] {
    for (const json::object& line : lines)
      html.in("tr", [&] {
        const std::string id = text_of(line, "primary_id");
        const auto name = names.find(id);
        html.in("th", {{"scope", "row"}}, [&] { user_link(html, id); });
        cell(html, name == names.end() ? "–" : name->second);
        cell(html, outcome_text(job, text_of(line, "outcome")));
        if (placed) cell(html, place_of(line));
        prose(html, [&] { why(html, line); });
      });
  });
}

void links(Html& html, const Visit& visit, const Job& job, std::int64_t from, bool more) {
  const std::string path = job_address(job.number);
  const auto at = [&](std::int64_t first) {
    return address(path, {{"outcome", visit.parameter("outcome")},
                          {"code", visit.parameter("code")},
                          {"from", std::to_string(first)}}) +
           "#people";
  };
  html.in("p", {{"class", "pages"}}, [&] {
    if (from > 0)
      html.leaf("a", {{"href", at(std::max<std::int64_t>(from - kAtOnce, 0))}}, "Earlier people")
          .text(" ");
    if (more) html.leaf("a", {{"href", at(from + kAtOnce)}}, "More people").text(" ");
    const auto as = [&](const char* format) {
      return address(path, {{"outcome", visit.parameter("outcome")}, {"format", format}});
    };
    html.text("All of them as ").leaf("a", {{"href", as("csv")}}, "CSV");
    html.text(" or ").leaf("a", {{"href", as("json")}}, "JSON").text(".");
  });
}

}  // namespace

void people_table(Html& html, const Visit& visit, const Job& job) {
  const std::string outcome = visit.parameter("outcome");
  const std::int64_t from = number_in(visit.parameter("from")).value_or(0);
  std::vector<json::object> lines;
  std::int64_t at = 0;
  bool more = false;
  const auto take = [&, code = visit.parameter("code")](const std::string& text) {
    json::object line = json::parse(text).as_object();
    if (!has_code(line, code) || at++ < from) return true;
    more = at > from + kAtOnce;
    if (!more) lines.push_back(std::move(line));
    return !more;
  };
  const bool there = for_report_lines(visit.session.reports(), job.number, outcome, take);
  if (!there) {
    html.leaf("p", "Its report is not there: it is not written yet, or its retention has ended.");
    return;
  }
  if (lines.empty()) {
    html.leaf("p", "Nobody: users that did not change have no line in a report.");
  } else {
    const std::string caption =
        fmt::format("{}{}, from number {} on", outcome.empty() ? "All outcomes" : outcome,
                    visit.parameter("code").empty() ? "" : ", " + visit.parameter("code"),
                    number_text(from + 1));
    write_people(html, visit, job, caption, lines);
  }
  links(html, visit, job, from, more);
}

std::map<std::string, std::int64_t> tally(const Visit& visit, const Job& job,
                                          std::string_view outcome, std::string_view member) {
  std::map<std::string, std::int64_t> found;
  for_report_lines(visit.session.reports(), job.number, outcome, [&](const std::string& text) {
    const json::object line = json::parse(text).as_object();
    const auto* value = line.if_contains(member);
    if (value != nullptr && value->is_array())
      for (const std::string& reason : texts_of(line, member))
        ++found[reason.substr(0, reason.find(':'))];
    else
      ++found[text_of(line, member)];
    return true;
  });
  return found;
}

void people_csv(const Visit& visit, JobNumber number,
                const std::function<void(std::string_view)>& write) {
  write(
      "primary_id,outcome,entry,line,code,message,remedy,fields,kept_by,user_group,purge_date,"
      "warnings\r\n");
  for_report_lines(
      visit.session.reports(), number, visit.parameter("outcome"), [&](const std::string& text) {
        const json::object line = json::parse(text).as_object();
        std::string row;
        for (const char* member :
             {"primary_id", "outcome", "entry", "line", "code", "message", "remedy"})
          row += csv_cell(text_of(line, member)) + ",";
        row += csv_cell(joined(texts_of(line, "fields"), " ")) + ",";
        row += csv_cell(joined(texts_of(line, "blockers"), " ")) + ",";
        row += csv_cell(text_of(line, "user_group")) + "," + csv_cell(text_of(line, "purge_date")) +
               "," + csv_cell(joined(warnings_of(line), "; ")) + "\r\n";
        write(row);
        return true;
      });
}

}  // namespace roster::http
