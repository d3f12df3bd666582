// Reads the section `profiles`.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "daemon/config/read.hpp"
#include "daemon/config/suggest.hpp"
#include "users/model/shape.hpp"

namespace roster {
namespace {

constexpr int kMostPeople = 1'000'000'000;

void read_xsd(const YamlValue& value, sis::XsdChoice& target) {
  using Kind = sis::XsdChoice::Kind;
  const auto* text = value.text(1, 1000);
  if (text == nullptr) return;
  if (*text == "v1") {
    value.warning("V.1 is deprecated; ask the SIS for V.2");
    target = {Kind::v1, ""};
  } else if (*text == "v2") {
    target = {Kind::v2, ""};
  } else if (*text == "auto") {
    target = {Kind::automatic, ""};
  } else if (text->ends_with(".xsd")) {
    target = {Kind::file, *text};
  } else {
    value.error(fmt::format("{} is not v1, v2, auto or a schema file (.xsd)", in_quotes(*text)));
  }
}

/// There is only one method; the key exists for readers who know the vendor's form.
void read_type(const YamlValue& value) {
  constexpr std::string_view kTypes[] = {"swap_all"};
  value.choose(kTypes);
}

void read_unmatched(const YamlValue& value, sis::Unmatched& target) {
  value.read_choice<sis::Unmatched>(
      target, {{"add", sis::Unmatched::add}, {"reject", sis::Unmatched::reject}});
}

constexpr YamlKey<sis::Action> kSynchronizeKeys[] = {
    {"active", [](auto& value, auto& action) { value.read(action.active); }},
    {"record_type", [](auto& value, auto& action) { read_record_type(value, action.record_type); }},
    {"input", [](auto& value, auto& action) { read_input(value, action.input); }},
    {"xsd", [](auto& value, auto& action) { read_xsd(value, action.xsd); }},
    {"schedule", [](auto& value, auto& action) { read_feed_schedule(value, action.schedule); }},
    {"catch_up", [](auto& value, auto& action) { value.read(action.catch_up); }},
    {"match", [](auto& value, auto& action) { value.read(action.match); }},
    {"type", [](auto& value, auto&) { read_type(value); }},
    {"unmatched", [](auto& value, auto& action) { read_unmatched(value, action.unmatched); }},
};
constexpr auto kImportKeys = std::span{kSynchronizeKeys}.first<6>();  // those without matching

/// The fields that a profile may require: members of a user, and single items of its segmented
/// lists, as the record reader knows them.
std::vector<std::string_view> field_words() {
  std::vector<std::string_view> words;
  for_each_member<User>([&](const auto& member) {
    using Value = typename std::decay_t<decltype(member)>::Value;
    words.push_back(member.name);
    if constexpr (requires { &Value::value_type::segment; }) words.push_back(member.item);
  });
  return words;
}

void read_mandatory(const YamlValue& value, sis::Profile& profile) {
  const auto words = field_words();
  profile.mandatory.clear();
  for (const YamlValue& item : value.items()) {
    const auto* field = item.text();
    if (field == nullptr) continue;
    if (std::find(words.begin(), words.end(), *field) != words.end()) {
      profile.mandatory.push_back(*field);
    } else {
      item.error(
          fmt::format("a user has no field {}{}", in_quotes(*field), did_you_mean(*field, words)));
    }
  }
}

void read_after_expiry(const YamlValue& value, sis::PurgeDatePolicy& policy) {
  for (const YamlMember& member : value.members()) {
    int days = -1;
    member.value.read_days(days);
    if (days < 0) continue;
    if (*member.key == "default") {
      policy.default_days = days;
    } else {
      policy.days_by_group[*member.key] = days;
    }
  }
}

constexpr YamlKey<sis::PurgeDatePolicy> kPurgeDateKeys[] = {
    {"after_expiry", read_after_expiry},
    {"overrule_feed", [](auto& value, auto& policy) { value.read(policy.overrule_feed); }},
};

void read_user_status(const YamlValue& value, std::string& target) {
  value.read_choice<std::string>(target, {{"ACTIVE", "ACTIVE"}, {"INACTIVE", "INACTIVE"}});
}

constexpr YamlKey<sis::AbsentPolicy> kAbsentKeys[] = {
    {"after", [](auto& value, auto& absent) { value.read_integer(absent.after, 1, 1000); }},
    {"status", [](auto& value, auto& absent) { read_user_status(value, absent.status); }},
    {"purge_after",
     [](auto& value, auto& absent) {
       int days = -1;
       value.read_days(days);
       if (days >= 0) absent.purge_days = days;
     }},
};

void read_absent(const YamlValue& value, sis::Profile& profile) {
  if (value.is_word("ignore")) {
    profile.absent = {};
  } else if (value.is_single()) {
    value.error("must be ignore or a map of keys (after, status, purge_after)");
  } else {
    read_map(value, kAbsentKeys, profile.absent);
  }
}

constexpr YamlKey<sis::Guard> kGuardKeys[] = {
    {"rejected", [](auto& value, auto& guard) { value.read_share(guard.rejected); }},
    {"updated", [](auto& value, auto& guard) { value.read_share(guard.updated); }},
    {"created", [](auto& value, auto& guard) { value.read_share(guard.created); }},
    {"shrink", [](auto& value, auto& guard) { value.read_share(guard.shrink); }},
    {"absent", [](auto& value, auto& guard) { value.read_share(guard.absent); }},
    {"newly_due", [](auto& value, auto& guard) { value.read_share(guard.newly_due); }},
    {"cleared", [](auto& value, auto& guard) { value.read_share(guard.cleared); }},
    {"at_least",
     [](auto& value, auto& guard) { value.read_integer(guard.at_least, 1, kMostPeople); }},
    {"from", [](auto& value, auto& guard) { value.read_integer(guard.from, 0, kMostPeople); }},
};

/// Reads a duration or the word none.
void read_age(const YamlValue& value, std::optional<Seconds>& target, Seconds least) {
  if (value.is_word("none")) {
    target.reset();
    return;
  }
  Seconds age{};
  value.read_duration(age, least, kYear);
  if (age > Seconds{}) target = age;
}

void read_description(const YamlValue& value, std::string& target) {
  if (const auto* text = value.text(0, 1000)) target = *text;
}

void read_reading(const YamlValue& value, sis::Reading& target) {
  value.read_choice<sis::Reading>(
      target, {{"tolerant", sis::Reading::tolerant}, {"strict", sis::Reading::strict}});
}

constexpr YamlKey<sis::Profile> kProfileKeys[] = {
    {"code", [](auto& value, auto& profile) { read_code(value, profile.code); }},
    {"description",
     [](auto& value, auto& profile) { read_description(value, profile.description); }},
    {"contact", [](auto& value, auto& profile) { read_addresses(value, profile.contact); }},
    {"import", [](auto& value, auto& profile) { read_map(value, kImportKeys, profile.import); }},
    {"synchronize",
     [](auto& value, auto& profile) { read_map(value, kSynchronizeKeys, profile.synchronize); }},
    {"reading", [](auto& value, auto& profile) { read_reading(value, profile.reading); }},
    {"mandatory", read_mandatory},
    {"generate_primary_id",
     [](auto& value, auto& profile) { value.read(profile.generate_primary_id); }},
    {"purge_date",
     [](auto& value, auto& profile) { read_map(value, kPurgeDateKeys, profile.purge_date); }},
    {"absent", read_absent},
    {"full", [](auto& value, auto& profile) { value.read(profile.full); }},
    {"silent_after",
     [](auto& value, auto& profile) { read_age(value, profile.silent_after, kMinute); }},
    {"max_age", [](auto& value, auto& profile) { read_age(value, profile.max_age, kMinute); }},
    {"guard", [](auto& value, auto& profile) { read_map(value, kGuardKeys, profile.guard); }},
};

}  // namespace

void read_profiles(const YamlValue& value, Config& config) {
  for (const YamlValue& item : value.items()) {
    sis::Profile profile;
    profile.code.clear();
    profile.import.input = "import";
    profile.synchronize.input = "synchronize";
    read_map(item, kProfileKeys, profile);
    config.profiles.push_back(std::move(profile));
  }
}

void list_profile_keys(std::vector<std::string>& keys) {
  list_keys("profiles.", kProfileKeys, keys);
  list_keys("profiles.import.", kImportKeys, keys);
  list_keys("profiles.synchronize.", kSynchronizeKeys, keys);
  list_keys("profiles.purge_date.", kPurgeDateKeys, keys);
  list_keys("profiles.absent.", kAbsentKeys, keys);
  list_keys("profiles.guard.", kGuardKeys, keys);
}

}  // namespace roster
