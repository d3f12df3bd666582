#include "sis/load/cleared.hpp"

#include <algorithm>

#include "users/model/shape.hpp"

namespace roster::sis {

namespace {

/// The fields with a value that a feed can remove; in lists, only external items count.
FieldSet fields_of_feed(const User& user) {
  FieldSet fields = present_fields(user);
  std::size_t at = 0;
  for_each_member<User>([&](const auto& member) {
    const auto& value = user.*member.pointer;
    if constexpr (requires { value.front().segment; })
      fields[at] = std::any_of(value.begin(), value.end(),
                               [](const auto& item) { return item.segment == Segment::external; });
    ++at;
  });
  return fields;
}

}  // namespace

void ClearedFields::add(const User& before, const User& after) {
  const FieldSet had = fields_of_feed(before);
  const FieldSet lost = had & ~fields_of_feed(after);
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (had[i]) ++had_[i];
    if (lost[i]) ++lost_[i];
  }
}

bool ClearedFields::is_suspicious(std::size_t field, const Guard& guard) const {
  return lost_[field] >= guard.at_least && lost_[field] > 0 &&
         static_cast<double>(lost_[field]) > guard.cleared * static_cast<double>(had_[field]);
}

std::vector<Cleared> ClearedFields::all(std::int64_t skipped, const FieldCounts& counts,
                                        const Guard& guard) const {
  const std::int64_t users = counts[static_cast<std::size_t>(Field::primary_id)];
  std::vector<Cleared> cleared;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (!is_suspicious(i, guard)) continue;
    const std::int64_t had_before = std::min(counts[i] + lost_[i], users);
    const std::int64_t had = had_[i] + (users == 0 ? 0 : skipped * had_before / users);
    cleared.push_back({field_name(static_cast<Field>(i)), lost_[i], had});
  }
  return cleared;
}

}  // namespace roster::sis
