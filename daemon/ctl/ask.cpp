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
  for (const char* form : {"ids", "csv", "output"}) values.erase(form);
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
  for (const json::value& job : document.as_array()) people += people_of(job).value_or(0);
  return people;
}

std::string question(std::int64_t people) {
  return people == 1 ? "Erase 1 person for ever? Type 1: "
                     : fmt::format("Erase {0} people for ever? Type {0}: ", people);
}

bool is_confirmation(std::string_view answer, std::int64_t people) {
  return trim(answer) == std::to_string(people);
}

}  // namespace roster
