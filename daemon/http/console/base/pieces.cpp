#include "daemon/http/console/base/pieces.hpp"

#include <fmt/format.h>

#include "daemon/http/console/base/address.hpp"
#include "daemon/show/render.hpp"
#include "users/base/size.hpp"

namespace roster::http {
namespace {

struct Look {
  std::string_view name, shape;  // a class, and a sign beside the word
};

Look look_of(JobStatus status) {
  switch (status) {
    case JobStatus::pending:
      return {"waits", "○"};
    case JobStatus::running:
      return {"runs", "◐"};
    case JobStatus::held:
      return {"held", "◆"};
    case JobStatus::completed_successfully:
      return {"good", "✓"};
    case JobStatus::completed_with_warnings:
      return {"fair", "!"};
    case JobStatus::completed_with_errors:
      return {"poor", "▲"};
    case JobStatus::failed:
      return {"bad", "✕"};
    case JobStatus::dropped:
      break;
  }
  return {"gone", "–"};
}

}  // namespace

std::string number_text(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) text.insert(at -= 3, ",");
  return text;
}

std::string people_text(std::int64_t count) {
  return number_text(count) + (count == 1 ? " person" : " people");
}

std::int64_t count_of(const Job& job, std::string_view name) {
  const auto found = job.counts.find(std::string(name));
  return found == job.counts.end() ? 0 : found->second;
}

std::string_view account_text(std::string_view account) { return account == "-" ? "–" : account; }

void moment(Html& html, const date::time_zone& zone, std::optional<Time> time) {
  if (!time) {
    html.text("–");
    return;
  }
  html.leaf("time", {{"datetime", format_time(*time)}}, format_local(zone, *time));
}

void day(Html& html, const std::optional<Day>& day) {
  if (!day) {
    html.text("–");
    return;
  }
  html.leaf("time", {{"datetime", format_day(*day)}}, format_day(*day));
}

void status(Html& html, const Job& job) {
  const Look look = look_of(job.status);
  const bool dry = job.dry_run == DryRun::yes;
  html.in("span", {{"class", fmt::format("status {}", look.name)}}, [&] {
    html.leaf("span", {{"aria-hidden", "true"}}, look.shape);
    html.text(" ").text(dry && job.status == JobStatus::held ? "would be held"
                                                             : status_text(job.status));
  });
  if (dry) html.text(" ").leaf("span", {{"class", "status dry"}}, "dry run");
}

void job_link(Html& html, JobNumber number) {
  html.leaf("a", {{"href", job_address(number)}}, std::to_string(number));
}

void user_link(Html& html, std::string_view primary_id) {
  if (primary_id.empty())
    html.text("–");
  else
    html.leaf("a", {{"href", user_address(primary_id)}}, primary_id);
}

void table(Html& html, std::string_view caption, const std::vector<Heading>& headings,
           const std::function<void()>& rows) {
  html.in("div",
          {{"class", "wide"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", caption}}, [&] {
            html.in("table", [&] {
              html.leaf("caption", caption);
              html.in("thead", [&] {
                html.in("tr", [&] {
                  for (const Heading& heading : headings)
                    html.leaf("th",
                              {{"scope", "col"},
                               when(heading.kind == Heading::Kind::number, {"class", "number"})},
                              heading.name);
                });
              });
              html.in("tbody", rows);
            });
          });
}

void cell(Html& html, const std::function<void()>& content) { html.in("td", content); }

void cell(Html& html, std::string_view text) { html.leaf("td", text); }

void cell(Html& html, std::int64_t number) {
  html.leaf("td", {{"class", "number"}}, number_text(number));
}

void prose(Html& html, const std::function<void()>& content) {
  html.in("td", {{"class", "prose"}}, content);
}

void section(Html& html, std::string_view heading, const std::function<void()>& content) {
  html.in("section", [&] {
    html.leaf("h2", heading);
    content();
  });
}

void fact(Html& html, std::string_view name, const std::function<void()>& value) {
  html.leaf("dt", name);
  html.in("dd", value);
}

void fact(Html& html, std::string_view name, std::string_view value) {
  fact(html, name, [&] { html.text(value); });
}

void post_form(Html& html, std::string_view action, std::string_view token,
               const std::function<void()>& fields) {
  html.in("form", {{"method", "post"}, {"action", action}}, [&] {
    hidden(html, "token", token);
    fields();
  });
}

void ask_form(Html& html, std::string_view action, const std::function<void()>& fields) {
  html.in("form", {{"class", "filter"}, {"method", "get"}, {"action", action}}, fields);
}

void filter_form(Html& html, std::string_view action, const std::function<void()>& fields) {
  html.in("form",
          {{"class", "filter"},
           {"method", "get"},
           {"action", action},
           {"role", "search"},
           {"hx-get", action},
           {"hx-trigger", "change, submit"},
           {"hx-target", "#found"},
           {"hx-select", "#found"},
           {"hx-select-oob", "#news"},
           {"hx-swap", "outerHTML"},
           {"hx-push-url", "true"}},
          fields);
}

void file_form(Html& html, const FileForm& form, const std::function<void()>& fields) {
  html.in(
      "form", {{"method", "post"}, {"action", form.action}, {"enctype", "multipart/form-data"}},
      [&] {
        hidden(html, "token", form.token);
        fields();
        html.in("label", [&] {
          html.leaf("span", fmt::format("File (at most {})", format_size(form.most)));
          html.single(
              "input",
              {{"type", "file"}, {"name", "upload"}, {"accept", form.accept}, {"required", ""}});
        });
        button(html, form.button);
      });
}

void hidden(Html& html, std::string_view name, std::string_view value) {
  html.single("input", {{"type", "hidden"}, {"name", name}, {"value", value}});
}

void input(Html& html, const Input& input) {
  html.in("label", [&] {
    html.leaf("span", input.label);
    html.single("input", {{"type", input.type},
                          {"name", input.name},
                          {"value", input.value},
                          {"autocomplete", "off"},
                          when(input.must == Input::Must::be, {"required", ""})});
  });
}

void choice(Html& html, std::string_view name, std::string_view label, std::string_view any,
            const std::vector<std::string>& values, std::string_view chosen) {
  html.in("label", [&] {
    html.leaf("span", label);
    html.in("select", {{"name", name}}, [&] {
      if (!any.empty()) html.leaf("option", {{"value", ""}}, any);
      for (const std::string& value : values)
        html.leaf("option", {{"value", value}, when(value == chosen, {"selected", ""})}, value);
    });
  });
}

void tick(Html& html, std::string_view name, std::string_view label) {
  html.in("label", {{"class", "tick"}}, [&] {
    html.single("input",
                {{"type", "checkbox"}, {"name", name}, {"value", "yes"}, {"required", ""}});
    html.text(" ").text(label);
  });
}

void button(Html& html, std::string_view label, Weight weight) {
  html.leaf("button", {{"type", "submit"}, when(weight == Weight::harmful, {"class", "harmful"})},
            label);
}

}  // namespace roster::http
