#include "daemon/ctl/ask.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include "users/base/text.hpp"

namespace roster {

namespace {

namespace json = boost::json;

/// Of one job; a held or failed job removes nobody.
std::optional<std::int64_t> people_of(const json::value& job) {
  const auto* object = job.if_object();
  const auto* counts = object == nullptr ? nullptr : object->if_contains("counts");
  const auto* status = object == nullptr ? nullptr : object->if_contains("status");
  if (counts == nullptr || !counts->is_object() || status == nullptr || !status->is_string())
    return std::nullopt;
  const auto* purged = counts->as_object().if_contains("purged");
  const bool goes = std::string_view(status->as_string()).starts_with("completed");
  return goes && purged != nullptr && purged->is_int64() ? purged->as_int64() : 0;
}

}  // namespace

bool must_ask(const Typed& typed) {
  const std::string_view name = typed.command->name;
  return (name == "purge" || name == "delete") && !typed.arguments.flag("dry-run") &&
         !typed.arguments.flag("hold") && !typed.arguments.flag("yes");
}

Typed preview_of(const Typed& typed) {
  Typed preview = typed;
  json::object values = typed.arguments.values();
  values["dry-run"] = true;
  const bool is_list = values.contains("ids") || typed.arguments.flag("csv");
  for (const char* form : {"ids", "csv", "output"})
    if (is_list && !values.contains("again")) values.erase(form);
  preview.arguments = Arguments(std::move(values));
  preview.format = Format::json;
  return preview;
}

std::optional<std::int64_t> people_in(std::string_view report) {
  boost::system::error_code error;
  const json::value document = json::parse(report, error);
  if (error) return std::nullopt;
  if (!document.is_array()) return people_of(document);
  std::int64_t people = 0;
  for (const json::value& job : document.as_array()) {
    const std::optional<std::int64_t> of_job = people_of(job);
    if (!of_job) return std::nullopt;
    people += *of_job;
  }
  return people;
}

Typed as_shown(const Typed& typed, std::string_view report) {
  if (typed.arguments.has("again")) return typed;
  std::string numbers;
  const auto add = [&numbers](const json::value& job) {
    const auto* object = job.if_object();
    const auto* number = object == nullptr ? nullptr : object->if_contains("job");
    if (number != nullptr && number->is_int64())
      numbers += fmt::format("{}{}", numbers.empty() ? "" : ",", number->as_int64());
  };
  boost::system::error_code error;
  const json::value document = json::parse(report, error);
  if (!document.is_array()) add(document);
  if (document.is_array())
    for (const json::value& job : document.as_array()) add(job);
  if (numbers.empty()) return typed;
  Typed shown = typed;
  json::object values = typed.arguments.values();
  values["as-shown"] = numbers;
  shown.arguments = Arguments(std::move(values));
  return shown;
}

std::string question(std::optional<std::int64_t> people) {
  if (!people) return "Erase people for ever? Type yes: ";
  return people == 1 ? "Erase 1 person for ever? Type 1: "
                     : fmt::format("Erase {0} people for ever? Type {0}: ", *people);
}

bool is_confirmation(std::string_view answer, std::optional<std::int64_t> people) {
  return trim(answer) == (people ? std::to_string(*people) : "yes");
}

}  // namespace roster
