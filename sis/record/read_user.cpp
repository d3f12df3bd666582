#include "sis/record/read_user.hpp"

#include <pugixml.hpp>

#include <algorithm>

#include "sis/record/reader_v2.hpp"
#include "sis/record/schema.hpp"
#include "sis/record/tidy.hpp"
#include "sis/split/split.hpp"
#include "sis/xml/wellformed.hpp"

namespace roster::sis {
namespace {

constexpr unsigned kFlags =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_wconv_attribute | pugi::parse_eol;

ReadBytes bytes_of(std::string_view& document) {
  return [&document](std::span<char> out) {
    const std::size_t size = std::min(out.size(), document.size());
    std::copy_n(document.data(), size, out.data());
    document.remove_prefix(size);
    return size;
  };
}

[[noreturn]] void refuse(const Rejection& rejection) { throw FeedError(rejection.message); }

/// Sets the items' segments from their elements; by default the reader makes all items external.
template <class Item>
void take_segments(pugi::xml_node list, const char* name, std::vector<Item>& items) {
  auto item = items.begin();
  for (const pugi::xml_node element : list.children(name)) {
    if (item == items.end()) return;
    const bool external = std::string_view(element.attribute("segment_type").value()) == "External";
    (item++)->segment = external ? Segment::external : Segment::internal;
  }
}

void take_all_segments(pugi::xml_node user, User& out) {
  const pugi::xml_node contact = user.child("contact_info");
  take_segments(contact.child("addresses"), "address", out.addresses);
  take_segments(contact.child("emails"), "email", out.emails);
  take_segments(contact.child("phones"), "phone", out.phones);
  take_segments(user.child("user_identifiers"), "user_identifier", out.user_identifiers);
  take_segments(user.child("user_blocks"), "user_block", out.user_blocks);
  take_segments(user.child("user_notes"), "user_note", out.user_notes);
  take_segments(user.child("user_statistics"), "user_statistic", out.user_statistics);
}

}  // namespace

User read_user(std::string_view document) {
  Limits limits;
  Splitter splitter(bytes_of(document), "the document", limits);
  const Namespaces namespaces = splitter.envelope().namespaces;
  const RecordBatch batch = splitter.next();
  if (batch.records.size() != 1) throw FeedError("the document does not hold exactly one user");
  const Record& record = batch.records.front();
  if (record.broken) refuse(*record.broken);
  if (const auto bad = check_wellformed(record.bytes, namespaces, record.line, record.column))
    refuse(*bad);
  pugi::xml_document tree;
  if (!tree.load_buffer(record.bytes.data(), record.bytes.size(), kFlags, pugi::encoding_utf8))
    throw FeedError("the document cannot be read");
  const pugi::xml_node element = tree.first_child();
  Tidied tidied;
  tidy_v2(
      element, [](pugi::xml_node) { return std::uint64_t{1}; }, tidied, Segments::kept);
  if (!tidied.incomplete.empty()) throw IncompleteItem(tidied.incomplete);
  if (!tidied.invisible.empty()) throw InvisibleCharacter(tidied.invisible);
  if (!tidied.lost.empty()) throw FeedError("a date of the document cannot be read");
  SchemaJudge judge(Schema::builtin(FormatVersion::v2));
  if (const auto bad = judge.judge(element, record.bytes, record.line, {})) refuse(*bad);
  User user;
  std::vector<pugi::xml_node> unread;
  read_v2(element, Reading::tolerant, Trust::judged, user, unread);
  take_all_segments(element, user);
  return user;
}

}  // namespace roster::sis
