#include "sis/record/remedy.hpp"

#include <utility>

namespace roster::sis {
namespace {

constexpr std::pair<std::string_view, std::string_view> kRemedies[] = {
    {"malformed",
     "The SIS team corrects the export, so that the record is well-formed XML (a bare & is written "
     "&amp;); the next feed loads it."},
    {"encoding",
     "The SIS team exports in the encoding that the XML declaration names, best in UTF-8; the next "
     "feed loads the record."},
    {"schema",
     "The SIS team corrects the value that the message names; the next feed loads the record."},
    {"invisible_character",
     "The SIS team removes the character from the id or code; or the profile's reading is set to "
     "tolerant, which removes it."},
    {"missing_field",
     "The SIS team fills the field; or an administrator removes it from the profile's mandatory "
     "list, if it is listed. The next feed loads the record."},
    {"not_external",
     "An administrator checks who owns the internal account. Then the SIS team changes the "
     "person's id, or the account is deleted (rosterctl delete ID) and the next feed creates it "
     "again."},
    {"already_exists",
     "No action is needed if the user should exist; to update users run synchronize, not import."},
    {"no_match",
     "The SIS team corrects the identifier by which records are matched; or the profile is set to "
     "unmatched: add."},
    {"identifier_taken",
     "The SIS team finds out which of the two records is correct and removes the identifier from "
     "the other; the next feed loads the record."},
    {"ambiguous_match",
     "The SIS team removes the other person's identifiers from the record; or an "
     "administrator frees them: rosterctl unset ID user_identifier:TYPE."},
    {"too_large",
     "The SIS team finds out why the record is so large (is an end tag missing?); or the "
     "administrator raises limits.record."},
};

}  // namespace

std::string_view remedy_of(std::string_view code) {
  for (const auto& [known, remedy] : kRemedies)
    if (known == code) return remedy;
  return {};
}

}  // namespace roster::sis
