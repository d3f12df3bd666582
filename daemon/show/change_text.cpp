#include "daemon/show/change_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/show/terminal_text.hpp"

namespace roster {

namespace {

constexpr std::string_view kRed = "\x1b[31m", kGreen = "\x1b[32m", kPlain = "\x1b[0m";

std::string coloured(std::string_view text, std::string_view with, Colour colour) {
  if (colour == Colour::no) return std::string(text);
  return fmt::format("{}{}{}", with, text, kPlain);
}

/// The items of `left` that are not in `right`, counting duplicates.
std::vector<std::string> without(std::vector<std::string> left,
                                 const std::vector<std::string>& right) {
  for (const std::string& item : right)
    if (const auto found = std::find(left.begin(), left.end(), item); found != left.end())
      left.erase(found);
  return left;
}

std::string list_change(const FieldChange& change, Colour colour) {
  std::string out;
  for (const std::string& item : change.gone)
    out += "    " + coloured("- " + on_one_line(item), kRed, colour) + "\n";
  for (const std::string& item : change.come)
    out += "    " + coloured("+ " + on_one_line(item), kGreen, colour) + "\n";
  return out.empty() ? "    in another order\n" : out;
}

std::string value_change(const FieldChange& change, Colour colour) {
  const auto shown = [](const std::string& text) {
    return text.empty() ? std::string("(none)") : on_one_line(text);
  };
  return coloured(shown(change.gone.front()), kRed, colour) + " -> " +
         coloured(shown(change.come.front()), kGreen, colour);
}

}  // namespace

std::string shown_field(const User& user, Field field) {
  if (field == Field::pin_number && !user.pin_number.empty()) return "(hidden)";
  return display_field(user, field);
}

std::vector<FieldChange> field_changes(const User& before, const User& after,
                                       const FieldSet& changed) {
  std::vector<FieldChange> changes;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (!changed[i]) continue;
    const Field field = static_cast<Field>(i);
    if (is_list(field)) {
      const auto had = display_items(before, field), has = display_items(after, field);
      changes.push_back({field, without(had, has), without(has, had)});
    } else {
      changes.push_back({field, {shown_field(before, field)}, {shown_field(after, field)}});
    }
  }
  return changes;
}

std::string render_fields(const User& before, const User& after, const FieldSet& changed,
                          Colour colour) {
  std::string out;
  for (const FieldChange& change : field_changes(before, after, changed))
    out += is_list(change.field)
               ? fmt::format("  {}:\n{}", field_name(change.field), list_change(change, colour))
               : fmt::format("  {}: {}\n", field_name(change.field), value_change(change, colour));
  return out;
}

std::string render_change(const User* before, const User& after, const FieldSet& changed,
                          Colour colour) {
  if (before == nullptr) return fmt::format("{}: new user\n", on_one_line(after.primary_id));
  const std::string fields = render_fields(*before, after, changed, colour);
  return fields.empty() ? "" : on_one_line(before->primary_id) + ":\n" + fields;
}

}  // namespace roster
