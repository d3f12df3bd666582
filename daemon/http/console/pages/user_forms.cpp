#include "daemon/http/console/pages/user_forms.hpp"

#include "daemon/http/console/base/pieces.hpp"
#include "daemon/show/render.hpp"
#include "users/base/day.hpp"

namespace roster::http {
namespace {

std::optional<Keep> keep_of(const Visit& visit, const std::string& id) {
  const auto transaction = visit.session.view().begin(Access::read);
  const std::optional<StoredUser> user = find_user(*transaction, id);
  if (!user) return std::nullopt;
  const UserId ids[] = {user->id};
  return transaction->keeps_of(ids).front();
}

void edit_form(Html& html, const Visit& visit, const User& user) {
  html.leaf("h3", "Edit a field");
  html.leaf("p", {{"class", "note"}},
            "A field is named as in the record; an item of a list as LIST:TYPE, such as "
            "user_identifier:BARCODE or email:work. An empty value empties the field.");
  post_form(html, "/user/set", visit.token, [&] {
    hidden(html, "id", user.primary_id);
    input(html, {"field", "Field", "text", "", Input::Must::be});
    input(html, {"value", "New value"});
    button(html, "Change the field");
  });
  if (user.manual_edits.empty()) return;
  post_form(html, "/user/restore", visit.token, [&] {
    hidden(html, "id", user.primary_id);
    std::vector<std::string> fields;
    for (const ManualEdit& edit : user.manual_edits)
      fields.emplace_back(field_name(static_cast<Field>(edit.field)));
    choice(html, "field", "Changed by hand", "", fields, "");
    button(html, "Give it back to the SIS");
  });
}

void lock_form(Html& html, const Visit& visit, const UserShown& shown) {
  html.leaf("h3", "Lock");
  if (shown.lock) html.leaf("p", "It is " + lock_text(*shown.lock, visit.zone()) + ".");
  if (shown.lock) {
    post_form(html, "/user/unlock", visit.token, [&] {
      hidden(html, "id", shown.user.primary_id);
      button(html, "Unlock");
    });
    return;
  }
  post_form(html, "/user/lock", visit.token, [&] {
    hidden(html, "id", shown.user.primary_id);
    input(html, {"holder", "Holder", "text", visit.visitor.account, Input::Must::be});
    input(html, {"for", "For how long (30m, 8h, 2d)", "text", "8h", Input::Must::be});
    button(html, "Lock the record");
  });
}

void keep_form(Html& html, const Visit& visit, const User& user) {
  html.leaf("h3", "Keep from being purged");
  if (const std::optional<Keep> keep = keep_of(visit, user.primary_id)) {
    html.in("p", [&] {
      html.text("Kept" + (keep->until ? " until " + format_day(*keep->until) : std::string()) +
                " by " + keep->by + ": " + keep->reason);
    });
    post_form(html, "/user/unkeep", visit.token, [&] {
      hidden(html, "id", user.primary_id);
      button(html, "Keep no longer");
    });
    return;
  }
  post_form(html, "/user/keep", visit.token, [&] {
    hidden(html, "id", user.primary_id);
    input(html, {"reason", "Reason", "text", "", Input::Must::be});
    input(html, {"until", "Until (empty: for ever)", "date"});
    button(html, "Keep this person");
  });
}

}  // namespace

void user_forms(Html& html, const Visit& visit, const UserShown& shown) {
  if (!visit.visitor.may(Role::operating)) return;
  section(html, "Change", [&] {
    html.in("div", {{"class", "columns"}}, [&] {
      html.in("div", [&] { edit_form(html, visit, shown.user); });
      html.in("div", [&] { keep_form(html, visit, shown.user); });
      html.in("div", [&] { lock_form(html, visit, shown); });
    });
  });
}

}  // namespace roster::http
