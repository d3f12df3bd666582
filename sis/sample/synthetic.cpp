// A person's traits are derived by name, not drawn in sequence: each is a hash of the seed, the
// person's number and the trait (after a change also of the night of the change). Therefore no
// trait depends on the order of the calls, and changing one trait leaves the rest of the record
// unchanged.
#include <iterator>

#include "sis/sample/parts.hpp"
#include "sis/sample/tables.hpp"

namespace roster::sis {
namespace {

using namespace tables;

enum class Trait : std::uint64_t {
  first_name = 1,
  middle_name,
  middle_name_given,
  last_name,
  gender,
  group,
  campus,
  department,
  language,
  birth_day,
  inactive,
  expiry_year,
  expiry_day,
  street,
  house,
  care_of,
  city,
  postal_code,
  campus_house,
  second_email,
  mobile,
  second_phone,
  second_phone_number,
  counted,
  noted,
  blocked,
  night,
  night_change
};

/// Steele, Lea and Flood's SplitMix64, as a hash.
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

/// The traits of one person.
class Draw {
 public:
  Draw(std::uint64_t seed, std::uint64_t index) : key_(mix(mix(seed) ^ index)) {}

  /// A uniform number below `n`. `salt` distinguishes several draws of the same trait.
  std::uint64_t below(Trait trait, std::uint64_t n, std::uint64_t salt = 0) const {
    const std::uint64_t bits = mix(key_ ^ mix(static_cast<std::uint64_t>(trait) + (salt << 8)));
    return ((bits >> 32) * n) >> 32;
  }
  bool chance(Trait trait, unsigned percent) const { return below(trait, 100) < percent; }
  template <class T, std::size_t n>
  const T& pick(Trait trait, const T (&table)[n], std::uint64_t salt = 0) const {
    return table[below(trait, n, salt)];
  }
  /// `count` digits, the first not 0.
  std::string digits(Trait trait, unsigned count, std::uint64_t salt = 0) const {
    std::uint64_t first = 1;
    while (--count > 0) first *= 10;
    return std::to_string(first + below(trait, 9 * first, salt));
  }

 private:
  std::uint64_t key_;
};

/// The changes to a person in the nights so far.
struct Past {
  bool left = false;
  std::uint64_t phone = 0, address = 0;  // the night of the last change
  std::size_t groups = 0;                // steps to the next group
  int years = 0;                         // by which the expiry date was moved
};

Past past(const Draw& draw, std::uint64_t nights) {
  Past past;
  for (std::uint64_t night = 1; night <= nights; ++night) {
    const std::uint64_t fate = draw.below(Trait::night, 1000, night);
    past.left |= fate == 0;
    if (fate == 0 || fate > 10) continue;
    switch (draw.below(Trait::night_change, 4, night)) {
      case 0:
        past.phone = night;
        break;
      case 1:
        past.address = night;
        break;
      case 2:
        ++past.groups;
        break;
      default:
        ++past.years;
        break;
    }
  }
  return past;
}

Coded coded(const Code& code) { return {std::string(code.value), std::string(code.desc)}; }

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

/// Builds one person.
class Person {
 public:
  Person(const Draw& draw, const Past& past, std::uint64_t index)
      : draw_(draw), past_(past), index_(index), group_(group()) {}

  User user() {
    user_.primary_id = "s" + std::to_string(1'000'000 + index_);
    names();
    affiliation();
    dates();
    addresses();
    emails();
    phones();
    identifiers();
    remarks();
    return std::move(user_);
  }

 private:
  const Draw& draw_;
  const Past& past_;
  std::uint64_t index_;
  const Group& group_;
  User user_;

  const Group& group() const {
    std::uint64_t point = draw_.below(Trait::group, 100);
    std::size_t at = 0;
    for (; point >= kGroups[at].percent; ++at) point -= kGroups[at].percent;
    return kGroups[(at + past_.groups) % std::size(kGroups)];
  }

  bool is_student() const { return group_.place.value == kSchool.value; }

  void names() {
    user_.first_name = draw_.pick(Trait::first_name, kFirstNames).text;
    if (draw_.chance(Trait::middle_name_given, 25))
      user_.middle_name = draw_.pick(Trait::middle_name, kFirstNames).text;
    user_.last_name = draw_.pick(Trait::last_name, kLastNames).text;
    const std::uint64_t gender = draw_.below(Trait::gender, 20);
    if (gender < 10) user_.gender = {"FEMALE", "Female"};
    if (gender >= 10 && gender < 19) user_.gender = {"MALE", "Male"};
    user_.preferred_language = coded(draw_.pick(Trait::language, kLanguages));
  }

  void affiliation() {
    user_.user_group = coded(group_.code);
    user_.campus_code = coded(draw_.pick(Trait::campus, kCampuses));
    const Code& department = draw_.pick(Trait::department, kDepartments);
    if (group_.code.value == "STAFF" || group_.code.value == "FACULTY")
      user_.job_description = joined({group_.code.desc, ", ", department.desc});
    if (group_.code.value == "FACULTY") user_.user_title = {"DR", "Dr."};
    if (draw_.chance(Trait::counted, 60))
      user_.user_statistics.emplace_back().statistic_category = coded(department);
  }

  /// Students' terms end in June; inactive users expired in 2021 to 2025.
  void dates() {
    const bool inactive = draw_.chance(Trait::inactive, 5);
    user_.status = inactive ? Coded{"INACTIVE", "Inactive"} : Coded{"ACTIVE", "Active"};
    const int first = inactive ? 2021 : group_.first_expiry;
    const int years = inactive ? 5 : group_.years;
    const int year =
        first + past_.years +
        static_cast<int>(draw_.below(Trait::expiry_year, static_cast<std::uint64_t>(years)));
    const int day = is_student() ? 180 : static_cast<int>(draw_.below(Trait::expiry_day, 365));
    user_.expiry_date = Day(std::chrono::year(year) / 1 / 1) + std::chrono::days(day);
    user_.purge_date = *user_.expiry_date + std::chrono::days(group_.purge_days);
    const int age_days = static_cast<int>(draw_.below(Trait::birth_day, 20'000));
    user_.birth_date = Day(std::chrono::year(2008) / 1 / 1) - std::chrono::days(age_days);
  }

  void addresses() {
    user_.addresses.reserve(2);
    Address& home = user_.addresses.emplace_back();
    const std::uint64_t salt = past_.address;
    home.preferred = true;
    home.line1 = joined({draw_.pick(Trait::street, kStreets, salt), " ",
                         std::to_string(1 + draw_.below(Trait::house, 199, salt))});
    if (draw_.chance(Trait::care_of, 8)) home.line2 = "c/o Miller & Sons";
    const City& city = draw_.pick(Trait::city, kCities, salt);
    home.city = city.name;
    home.state_province = city.state;
    home.postal_code = draw_.digits(Trait::postal_code, 5, salt);
    home.country = coded({city.country, city.country_desc});
    home.types.push_back({"home", "Home"});
    Address& here = user_.addresses.emplace_back();
    const std::string house = std::to_string(1 + draw_.below(Trait::campus_house, 60));
    here.line1 = joined({group_.here, house});
    here.city = "Example";
    here.country = {"NOR", "Norway"};
    here.types.push_back(coded(group_.place));
  }

  void emails() {
    const std::string local =
        joined({draw_.pick(Trait::first_name, kFirstNames).ascii, ".",
                draw_.pick(Trait::last_name, kLastNames).ascii, std::to_string(index_)});
    user_.emails.reserve(2);
    Email& own = user_.emails.emplace_back();
    own.preferred = true;
    own.email_address = local + "@example.edu";
    own.types.push_back(coded(group_.place));
    if (!draw_.chance(Trait::second_email, 20)) return;
    Email& personal = user_.emails.emplace_back();
    personal.email_address = local + "@mail.example.org";
    personal.types.push_back({"personal", "Personal"});
  }

  void phones() {
    Phone& mobile = user_.phones.emplace_back();
    mobile.preferred = mobile.preferred_sms = true;
    mobile.phone_number = "+47 " + draw_.digits(Trait::mobile, 8, past_.phone);
    mobile.types.push_back({"mobile", "Mobile"});
    if (!draw_.chance(Trait::second_phone, 10)) return;
    Phone& other = user_.phones.emplace_back();
    other.phone_number = "+47 " + draw_.digits(Trait::second_phone_number, 8);
    other.types.push_back({"home", "Home"});
  }

  void identifiers() {
    user_.user_identifiers.reserve(2);
    Identifier& barcode = user_.user_identifiers.emplace_back();
    barcode.id_type = {"BARCODE", "Barcode"};
    barcode.value = std::to_string(21'000'000'000'000 + index_);
    Identifier& univ_id = user_.user_identifiers.emplace_back();
    univ_id.id_type = {"UNIV_ID", "University ID"};
    univ_id.value = std::to_string(800'000'000 + index_);
  }

  void remarks() {
    if (draw_.chance(Trait::noted, 10)) {
      Note& note = user_.user_notes.emplace_back();
      note.note_type = {"REGISTRAR", "Registrar"};
      note.note_text = joined(
          {"Exchange agreement <", user_.campus_code.value, ">, see file ", user_.primary_id});
      note.created_by = "SIS";
    }
    if (draw_.chance(Trait::blocked, 1)) {
      Block& block = user_.user_blocks.emplace_back();
      block.block_type = {"GENERAL", "General"};
      block.block_description = {"CARD_LOST", "Card reported lost"};
      block.block_status = "ACTIVE";
      block.created_by = "SIS";
    }
  }
};

}  // namespace

std::optional<User> synthetic_user(std::uint64_t seed, std::uint64_t index, std::uint64_t night) {
  const Draw draw(seed, index);
  const Past until_now = past(draw, night);
  if (until_now.left) return std::nullopt;
  return Person(draw, until_now, index).user();
}

}  // namespace roster::sis
