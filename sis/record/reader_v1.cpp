#include "sis/record/reader_v1.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "sis/record/date.hpp"
#include "sis/record/reader_v2.hpp"
#include "sis/xml/excerpt.hpp"
#include "sis/xml/text.hpp"
#include "users/base/day.hpp"

namespace roster::sis {

namespace {

/// How a value is converted from V.1 to V.2.
enum class How : std::uint8_t { copy, upper, date, ignore };

struct Rule {
  std::string_view v1;
  const char* v2;
  How how = How::copy;
};

constexpr Rule kDetails[] = {
    {"status", "status", How::upper},
    {"recordType", "record_type", How::upper},
    {"userType", "account_type", How::upper},
    {"expiryDate", "expiry_date", How::date},
    {"birthDate", "birth_date", How::date},
    {"purgeDate", "purge_date", How::date},
    {"defaultLanguage", "preferred_language"},
    {"userName", "primary_id"},
    {"firstName", "first_name"},
    {"middleName", "middle_name"},
    {"lastName", "last_name"},
    {"jobTitle", "job_category"},
    {"jobDescription", "job_description"},
    {"userGroup", "user_group"},
    {"campusCode", "campus_code"},
    {"externalId", "external_id", How::ignore},
    {"webSiteUrl", "web_site_url"},
    {"gender", "gender", How::upper},
    {"password", "password", How::ignore},
    {"forcePasswordChange", "force_password_change", How::ignore},
    {"pinNumber", "pin_number"},
    {"userTitle", "user_title"},
    {"fullName", "full_name", How::ignore},
};

constexpr Rule kIdentifier[] = {
    {"type", "id_type"}, {"value", "value"}, {"note", "note"}, {"status", "status", How::upper}};

constexpr Rule kNote[] = {{"type", "note_type", How::upper},
                          {"note", "note_text"},
                          {"userViewable", "user_viewable"},
                          {"popupNote", "popup_note"}};

constexpr Rule kBlock[] = {{"type", "block_type", How::upper},
                           {"blockDefinitionId", "block_description"},
                           {"status", "block_status", How::upper},
                           {"note", "block_note"}};

constexpr Rule kStatistic[] = {{"statisticalCategory", "statistic_category"},
                               {"note", "statistic_note"}};

constexpr Rule kAddress[] = {
    {"line1", "line1"},
    {"line2", "line2"},
    {"line3", "line3"},
    {"line4", "line4"},
    {"line5", "line5"},
    {"city", "city"},
    {"stateProvince", "state_province"},
    {"postalCode", "postal_code"},
    {"country", "country"},
    {"note", "address_note"},
    {"addressNote", "address_note"},
    {"startDate", "start_date", How::date},
    {"endDate", "end_date", How::date},
};

constexpr Rule kEmail[] = {{"email", "email_address"}, {"description", "description"}};

constexpr Rule kPhone[] = {{"phone", "phone_number"}};

/// V.1 elements without a counterpart in a load.
bool is_dropped(std::string_view name) {
  return name == "matchId" || name == "segmentAction" || name == "owneredEntity" ||
         name == "userRoleList";
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

class Converter {
 public:
  Converter(const LineOf& line_of, Origins& origins, WarningList& warnings)
      : line_of_(line_of), origins_(origins), warnings_(warnings) {}

  void record(pugi::xml_node from, pugi::xml_node user) {
    origins_[user.hash_value()] = from;
    for_children(from, [&](std::string_view name, pugi::xml_node child) {
      if (name == "userDetails")
        details(child, user);
      else if (name == "userIdentifiers")
        list(child, user, "userIdentifier", "user_identifiers", "user_identifier", kIdentifier);
      else if (name == "userNoteList")
        list(child, user, "userNote", "user_notes", "user_note", kNote);
      else if (name == "userBlockList")
        list(child, user, "userBlock", "user_blocks", "user_block", kBlock);
      else if (name == "userStatisticalCategoriesList")
        list(child, user, "userCategory", "user_statistics", "user_statistic", kStatistic);
      else if (name == "userAddressList")
        contacts(child, user);
      else if (!is_dropped(name))
        unknown(child);
    });
  }

 private:
  const LineOf& line_of_;
  Origins& origins_;
  WarningList& warnings_;

  void warn(pugi::xml_node where, std::string message) {
    warnings_.add("unknown_element", warnings_.is_full() ? 0 : line_of_(where), std::move(message));
  }

  void unknown(pugi::xml_node element) {
    const std::string parent = excerpt(local_name(element.parent().name()));
    const std::string name = excerpt(local_name(element.name()));
    warn(element, fmt::format("<{}> in <{}> is unknown; ignored", name, parent));
  }

  template <class F>
  void for_children(pugi::xml_node element, F&& visit) {
    for (const pugi::xml_node child : element) {
      if (child.type() == pugi::node_element)
        visit(local_name(child.name()), child);
      else if (is_text(child) && !trim(child.value()).empty())
        warn(element, fmt::format("text inside <{}> ignored", excerpt(local_name(element.name()))));
    }
  }

  pugi::xml_node append(pugi::xml_node to, const char* name, pugi::xml_node from) {
    const pugi::xml_node element = to.append_child(name);
    origins_[element.hash_value()] = from;
    return element;
  }

  /// Copies one value by its rule; returns whether there was a rule.
  bool apply(std::span<const Rule> rules, std::string_view name, pugi::xml_node from,
             pugi::xml_node to) {
    const auto rule =
        std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return r.v1 == name; });
    if (rule == rules.end()) return false;
    if (rule->how == How::ignore) return true;
    pugi::xml_node element = append(to, rule->v2, from);
    element.append_child(pugi::node_pcdata)
        .set_value(convert(rule->how, std::string(trim(text_of(from)))).c_str());
    for (const pugi::xml_node child : from)
      if (child.type() == pugi::node_element) unknown(child);
    for (const pugi::xml_attribute attribute : from.attributes())
      element.append_attribute(attribute.name()).set_value(attribute.value());
    return true;
  }

  /// Converts eight or fourteen digits, the V.1 form. Other forms are unchanged: tidying reads them
  /// or removes them with a warning.
  static std::string convert(How how, std::string text) {
    if (how == How::upper) return upper(std::move(text));
    const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
    if (how == How::date && digits)
      if (const auto read = read_date(text)) return format_day(read->day) + "Z";
    return text;
  }

  void details(pugi::xml_node from, pugi::xml_node user) {
    for_children(from, [&](std::string_view name, pugi::xml_node child) {
      if (name == "resourceSharingLibraryCode")
        resource_sharing_library(child, user);
      else if (!apply(kDetails, name, child, user) && !is_dropped(name))
        unknown(child);
    });
  }

  void resource_sharing_library(pugi::xml_node from, pugi::xml_node user) {
    const std::string code(trim(text_of(from)));
    if (code.empty()) return;
    const pugi::xml_node list = append(user, "rs_libraries", from);
    append(append(list, "rs_library", from), "code", from).text().set(code.c_str());
  }

  void list(pugi::xml_node from, pugi::xml_node user, std::string_view v1_item, const char* v2_list,
            const char* v2_item, std::span<const Rule> rules) {
    const pugi::xml_node target = append(user, v2_list, from);
    for_children(from, [&](std::string_view name, pugi::xml_node child) {
      if (name == v1_item)
        item(child, append(target, v2_item, child), rules);
      else if (!is_dropped(name))
        unknown(child);
    });
  }

  void item(pugi::xml_node from, pugi::xml_node to, std::span<const Rule> rules) {
    for_children(from, [&](std::string_view name, pugi::xml_node child) {
      if (name == "owneredEntity")
        owner(child, to);
      else if (!apply(rules, name, child, to) && !is_dropped(name))
        unknown(child);
    });
  }

  /// Keeps the creator of notes and blocks. Drops the dates of owneredEntity, which V.1 does not
  /// check.
  void owner(pugi::xml_node from, pugi::xml_node to) {
    const std::string_view kind = to.name();
    if (kind != "user_note" && kind != "user_block") return;
    for_children(from, [&](std::string_view name, pugi::xml_node child) {
      const std::string value(trim(text_of(child)));
      if (name == "createdBy" && !value.empty())
        append(to, "created_by", child).text().set(value.c_str());
    });
  }

  void contacts(pugi::xml_node from, pugi::xml_node user) {
    const pugi::xml_node info = append(user, "contact_info", from);
    const pugi::xml_node addresses = append(info, "addresses", from);
    const pugi::xml_node emails = append(info, "emails", from);
    const pugi::xml_node phones = append(info, "phones", from);
    for_children(from, [&](std::string_view name, pugi::xml_node child) {
      if (name == "userAddress")
        contact(child, append(addresses, "address", child), kAddress, "userAddressTypes",
                "address_type");
      else if (name == "userEmail")
        contact(child, append(emails, "email", child), kEmail, "userEmailTypes", "email_type");
      else if (name == "userPhone")
        contact(child, append(phones, "phone", child), kPhone, "userPhoneTypes", "phone_type");
      else if (!is_dropped(name))
        unknown(child);
    });
  }

  void contact(pugi::xml_node from, pugi::xml_node to, std::span<const Rule> rules,
               std::string_view v1_type, const char* v2_type) {
    for (const pugi::xml_attribute attribute : from.attributes()) {
      const std::string_view name = attribute.name();
      to.append_attribute(name == "preferredSMS" ? "preferred_sms" : attribute.name())
          .set_value(attribute.value());
    }
    for_children(from, [&](std::string_view name, pugi::xml_node child) {
      if (name == "types")
        types(child, append(to, (std::string(v2_type) + "s").c_str(), child), v1_type, v2_type);
      else if (!apply(rules, name, child, to) && !is_dropped(name))
        unknown(child);
    });
  }

  void types(pugi::xml_node from, pugi::xml_node to, std::string_view v1_type,
             const char* v2_type) {
    for_children(from, [&](std::string_view name, pugi::xml_node child) {
      if (name != v1_type) return unknown(child);
      append(to, v2_type, child)
          .append_child(pugi::node_pcdata)
          .set_value(std::string(trim(text_of(child))).c_str());
    });
  }
};

}  // namespace

bool is_v1(pugi::xml_node record) {
  bool v1_content = false;
  bool v2_content = false;
  for (const pugi::xml_node child : record) {
    const std::string_view name = local_name(child.name());
    v1_content |= name == "userDetails" || name == "owneredEntity";
    v2_content |= name == "primary_id" || name == "last_name" || name == "contact_info";
  }
  return v1_content || (!v2_content && local_name(record.name()) == "userRecord");
}

pugi::xml_node convert_v1(pugi::xml_node record, const LineOf& line_of, pugi::xml_document& out,
                          Origins& origins, WarningList& warnings) {
  out.reset();
  origins.clear();
  const pugi::xml_node user = out.append_child("user");
  Converter(line_of, origins, warnings).record(record, user);
  return user;
}

}  // namespace roster::sis
