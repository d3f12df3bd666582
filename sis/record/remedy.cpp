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
     "The SIS team takes the character out of the id or code; or the profile's reading is set to "
     "tolerant, which removes it."},
    {"missing_field",
     "The SIS team fills the field; or it is taken out of the profile's mandatory list, when it "
     "stands there. The next feed loads the record."},
    {"not_external",
     "An administrator decides whom the internal account belongs to: the SIS team gives the person "
     "another id, or the account is deleted (rosterctl delete ID) and the next feed makes it "
     "anew."},
    {"already_exists",
     "Nothing is to be done when the user is known; to update users run synchronize, not import."},
    {"no_match",
     "The SIS team corrects the identifier by which records are matched; or the profile is set to "
     "unmatched: add."},
    {"identifier_taken",
     "The SIS team finds out which of the two records the identifier belongs to and takes it out "
     "of "
     "the other; the next feed loads the record."},
    {"ambiguous_match",
     "The SIS team takes the identifiers that are another person's out of the record; or an "
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
