#include "exports/presets.hpp"

#include <algorithm>
#include <span>

namespace roster::exports {
namespace {

/// One column of a preset.
struct Row {
  std::string_view name, from;
  std::string_view value = "";
  bool required = false;
};

constexpr Row kCsv[] = {
    {"primary_id", "primary_id"},  {"last_name", "last_name"},
    {"first_name", "first_name"},  {"user_group", "user_group"},
    {"status", "status"},          {"expiry_date", "expiry_date"},
    {"email", "emails:preferred"}, {"barcode", "user_identifier:BARCODE"},
};

// The names are columns of Koha's table borrowers.
constexpr Row kKoha[] = {
    {"cardnumber", "user_identifier:BARCODE", "", true},
    {"userid", "primary_id"},
    {"surname", "last_name", "", true},
    {"firstname", "first_name"},
    {"branchcode", "campus_code", "", true},
    {"categorycode", "user_group", "", true},
    {"dateexpiry", "expiry_date"},
    {"dateofbirth", "birth_date"},
    {"email", "emails:preferred"},
    {"phone", "phones:preferred"},
    {"mobile", "phones:mobile"},
    {"address", "addresses:preferred.line1"},
    {"address2", "addresses:preferred.line2"},
    {"city", "addresses:preferred.city"},
    {"state", "addresses:preferred.state_province"},
    {"zipcode", "addresses:preferred.postal_code"},
    {"country", "addresses:preferred.country"},
};

// The schema of mod-user-import: unknown keys are refused. `addresses` are added by the writer.
constexpr Row kFolio[] = {
    {"username", "primary_id", "", true},
    {"externalSystemId", "primary_id", "", true},
    {"barcode", "user_identifier:BARCODE"},
    {"active", "active"},
    {"patronGroup", "user_group", "", true},
    {"expirationDate", "expiry_date"},
    {"personal.lastName", "last_name", "", true},
    {"personal.firstName", "first_name"},
    {"personal.middleName", "middle_name"},
    {"personal.preferredFirstName", "pref_first_name"},
    {"personal.email", "emails:preferred"},
    {"personal.phone", "phones:preferred"},
    {"personal.mobilePhone", "phones:mobile"},
    {"personal.dateOfBirth", "birth_date"},
    {"personal.preferredContactTypeId", "", "email"},
};

// OCLC's tab-delimited patron file: all 46, in this order.
constexpr Row kWms[] = {
    {"prefix", "user_title"},
    {"givenName", "first_name", "", true},
    {"middleName", "middle_name"},
    {"familyName", "last_name", "", true},
    {"suffix", "pref_name_suffix"},
    {"nickname", "pref_first_name"},
    {"canSelfEdit", ""},
    {"dateOfBirth", "birth_date"},
    {"gender", ""},
    {"institutionId", "", "", true},
    {"barcode", "user_identifier:BARCODE", "", true},
    {"idAtSource", ""},
    {"sourceSystem", ""},
    {"borrowerCategory", "user_group", "", true},
    {"circRegistrationDate", ""},
    {"oclcExpirationDate", "expiry_date"},
    {"homeBranch", "campus_code", "", true},
    {"primaryStreetAddressLine1", "addresses:preferred.line1"},
    {"primaryStreetAddressLine2", "addresses:preferred.line2"},
    {"primaryCityOrLocality", "addresses:preferred.city"},
    {"primaryStateOrProvince", "addresses:preferred.state_province"},
    {"primaryPostalCode", "addresses:preferred.postal_code"},
    {"primaryCountry", "addresses:preferred.country"},
    {"primaryPhone", "phones:preferred"},
    {"secondaryStreetAddressLine1", ""},
    {"secondaryStreetAddressLine2", ""},
    {"secondaryCityOrLocality", ""},
    {"secondaryStateOrProvince", ""},
    {"secondaryPostalCode", ""},
    {"secondaryCountry", ""},
    {"secondaryPhone", ""},
    {"emailAddress", "emails:preferred"},
    {"mobilePhone", "phones:mobile"},
    {"notificationEmail", "emails:preferred"},
    {"notificationTextPhone", "phones:preferred_sms"},
    {"patronNotes", ""},
    {"photoURL", ""},
    {"customdata1", ""},
    {"customdata2", ""},
    {"customdata3", ""},
    {"customdata4", ""},
    {"username", ""},
    {"illId", ""},  // one makes it a record of Tipasa, which has demands of its own
    {"illApprovalStatus", ""},
    {"illPatronType", ""},
    {"illPickupLocation", ""},
};

// The headers of Evergreen's patron_loader.pl. It fails on a row with a blank date, so that the
// day of birth, which many users do not have, is none of them.
constexpr Row kEvergreen[] = {
    {"cardnumber", "user_identifier:BARCODE", "", true},
    {"usrname", "primary_id", "", true},
    {"profile", "user_group", "", true},
    {"home_library", "campus_code", "", true},
    {"family_name", "last_name", "", true},
    {"first_given_name", "first_name", "", true},
    {"second_given_name", "middle_name"},
    {"pref_first_given_name", "pref_first_name"},
    {"email", "emails:preferred"},
    {"day_phone", "phones:preferred"},
    {"other_phone", "phones:mobile"},
    {"expire_date", "expiry_date", "", true},
    {"active", "active"},
    {"add1_street1", "addresses:preferred.line1"},
    {"add1_street2", "addresses:preferred.line2"},
    {"add1_city", "addresses:preferred.city"},
    {"add1_state", "addresses:preferred.state_province"},
    {"add1_country", "addresses:preferred.country"},
    {"add1_post_code", "addresses:preferred.postal_code"},
};

constexpr Row kEzproxy[] = {{"id", "primary_id", "", true}};

std::span<const Row> rows_of(Preset preset) {
  switch (preset) {
    case Preset::csv:
      return kCsv;
    case Preset::koha:
      return kKoha;
    case Preset::folio:
      return kFolio;
    case Preset::wms:
      return kWms;
    case Preset::evergreen:
      return kEvergreen;
    case Preset::ezproxy:
      return kEzproxy;
    case Preset::columns:
    case Preset::alma:
      break;
  }
  return {};
}

}  // namespace

Form form_of(Preset preset) {
  using Formulas = CsvStyle::Formulas;
  using Quotes = CsvStyle::Quotes;
  switch (preset) {
    case Preset::columns:
    case Preset::csv:
      return {};
    case Preset::koha:
    case Preset::evergreen:
      return {Form::Kind::table,
              {',', Quotes::where_needed, Formulas::kept},
              "\n",
              Form::Blank::left_out,
              "csv"};
    case Preset::wms:
      return {Form::Kind::table,
              {'\t', Quotes::never, Formulas::kept},
              "\r\n",
              Form::Blank::kept,
              "txt"};
    case Preset::folio:
      return {Form::Kind::json_lines, {}, "\n", Form::Blank::kept, "jsonl"};
    case Preset::ezproxy:
      return {
          Form::Kind::ids, {',', Quotes::never, Formulas::kept}, "\n", Form::Blank::kept, "txt"};
    case Preset::alma:
      return {Form::Kind::alma, {}, "\n", Form::Blank::kept, "zip"};
  }
  return {};
}

std::vector<Column> columns_of(const Settings& settings) {
  std::vector<Column> all;
  for (const Row& row : rows_of(settings.as))
    all.push_back({std::string(row.name),
                   std::string(row.from),
                   std::string(row.value),
                   {},
                   "error",
                   row.required});
  for (const Column& own : settings.columns) {
    const auto same = std::find_if(all.begin(), all.end(),
                                   [&](const Column& column) { return column.name == own.name; });
    if (same == all.end()) {
      all.push_back(own);
    } else {
      const bool required = same->required || own.required;
      *same = own;
      same->required = required;
    }
  }
  return all;
}

std::string file_pattern(const Settings& settings) {
  if (!settings.file.empty()) return settings.file;
  if (settings.as == Preset::ezproxy) return settings.name + ".txt";
  // OCLC takes letters, digits, points and underscores only.
  if (settings.as == Preset::wms) return settings.name + "_{day}_{job}.txt";
  return settings.name + "-{date}-{job}." + std::string(form_of(settings.as).extension);
}

}  // namespace roster::exports
