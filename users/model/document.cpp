// Format: entries of (tag varint, length varint, payload) in the order of Shape; a list has one
// entry for each item. The manual edits follow the user's members. The byte kEnd ends the document,
// so that truncation is detected. In a list item the tag kSegment means `internal`.
#include "users/model/document.hpp"

#include <array>
#include <cassert>
#include <tuple>
#include <type_traits>

#include "users/base/bytes.hpp"
#include "users/model/shape.hpp"

namespace roster {
namespace {

constexpr std::uint64_t kSegment = 0;
constexpr std::uint64_t kEnd = 0;
constexpr std::uint64_t kManualEdit = 255;  // no member of User has this tag

/// Is it a day of the years 1 to 9999, the range that is written and read?
constexpr bool is_calendar_day(std::int64_t days_since_1970) {
  using namespace std::chrono;
  return days_since_1970 >= sys_days(year(1) / 1 / 1).time_since_epoch().count() &&
         days_since_1970 <= sys_days(year(9999) / 12 / 31).time_since_epoch().count();
}

// Encoding ----------------------------------------------------------------------------------------

void append_text(std::string& out, std::string_view text) {
  append_varint(out, text.size());
  out += text;
}

template <class T>
void append_members(std::string& out, const T& item);

void append_payload(std::string& out, const std::string& text) { out += text; }
void append_payload(std::string& out, const DateTime& time) { out += time.text; }
void append_payload(std::string&, bool) {}  // the entry itself means true
void append_payload(std::string& out, const std::optional<bool>& value) { out += *value ? 1 : 0; }
/// Does not write what read_payload() would reject: that user could never be read again.
void append_payload(std::string& out, const std::optional<Day>& day) {
  const std::int64_t count = day->time_since_epoch().count();
  if (!is_calendar_day(count)) throw BadDocument("a day is not in the years 1 to 9999");
  append_varint(out, zigzag(count));
}
void append_payload(std::string& out, const Coded& coded) {
  append_text(out, coded.value);
  out += coded.desc;
}
constexpr auto kTags = std::apply(
    [](const auto&... member) { return std::array<std::uint8_t, kFieldCount>{member.tag...}; },
    Shape<User>::members);

/// The field of each tag; kFieldCount: none.
constexpr auto kFieldsByTag = [] {
  std::array<std::uint8_t, 64> fields{};
  fields.fill(kFieldCount);
  for (std::size_t i = 0; i < kFieldCount; ++i) fields[kTags[i]] = static_cast<std::uint8_t>(i);
  return fields;
}();

void append_payload(std::string& out, const ManualEdit& edit) {
  assert(edit.field < kFieldCount);
  append_varint(out, kTags[edit.field]);
  out += edit.last_sis_value;
}
template <class T>
void append_payload(std::string& out, const T& item) {
  if constexpr (requires { item.segment; }) {
    if (item.segment == Segment::internal) {
      append_varint(out, kSegment);
      append_varint(out, 0);
    }
  }
  append_members(out, item);
}

/// Writes the payload first and then inserts its length: most lengths take one byte, and measuring
/// first would visit every item twice.
template <class V>
void append_entry(std::string& out, std::uint64_t tag, const V& value) {
  append_varint(out, tag);
  const std::size_t at = out.size();
  out += '\0';
  append_payload(out, value);
  const std::size_t length = out.size() - at - 1;
  if (length < 0x80) {
    out[at] = static_cast<char>(length);
    return;
  }
  std::string prefix;
  append_varint(prefix, length);
  out.replace(at, 1, prefix);
}

template <class V>
void append_value(std::string& out, std::uint64_t tag, const V& value) {
  if (!is_absent(value)) append_entry(out, tag, value);
}
template <class T>
void append_value(std::string& out, std::uint64_t tag, const std::vector<T>& items) {
  for (const T& item : items) append_entry(out, tag, item);
}

template <class T>
void append_members(std::string& out, const T& item) {
  for_each_member<T>(
      [&](const auto& member) { append_value(out, member.tag, item.*member.pointer); });
}

// Decoding ----------------------------------------------------------------------------------------

[[noreturn]] void damaged(const char* how) {
  throw BadDocument(std::string("damaged user document: ") + how);
}

/// Iterates over the entries of a document or of one item.
class Entries {
 public:
  explicit Entries(std::string_view bytes) : rest_(bytes) { advance(); }

  bool at(std::uint64_t tag) const { return here_ && tag_ == tag; }
  bool at_end() const { return !here_; }
  std::string_view take() {
    const std::string_view payload = payload_;
    advance();
    return payload;
  }

 private:
  void advance() {
    here_ = !rest_.empty();
    if (!here_) return;
    const auto tag = take_varint(rest_);
    const auto length = tag ? take_varint(rest_) : std::nullopt;
    if (!length || *length > rest_.size()) damaged("an entry ends too early");
    tag_ = *tag;
    payload_ = rest_.substr(0, static_cast<std::size_t>(*length));
    rest_.remove_prefix(payload_.size());
  }

  std::string_view rest_, payload_;
  std::uint64_t tag_ = 0;
  bool here_ = false;
};

template <class T>
void read_members(Entries& entries, T& item);

void read_payload(std::string_view bytes, std::string& text) { text = bytes; }
void read_payload(std::string_view bytes, DateTime& time) { time.text = bytes; }
void read_payload(std::string_view bytes, bool& value) {
  if (!bytes.empty()) damaged("a flag carries a value");
  value = true;
}
void read_payload(std::string_view bytes, std::optional<bool>& value) {
  if (bytes.size() != 1 || static_cast<unsigned char>(bytes[0]) > 1) damaged("no boolean");
  value = bytes[0] == 1;
}
void read_payload(std::string_view bytes, std::optional<Day>& day) {
  const auto number = take_varint(bytes);
  const std::int64_t count = number ? unzigzag(*number) : 0;
  if (!number || !bytes.empty() || !is_calendar_day(count)) damaged("no day");
  day = Day(std::chrono::days(count));
}
void read_payload(std::string_view bytes, Coded& coded) {
  const auto length = take_varint(bytes);
  if (!length || *length > bytes.size()) damaged("a coded value ends too early");
  coded.value = bytes.substr(0, static_cast<std::size_t>(*length));
  coded.desc = bytes.substr(static_cast<std::size_t>(*length));
}
void read_payload(std::string_view bytes, ManualEdit& edit) {
  const auto tag = take_varint(bytes);
  const std::size_t field =
      tag && *tag < kFieldsByTag.size() ? kFieldsByTag[*tag] : std::size_t(kFieldCount);
  if (field == kFieldCount) damaged("a manual edit of an unknown field");
  edit.field = static_cast<std::uint8_t>(field);
  edit.last_sis_value = bytes;
}
template <class T>
void read_payload(std::string_view bytes, T& item) {
  Entries entries(bytes);
  if constexpr (requires { item.segment; }) {
    if (entries.at(kSegment)) {
      if (!entries.take().empty()) damaged("a segment carries a value");
      item.segment = Segment::internal;
    }
  }
  read_members(entries, item);
  if (!entries.at_end()) damaged("an unknown or misplaced entry in an item");
}

template <class V>
void read_value(Entries& entries, std::uint64_t tag, V& value) {
  if (entries.at(tag)) read_payload(entries.take(), value);
}
template <class T>
void read_value(Entries& entries, std::uint64_t tag, std::vector<T>& items) {
  while (entries.at(tag)) read_payload(entries.take(), items.emplace_back());
}

/// Entries are in the order of Shape, so that one pass over the members finds them all.
template <class T>
void read_members(Entries& entries, T& item) {
  for_each_member<T>(
      [&](const auto& member) { read_value(entries, member.tag, item.*member.pointer); });
}

}  // namespace

void encode_user(const User& user, std::string& out) {
  append_members(out, user);
  append_value(out, kManualEdit, user.manual_edits);
  append_varint(out, kEnd);
}

User decode_user(std::string_view document) {
  if (document.empty() || document.back() != char(kEnd)) damaged("its end is missing");
  document.remove_suffix(1);
  User user;
  Entries entries(document);
  read_members(entries, user);
  read_value(entries, kManualEdit, user.manual_edits);
  if (!entries.at_end()) damaged("an unknown or misplaced entry");
  return user;
}

FieldSet fields_in(std::string_view document) {
  FieldSet fields;
  if (document.empty()) return fields;
  document.remove_suffix(1);
  while (!document.empty()) {
    const auto tag = take_varint(document);
    const auto length = tag ? take_varint(document) : std::nullopt;
    if (!length || *length > document.size()) break;
    document.remove_prefix(static_cast<std::size_t>(*length));
    const std::size_t field = *tag < kFieldsByTag.size() ? kFieldsByTag[*tag] : kFieldCount;
    if (field < kFieldCount) fields.set(field);
  }
  return fields;
}

std::uint8_t tag_of(Field field) { return kTags[static_cast<std::size_t>(field)]; }

std::optional<Field> field_of_tag(std::int64_t tag) {
  if (tag < 0 || tag >= std::int64_t(kFieldsByTag.size())) return std::nullopt;
  const std::size_t field = kFieldsByTag[static_cast<std::size_t>(tag)];
  return field < kFieldCount ? std::optional(static_cast<Field>(field)) : std::nullopt;
}

std::string encode_field(const User& user, Field field) {
  std::string out;
  const std::uint64_t tag = tag_of(field);
  for_each_member<User>([&](const auto& member) {
    if (member.tag == tag) append_value(out, tag, user.*member.pointer);
  });
  return out;
}

void decode_field(std::string_view bytes, User& user, Field field) {
  const std::uint64_t tag = tag_of(field);
  User read;
  Entries entries(bytes);
  for_each_member<User>([&](const auto& member) {
    if (member.tag == tag) read_value(entries, tag, read.*member.pointer);
  });
  if (!entries.at_end()) damaged("an unknown or misplaced entry in a field");
  copy_field(read, user, field);
}

}  // namespace roster
