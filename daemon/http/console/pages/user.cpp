#include <fmt/format.h>

#include <algorithm>

#include "daemon/commands/commands.hpp"
#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/http/console/pages/user_forms.hpp"
#include "daemon/show/lists.hpp"
#include "users/model/shape.hpp"

namespace roster::http {
namespace {

template <class Item>
concept Segmented = requires(const Item& item) {
  item.segment;
};

/// Who each item of a list came from; nothing for lists without segments.
std::vector<Segment> segments_of(const User& user, Field field) {
  std::vector<Segment> segments;
  std::size_t index = 0;
  for_each_member<User>([&](const auto& member) {
    if (index++ != static_cast<std::size_t>(field)) return;
    const auto& value = user.*member.pointer;
    if constexpr (requires { requires Segmented<decltype(value.front())>; })
      for (const auto& item : value) segments.push_back(item.segment);
  });
  return segments;
}

/// The change that gave a field the value it has; nullptr when that is forgotten.
const HistoryEntry* last_change(const std::vector<HistoryEntry>& history, Field field) {
  for (auto entry = history.rbegin(); entry != history.rend(); ++entry)
    if (entry->changed.none() || entry->changed[static_cast<std::size_t>(field)]) return &*entry;
  return nullptr;
}

std::string source_of(const User& user, Field field) {
  if (manual_edit(user, field) != nullptr) return "changed by hand; loads leave it";
  if (!is_external(user)) return "by hand";
  if (treatment(field) == Treatment::by_profile) return "set by the load";
  return user.external_id.empty() ? "SIS" : "SIS " + user.external_id;
}

void where_from(Html& html, const Visit& visit, const User& user, Field field,
                const std::vector<HistoryEntry>& history) {
  html.text(source_of(user, field));
  const HistoryEntry* entry = last_change(history, field);
  if (entry == nullptr) return;
  html.in("small", [&] {
    html.text(", ").text(entry->what).text(" ");
    if (entry->job != 0) {
      html.text("(job ");
      job_link(html, entry->job);
      html.text(") ");
    } else if (entry->by != "-") {
      html.text("by " + entry->by + " ");
    }
    moment(html, visit.zone(), entry->at);
  });
}

void value(Html& html, const User& user, Field field) {
  if (!is_list(field)) {
    const std::string text = shown_field(user, field);
    html.text(text.empty() ? "(none)" : text);
    return;
  }
  const std::vector<Segment> segments = segments_of(user, field);
  const std::vector<std::string> items = display_items(user, field);
  html.in("ul", {{"class", "items"}}, [&] {
    for (std::size_t i = 0; i < items.size(); ++i)
      html.in("li", [&] {
        html.text(items[i]);
        if (i < segments.size())
          html.text(" ").leaf("small", segments[i] == Segment::external ? "SIS" : "by hand");
      });
  });
}

void record(Html& html, const Visit& visit, const User& user,
            const std::vector<HistoryEntry>& history) {
  table(html, "Record", {{"Field"}, {"Value"}, {"Where it came from"}}, [&] {
    for (std::size_t i = 0; i < kFieldCount; ++i) {
      const Field field = static_cast<Field>(i);
      if (is_empty(user, field) && manual_edit(user, field) == nullptr) continue;
      html.in("tr", [&] {
        html.leaf("th", {{"scope", "row"}}, field_name(field));
        prose(html, [&] { value(html, user, field); });
        cell(html, [&] { where_from(html, visit, user, field, history); });
      });
    }
  });
}

/// Would each purge job remove this person today?
void verdicts(Html& html, const Visit& visit, const std::string& id) {
  section(html, "Would a purge remove this person today?", [&] {
    try {
      const auto said = std::get<Verdicts>(run_why(visit.session, arguments({{"ID", id}})));
      table(html, "What each purge job says", {{"Purge job"}, {"Today"}, {"Why not"}}, [&] {
        for (const Verdicts::Verdict& verdict : said.verdicts)
          html.in("tr", [&] {
            html.leaf("th", {{"scope", "row"}}, verdict.job);
            cell(html, verdict.why.is_purged() ? "▲ would be removed" : "✓ stays");
            cell(html, [&] {
              html.in("ul", {{"class", "items"}}, [&] {
                for (const std::string& reason : reasons(verdict.why)) html.leaf("li", reason);
              });
            });
          });
      });
    } catch (const CommandError& none) {
      html.leaf("p", none.what());
    }
  });
}

/// What other systems say of this person, and which ids the person had before.
void beside_record(Html& html, const Visit& visit, const std::string& id) {
  const auto transaction = visit.session.view().begin(Access::read);
  const std::optional<StoredUser> user = find_user(*transaction, id);
  if (!user) return;
  const UserId ids[] = {user->id};
  const std::vector<Obligation> owed = transaction->obligations_of(ids).front();
  if (!owed.empty())
    table(html, "What this person owes or holds",
          {{"Kind"}, {"Count", Heading::Kind::number}, {"Amount", Heading::Kind::number}}, [&] {
            for (const Obligation& row : owed)
              html.in("tr", [&] {
                html.leaf("th", {{"scope", "row"}}, kind_text(row));
                cell(html, row.count);
                html.leaf("td", {{"class", "number"}},
                          row.kind == ObligationKind::fee ? format_amount(row.amount) : "");
              });
          });
  const std::vector<std::string> former = transaction->former_ids(ids).front();
  if (former.empty()) return;
  html.leaf("h3", "Former ids");
  html.in("ul", {{"class", "items"}}, [&] {
    for (const std::string& one : former) html.leaf("li", one);
  });
}

void history_row(Html& html, const Visit& visit, const HistoryEntry& entry, const User& after) {
  html.in("tr", [&] {
    cell(html, [&] { moment(html, visit.zone(), entry.at); });
    cell(html, entry.what);
    cell(html, account_text(entry.by));
    cell(html, [&] {
      if (entry.job != 0)
        job_link(html, entry.job);
      else
        html.text("–");
    });
    prose(html, [&] {
      if (entry.changed.none())
        html.text("created");
      else if (entry.before)
        change_list(html, field_changes(*entry.before, after, entry.changed));
    });
  });
}

void history_table(Html& html, const Visit& visit, const User& now,
                   const std::vector<HistoryEntry>& history) {
  section(html, "History", [&] {
    if (history.empty()) {
      html.leaf("p", "Nothing is known any more (history_retention).");
      return;
    }
    table(html, "What happened, newest first", {{"When"}, {"What"}, {"By"}, {"Job"}, {"Changes"}},
          [&] {
            const User* after = &now;
            for (auto entry = history.rbegin(); entry != history.rend(); ++entry) {
              history_row(html, visit, *entry, *after);
              if (entry->before) after = &*entry->before;
            }
          });
  });
}

}  // namespace

Document user_document(const Visit& visit, const std::string& id) {
  return run_user(visit.session, arguments({{"ID", id}}));
}

Page user_page(const Visit& visit, const std::string& id) {
  const auto shown = std::get<UserShown>(user_document(visit, id));
  boost::json::object asked{{"ID", id}, {"history", true}};
  const auto history =
      std::get<UserHistory>(run_user(visit.session, Arguments(std::move(asked)))).entries;
  const User& user = shown.user;
  Page page{user.last_name.empty() ? user.primary_id : name_text(user), "/users", {}, 200, {}};
  Html& html = page.main;
  html.in("p", [&] {
    html.text("Primary id ").leaf("code", user.primary_id).text(". As ");
    html.leaf("a", {{"href", address("/user", {{"id", user.primary_id}, {"format", "json"}})}},
              "JSON");
    html.text(".");
  });
  record(html, visit, user, history);
  beside_record(html, visit, user.primary_id);
  verdicts(html, visit, user.primary_id);
  user_forms(html, visit, shown);
  history_table(html, visit, user, history);
  return page;
}

}  // namespace roster::http
