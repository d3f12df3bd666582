#include "sis/record/record_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <initializer_list>

#include "sis/record/reader_v2.hpp"
#include "sis/record/texts.hpp"
#include "sis/record/tidy.hpp"
#include "sis/record/whose.hpp"
#include "sis/xml/excerpt.hpp"
#include "sis/xml/text.hpp"
#include "sis/xml/wellformed.hpp"
#include "users/base/day.hpp"
#include "users/base/null_day.hpp"

namespace roster::sis {

namespace {

constexpr unsigned kTolerantFlags =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_wconv_attribute | pugi::parse_eol;
/// Strict reading keeps white space, because it counts for lengths.
constexpr unsigned kStrictFlags = kTolerantFlags | pugi::parse_ws_pcdata;

std::uint64_t line_at(std::string_view bytes, std::ptrdiff_t offset, std::uint64_t first) {
  const auto end = std::clamp<std::ptrdiff_t>(offset, 0, static_cast<std::ptrdiff_t>(bytes.size()));
  return first + static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.begin() + end, '\n'));
}

std::string_view to_string(FormatVersion version) {
  return version == FormatVersion::v1 ? "V.1" : "V.2";
}

bool is_one_of(std::string_view code, std::initializer_list<std::string_view> known) {
  return code.empty() || std::find(known.begin(), known.end(), code) != known.end();
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

/// Warns of codes that are not in the format's tables. The status is loaded unchanged. The profile
/// sets the other two, so their case does not matter.
void warn_unknown_codes(const User& user, std::uint64_t line, std::vector<Warning>& warnings) {
  const auto warn = [&](std::string_view name, const Coded& coded) {
    warnings.push_back(
        {"unknown_code", line, fmt::format("{}: unknown code '{}'", name, excerpt(coded.value))});
  };
  if (!is_one_of(user.status.value, {"ACTIVE", "INACTIVE", "DELETED"})) warn("status", user.status);
  if (!is_one_of(upper(user.record_type.value), {"PUBLIC", "STAFF", "CONTACT"}))
    warn("record_type", user.record_type);
  if (!is_one_of(upper(user.account_type.value), {"EXTERNAL", "INTERNAL", "INTEXTAUTH"}))
    warn("account_type", user.account_type);
}

/// Mandatory fields can be named by the list or by its item: emails or email.
std::optional<Field> mandatory_field(std::string_view name) {
  if (name == "address") return Field::addresses;
  if (name == "email" || name == "phone" || name == "user_identifier" || name == "user_note" ||
      name == "user_block" || name == "user_statistic")
    return field_by_name(std::string(name) + "s");
  return field_by_name(name);
}

bool has_identifier(const User& user, std::string_view type) {
  return std::any_of(user.user_identifiers.begin(), user.user_identifiers.end(),
                     [&](const Identifier& i) { return i.id_type.value == type; });
}

/// The place of a removed date in the user. An item's index counts items of its list, because
/// reading keeps all of them.
UnreadableDate place_of(const LostDate& lost) {
  const std::string_view list = lost.holder.parent().name();
  const std::optional<Field> own = field_by_name(lost.name);
  if (const std::optional<Field> of_list = field_by_name(list)) {
    std::size_t item = 0;
    for (auto before = lost.holder; (before = before.previous_sibling(lost.holder.name()));) ++item;
    return {*of_list, item, lost.name};
  }
  assert(own);
  return {own.value_or(Field::expiry_date), 0, {}};
}

template <class Item>
bool lacks_preferred(const std::vector<Item>& items) {
  return !items.empty() &&
         std::none_of(items.begin(), items.end(), [](const Item& item) { return item.preferred; });
}

}  // namespace

ReadOptions read_options(const Profile& profile, const Action& action, JobKind kind,
                         const DigestIndex* known) {
  ReadOptions options{&profile, &action, kind, known, digest_seed(profile, action, kind), {}, {}};
  if (action.xsd.kind == XsdChoice::Kind::file) {
    options.schema_v1 = options.schema_v2 = Schema::load(action.xsd.path);
  } else {
    options.schema_v1 = Schema::builtin(FormatVersion::v1);
    options.schema_v2 = Schema::builtin(FormatVersion::v2);
  }
  return options;
}

std::string_view match_type(const ReadOptions& options) {
  if (options.kind == JobKind::import) return "primary_id";
  return options.action->match;
}

RecordReader::RecordReader(const ReadOptions& options) : options_(options) {}

/// With a custom schema, every record must be validated, because only that schema defines what is
/// valid.
bool RecordReader::judges_everything() const {
  return options_.action->xsd.kind == XsdChoice::Kind::file;
}

SchemaJudge& RecordReader::judge(FormatVersion version) {
  auto& judge = version == FormatVersion::v1 ? judge_v1_ : judge_v2_;
  if (!judge)
    judge = std::make_unique<SchemaJudge>(version == FormatVersion::v1 ? options_.schema_v1
                                                                       : options_.schema_v2);
  return *judge;
}

void RecordReader::read(const Record& record, const Namespaces& namespaces,
                        const std::string& label, ReadRecord& out) {
  out.line = record.line;
  out.digest = record_digest(record.bytes, options_.seed);
  if (record.broken) {
    out.rejection = record.broken;
    return refuse(record, out);
  }
  if (options_.known != nullptr) out.unchanged = options_.known->find(out.digest, place_);
  if (out.unchanged != 0) return;
  out.rejection = parse(record, namespaces);
  if (!out.rejection) {
    const pugi::xml_node element = document_.first_child();
    out.version = is_v1(element) ? FormatVersion::v1 : FormatVersion::v2;
    check_version(record, out.version, label);
    out.rejection = read_element(element, record, namespaces, out);
  }
  out.warnings = tidied_.warnings.take();
  if (out.rejection) out.rejection->message = printable(out.rejection->message);
  if (out.rejection) {
    refuse(record, out);
  } else {
    out.rejection = check_demands(options_, record.line, out);
  }
}

/// Keeps only the ids of a rejected record.
void RecordReader::refuse(const Record& record, ReadRecord& out) const {
  Whose whose = whose_record(record.bytes, match_type(options_));
  out.user = User{};
  out.user.primary_id = std::move(whose.primary_id);
  out.user.user_identifiers = std::move(whose.identifiers);
  out.owner_told = whose.told;
}

std::optional<Rejection> RecordReader::parse(const Record& record, const Namespaces& namespaces) {
  if (auto rejection = check_wellformed(record.bytes, namespaces, record.line, record.column))
    return rejection;
  scratch_.assign(record.bytes);
  const unsigned flags =
      options_.profile->reading == Reading::strict ? kStrictFlags : kTolerantFlags;
  const pugi::xml_parse_result result =
      document_.load_buffer_inplace(scratch_.data(), scratch_.size(), flags, pugi::encoding_utf8);
  if (result) return {};
  return Rejection{"malformed", line_at(record.bytes, result.offset, record.line),
                   result.description()};
}

void RecordReader::check_version(const Record& record, FormatVersion version,
                                 const std::string& label) const {
  const auto kind = options_.action->xsd.kind;
  const bool wrong = (kind == XsdChoice::Kind::v1 && version == FormatVersion::v2) ||
                     (kind == XsdChoice::Kind::v2 && version == FormatVersion::v1);
  if (wrong)
    throw FeedError(fmt::format("{}:{}: a {} record; this profile reads {}", label, record.line,
                                to_string(version), kind == XsdChoice::Kind::v1 ? "V.1" : "V.2"));
}

/// Most records are plainly valid and read directly; the others are tidied and validated first.
std::optional<Rejection> RecordReader::read_element(pugi::xml_node element, const Record& record,
                                                    const Namespaces& namespaces, ReadRecord& out) {
  const Reading reading = options_.profile->reading;
  const bool quick = out.version == FormatVersion::v2 && !judges_everything() &&
                     (reading == Reading::tolerant || namespaces.empty());
  std::vector<pugi::xml_node> unread;
  origins_.clear();
  const auto line_of = [&](pugi::xml_node node) { return line_of_node(node, record); };
  tidied_.lost.clear();
  if (!quick || !read_v2(element, reading, Trust::check, out.user, unread)) {
    out.user = User{};
    if (auto bad = tidy_and_judge(element, record, namespaces, line_of, out)) return bad;
    [[maybe_unused]] const bool read = read_v2(element, reading, Trust::judged, out.user, unread);
    assert(read);
  }
  if (auto bad = find_long_id(out.user)) return Rejection{"schema", record.line, std::move(*bad)};
  if (reading == Reading::strict)
    if (auto bad = check_strict_texts(record, out.user)) return bad;
  for (const pugi::xml_node date : unread) {
    tidied_.warnings.add(
        "bad_date", line_of(date),
        fmt::format("{}: '{}' is not a date; ignored", date.name(), excerpt(text_of(date))));
    tidied_.lost.push_back({date.parent(), date.name()});
  }
  drop_null_days(element, line_of, out.user);
  for (const LostDate& lost : tidied_.lost) out.unreadable.push_back(place_of(lost));
  return {};
}

/// Strict reading corrects nothing: rejects an id with an invisible character.
std::optional<Rejection> RecordReader::check_strict_texts(const Record& record, const User& user) {
  std::optional<OddText> odd = find_odd_text(user);
  if (!odd) return {};
  if (odd->code == "invisible_character")
    return Rejection{odd->code, record.line, std::move(odd->message)};
  tidied_.warnings.add(odd->code, record.line, std::move(odd->message));
  return {};
}

/// Removes an expiry or purge date that databases write for "no value".
void RecordReader::drop_null_days(pugi::xml_node element, const LineOf& line_of, User& user) {
  const auto drop = [&](const char* name, std::optional<Day>& day) {
    if (!day || !is_null_day(*day)) return;
    tidied_.warnings.add("bad_date", line_of(element.child(name)),
                         fmt::format("{}: {} is a database's \"no value\", not a date; ignored",
                                     name, format_day(*day)));
    tidied_.lost.push_back({element, name});
    day.reset();
  };
  drop("expiry_date", user.expiry_date);
  drop("purge_date", user.purge_date);
}

/// Validates without tidying: a strict record, and a V.1 record with a custom schema. Everything
/// else is converted to V.2, tidied, and validated with the V.2 schema.
std::optional<Rejection> RecordReader::tidy_and_judge(pugi::xml_node& element, const Record& record,
                                                      const Namespaces& namespaces,
                                                      const LineOf& line_of, ReadRecord& out) {
  const bool strict = options_.profile->reading == Reading::strict;
  const bool v1 = out.version == FormatVersion::v1;
  if (strict || (v1 && judges_everything()))
    if (auto bad = judge(out.version).judge(element, record.bytes, record.line, namespaces))
      return bad;
  if (strict && !v1) return {};
  if (v1) element = convert_v1(element, line_of, converted_, origins_, tidied_.warnings);
  tidy_v2(element, line_of, tidied_);
  if (v1 && judges_everything()) return {};
  return judge(FormatVersion::v2).judge(element, record.bytes, record.line, {});
}

std::uint64_t RecordReader::line_of_node(pugi::xml_node node, const Record& record) const {
  if (const auto origin = origins_.find(node.hash_value()); origin != origins_.end())
    node = origin->second;
  for (; node; node = node.parent())
    if (node.offset_debug() >= 0) return line_at(record.bytes, node.offset_debug(), record.line);
  return record.line;
}

std::optional<Rejection> check_demands(const ReadOptions& options, std::uint64_t line,
                                       ReadRecord& out) {
  User& user = out.user;
  const Profile& profile = *options.profile;
  const auto missing = [line](std::string_view field) {
    return Rejection{"missing_field", line, fmt::format("Mandatory field is missing: {}", field)};
  };
  const std::string_view match = match_type(options);
  const bool by_primary_id = match == "primary_id";
  const bool matches = by_primary_id ? !user.primary_id.empty() : has_identifier(user, match);
  out.owner_told = matches || !user.primary_id.empty();
  const bool generated = profile.generate_primary_id && options.kind == JobKind::import;
  if (!matches && !generated)
    return missing(by_primary_id ? "primary_id" : fmt::format("identifier of type {}", match));
  for (const std::string& name : profile.mandatory) {
    const std::optional<Field> field = mandatory_field(name);
    if (!field || is_empty(user, *field)) return missing(name);
  }
  warn_unknown_codes(user, line, out.warnings);
  user.record_type = {options.action->record_type, {}};
  user.account_type = {"EXTERNAL", {}};
  user.external_id = profile.code;
  if (lacks_preferred(user.addresses))
    out.warnings.push_back({"no_preferred", line, "no address is marked preferred"});
  if (lacks_preferred(user.emails))
    out.warnings.push_back({"no_preferred", line, "no email is marked preferred"});
  return {};
}

}  // namespace roster::sis
