#include <fmt/format.h>

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/show/lists.hpp"

namespace roster::http {
namespace {

constexpr std::int64_t kShown = 50, kMost = 100'000;

constexpr const char* kFilters[] = {"search", "group", "status", "profile", "due-by"};

void filters(Html& html, const Visit& visit) {
  filter_form(html, "/users", [&] {
    input(html, {"search", "Name, e-mail or any id", "search", visit.parameter("search")});
    input(html, {"group", "User group", "text", visit.parameter("group")});
    input(html, {"status", "Status", "text", visit.parameter("status")});
    input(html, {"profile", "Profile", "text", visit.parameter("profile")});
    input(html, {"due-by", "Purge date up to", "date", visit.parameter("due-by")});
    button(html, "Search");
  });
}

/// This search, with so many people, in a format.
std::string search(const Visit& visit, std::int64_t limit, const char* format) {
  std::vector<std::pair<std::string_view, std::string>> values;
  for (const char* name : kFilters) values.emplace_back(name, visit.parameter(name));
  values.emplace_back("limit", std::to_string(limit));
  values.emplace_back("format", format);
  return address("/users", values);
}

void more_link(Html& html, const Visit& visit) {
  constexpr std::int64_t kMore = 1000;
  html.in("p", [&] {
    html.leaf("a", {{"href", search(visit, kMore, "")}},
              "Show up to " + number_text(kMore) + " people");
  });
}

void write_row(Html& html, const StoredUser& stored) {
  const User& user = stored.user;
  html.in("tr", [&] {
    html.in("th", {{"scope", "row"}}, [&] {
      if (stored.damaged())
        html.text(shown_id(stored));
      else
        user_link(html, user.primary_id);
    });
    cell(html, name_text(user));
    cell(html, user.user_group.value);
    cell(html, user.status.value);
    cell(html, [&] { day(html, user.expiry_date); });
    cell(html, [&] { day(html, user.purge_date); });
  });
}

}  // namespace

Document users_document(const Visit& visit) {
  boost::json::object values;
  for (const char* name : kFilters)
    if (const std::string value = visit.parameter(name); !value.empty()) values[name] = value;
  values["limit"] = std::min(number_in(visit.parameter("limit")).value_or(kShown), kMost);
  return run_users(visit.session, Arguments(std::move(values)));
}

Page users_page(const Visit& visit) {
  Page page{"Users", "/users", {}, 200, {}};
  filters(page.main, visit);
  page.main.in("div", {{"id", "found"}}, [&] {
    std::int64_t total = 0;
    try {
      const Document document = users_document(visit);
      const auto& users = std::get<UserList>(document);
      table(page.main, "Users, by primary id",
            {{"Primary id"}, {"Name"}, {"Group"}, {"Status"}, {"Expires"}, {"Purge date"}}, [&] {
              total = users.each([&](const StoredUser& user) { write_row(page.main, user); },
                                 users.limit);
            });
    } catch (const CommandError& mistake) {
      page.main.leaf("p", {{"class", "mistake"}}, mistake.what());
    }
    const std::int64_t shown =
        std::min(total, number_in(visit.parameter("limit")).value_or(kShown));
    page.news = total == shown
                    ? fmt::format("{} found", people_text(total))
                    : fmt::format("{} found; the first {} are shown", people_text(total), shown);
    if (total > shown) more_link(page.main, visit);
    page.main.in("p", [&] {
      page.main.text(page.news + ". They as ")
          .leaf("a", {{"href", search(visit, kMost, "csv")}}, "CSV");
      page.main.text(" or ").leaf("a", {{"href", search(visit, kMost, "json")}}, "JSON").text(".");
    });
  });
  return page;
}

}  // namespace roster::http
