// Builds feeds as text, so that a test writes only the relevant part.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace roster::test {

/// Wraps records in `<users>`.
inline std::string users(std::string_view records) {
  return fmt::format("<users>{}</users>", records);
}

/// A V.2 record with a primary id such as `ada`, and further elements.
inline std::string user_xml(std::string_view primary_id, std::string_view elements = "") {
  return fmt::format("<user><primary_id>{}</primary_id>{}</user>", primary_id, elements);
}

/// One element: `<user_group>STAFF</user_group>`.
inline std::string element(std::string_view name, std::string_view value) {
  return fmt::format("<{0}>{1}</{0}>", name, value);
}

/// An item of `identifiers`.
inline std::string identifier_xml(std::string_view type, std::string_view value) {
  return "<user_identifier>" + element("id_type", type) + element("value", value) +
         "</user_identifier>";
}

/// A user's only identifier, in its list.
inline std::string identifiers(std::string_view type, std::string_view value) {
  return element("user_identifiers", identifier_xml(type, value));
}
inline std::string barcode(std::string_view value) { return identifiers("BARCODE", value); }

/// The contact_info element with one preferred e-mail address.
inline std::string email_xml(std::string_view address) {
  return fmt::format(
      "<contact_info><emails><email preferred=\"true\"><email_address>{}</email_address>"
      "<email_types><email_type>work</email_type></email_types></email></emails></contact_info>",
      address);
}

}  // namespace roster::test
