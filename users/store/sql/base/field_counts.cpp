#include "users/store/sql/base/field_counts.hpp"

#include "users/model/document.hpp"

namespace roster::sql {

void FieldCounts::add(std::string_view profile, const FieldSet& fields) {
  change(profile, fields, 1);
}

void FieldCounts::subtract(std::string_view profile, const FieldSet& fields) {
  change(profile, fields, -1);
}

void FieldCounts::change(std::string_view profile, const FieldSet& fields, std::int64_t by) {
  auto found = changes_.find(profile);
  if (found == changes_.end()) found = changes_.try_emplace(std::string(profile)).first;
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    if (fields.test(field)) found->second[field] += by;
  }
}

::roster::FieldCounts FieldCounts::of(std::string_view profile) {
  write_down();
  ::roster::FieldCounts counts{};
  auto query = database_.query("SELECT tag, users FROM field_counts WHERE profile = ?1", profile);
  while (query.step()) {
    if (const auto field = field_of_tag(query.integer(0))) {
      counts[static_cast<std::size_t>(*field)] = query.integer(1);
    }
  }
  return counts;
}

void FieldCounts::write_down() {
  for (const auto& [profile, counts] : changes_) {
    for (std::size_t field = 0; field < kFieldCount; ++field) {
      if (counts[field] == 0) continue;
      database_.run(
          "INSERT INTO field_counts VALUES (?1, ?2, ?3) ON CONFLICT (profile, tag)"
          " DO UPDATE SET users = field_counts.users + excluded.users",
          profile, std::int64_t(tag_of(static_cast<Field>(field))), counts[field]);
    }
  }
  changes_.clear();
}

}  // namespace roster::sql
