#include "sis/sample/parts.hpp"
#include "sis/xml/writer.hpp"
#include "users/base/day.hpp"

namespace roster::sis {
namespace {

/// `ACTIVE` in the V.1 form: `Active`.
std::string capitalized(std::string text) {
  for (std::size_t i = 1; i < text.size(); ++i)
    if (text[i] >= 'A' && text[i] <= 'Z') text[i] = static_cast<char>(text[i] - 'A' + 'a');
  return text;
}

/// `2027-06-30` in the V.1 form: `20270630`.
std::string compact(Day day) {
  std::string text = format_day(day);
  text.erase(7, 1);
  text.erase(4, 1);
  return text;
}

class WriterV1 {
 public:
  explicit WriterV1(std::string& out) : xml_(out, 1) {}

  void record(const User& user) {
    xml_.start("userRecord").children();
    xml_.leaf("matchId", user.primary_id);
    details(user);
    owner("SIS");
    list("userNoteList", user.user_notes, [&](const Note& note) { put(note); });
    list("userBlockList", user.user_blocks, [&](const Block& block) { put(block); });
    list("userIdentifiers", user.user_identifiers, [&](const Identifier& id) { put(id); });
    contacts(user);
    list("userStatisticalCategoriesList", user.user_statistics,
         [&](const Statistic& statistic) { put(statistic); });
    xml_.end("userRecord");
  }

 private:
  XmlOut xml_;

  void optional(std::string_view name, const std::string& text) {
    if (!text.empty()) xml_.leaf(name, text);
  }
  void optional(std::string_view name, const std::optional<Day>& day) {
    if (day) xml_.leaf(name, compact(*day));
  }

  void details(const User& user) {
    xml_.start("userDetails").children();
    xml_.leaf("status", capitalized(user.status.value));
    optional("recordType", capitalized(user.record_type.value));
    optional("userType", capitalized(user.account_type.value));
    optional("expiryDate", user.expiry_date);
    optional("birthDate", user.birth_date);
    optional("purgeDate", user.purge_date);
    xml_.leaf("defaultLanguage", user.preferred_language.value);
    xml_.leaf("userName", user.primary_id);
    optional("firstName", user.first_name);
    optional("lastName", user.last_name);
    optional("middleName", user.middle_name);
    optional("jobDescription", user.job_description);
    optional("userGroup", user.user_group.value);
    optional("campusCode", user.campus_code.value);
    optional("gender", capitalized(user.gender.value));
    optional("userTitle", user.user_title.value);
    xml_.end("userDetails");
  }

  void owner(const std::string& created_by) {
    xml_.start("owneredEntity").children();
    optional("createdBy", created_by);
    xml_.end("owneredEntity");
  }

  template <class T, class Put>
  void list(std::string_view name, const std::vector<T>& items, Put put_item) {
    if (items.empty()) return;
    xml_.start(name).children();
    for (const T& item : items) put_item(item);
    xml_.end(name);
  }

  void put(const Note& note) {
    xml_.start("userNote").children();
    owner(note.created_by);
    xml_.leaf("note", note.note_text);
    xml_.leaf("userViewable", note.user_viewable ? "true" : "false");
    xml_.leaf("type", capitalized(note.note_type.value));
    xml_.end("userNote");
  }

  void put(const Block& block) {
    xml_.start("userBlock").children();
    owner(block.created_by);
    optional("status", capitalized(block.block_status));
    optional("type", capitalized(block.block_type.value));
    optional("note", block.block_note);
    xml_.leaf("blockDefinitionId", block.block_description.value);
    xml_.end("userBlock");
  }

  void put(const Identifier& identifier) {
    xml_.start("userIdentifier").children();
    xml_.leaf("type", identifier.id_type.value);
    optional("status", capitalized(identifier.status));
    optional("note", identifier.note);
    xml_.leaf("value", identifier.value);
    xml_.end("userIdentifier");
  }

  void put(const Statistic& statistic) {
    xml_.start("userCategory").children();
    owner("SIS");
    optional("note", statistic.statistic_note);
    xml_.leaf("statisticalCategory", statistic.statistic_category.value);
    xml_.end("userCategory");
  }

  void contacts(const User& user) {
    xml_.start("userAddressList").children();
    for (const Address& address : user.addresses) put(address);
    for (const Email& email : user.emails) put(email);
    for (const Phone& phone : user.phones) put(phone);
    xml_.end("userAddressList");
  }

  void contact(std::string_view name, bool preferred) {
    xml_.start(name).attribute("preferred", preferred ? "true" : "false");
  }

  /// V.1 requires every part of an address, even an empty one.
  void put(const Address& address) {
    contact("userAddress", address.preferred);
    xml_.children();
    xml_.leaf("line1", address.line1);
    xml_.leaf("line2", address.line2);
    xml_.leaf("line3", address.line3);
    xml_.leaf("line4", address.line4);
    xml_.leaf("line5", address.line5);
    xml_.leaf("city", address.city);
    xml_.leaf("stateProvince", address.state_province);
    xml_.leaf("postalCode", address.postal_code);
    xml_.leaf("country", address.country.value);
    xml_.leaf("note", address.address_note);
    optional("startDate", address.start_date);
    optional("endDate", address.end_date);
    types("userAddressTypes", address.types);
    xml_.end("userAddress");
  }

  void put(const Email& email) {
    contact("userEmail", email.preferred);
    xml_.children();
    xml_.leaf("email", email.email_address);
    xml_.leaf("description", email.description);
    types("userEmailTypes", email.types);
    xml_.end("userEmail");
  }

  void put(const Phone& phone) {
    contact("userPhone", phone.preferred);
    xml_.attribute("preferredSMS", phone.preferred_sms ? "true" : "false").children();
    xml_.leaf("phone", phone.phone_number);
    types("userPhoneTypes", phone.types);
    xml_.end("userPhone");
  }

  void types(std::string_view name, const std::vector<Coded>& types) {
    xml_.start("types").children();
    for (const Coded& type : types) xml_.leaf(name, type.value);
    xml_.end("types");
  }
};

}  // namespace

void write_prologue_v1(std::string& out) {
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += "<userRecords xmlns=\"http://com/exlibris/digitool/repository/extsystem/xmlbeans\">\n";
}

void write_user_v1(const User& user, std::string& out) { WriterV1(out).record(user); }

void write_epilogue_v1(std::string& out) { out += "</userRecords>\n"; }

}  // namespace roster::sis
