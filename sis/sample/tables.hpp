// The data that synthetic people are made of. Changing a table changes every synthetic feed. Used
// by sis/sample/synthetic.cpp only.
#pragma once

#include <string_view>

namespace roster::sis::tables {

/// A name as written and as used in e-mail addresses.
struct Name {
  std::string_view text, ascii;
};

inline constexpr Name kFirstNames[] = {
    {"Ada", "ada"},        {"Bjørn", "bjorn"},     {"Chloé", "chloe"},
    {"Dmitri", "dmitri"},  {"Elif", "elif"},       {"Fatima", "fatima"},
    {"Grzegorz", "greg"},  {"Hanne", "hanne"},     {"Ingrid", "ingrid"},
    {"Jürgen", "juergen"}, {"Kristín", "kristin"}, {"Łukasz", "lukasz"},
    {"María", "maria"},    {"Niamh", "niamh"},     {"Olamide", "olamide"},
    {"Paweł", "pawel"},    {"Quentin", "quentin"}, {"Ragnhild", "ragnhild"},
    {"Søren", "soren"},    {"Tomáš", "tomas"},     {"Umut", "umut"},
    {"Věra", "vera"},      {"William", "william"}, {"Xiomara", "xiomara"},
    {"Yusuf", "yusuf"},    {"Zoë", "zoe"},         {"小明", "xiaoming"},
    {"美玲", "meiling"},   {"Олена", "olena"},     {"さくら", "sakura"},
    {"Νίκος", "nikos"},    {"Thomas", "thomas"},   {"Emma", "emma"},
    {"James", "james"},    {"Sofia", "sofia"},     {"Lucas", "lucas"},
    {"Amira", "amira"},    {"Noah", "noah"},       {"Grace", "grace"},
    {"Henrik", "henrik"},
};

inline constexpr Name kLastNames[] = {
    {"Ångström", "angstrom"},
    {"Byron", "byron"},
    {"Çelik", "celik"},
    {"D'Souza", "dsouza"},
    {"Eriksson", "eriksson"},
    {"Fernández", "fernandez"},
    {"García", "garcia"},
    {"Haugen", "haugen"},
    {"Ivanova", "ivanova"},
    {"Jørgensen", "jorgensen"},
    {"Kowalski", "kowalski"},
    {"Łapiński", "lapinski"},
    {"Müller", "mueller"},
    {"Nguyễn", "nguyen"},
    {"O'Brien", "obrien"},
    {"Petrov", "petrov"},
    {"Quist", "quist"},
    {"Rasmussen", "rasmussen"},
    {"Sørlie", "sorlie"},
    {"Tan", "tan"},
    {"Ueda", "ueda"},
    {"Vågen", "vagen"},
    {"Walker", "walker"},
    {"Xu", "xu"},
    {"Yılmaz", "yilmaz"},
    {"Železný", "zelezny"},
    {"王", "wang"},
    {"李", "li"},
    {"Шевченко", "shevchenko"},
    {"田中", "tanaka"},
    {"Παπαδόπουλος", "papadopoulos"},
    {"Smith", "smith"},
    {"Johnson", "johnson"},
    {"Berg-Hansen", "berghansen"},
    {"van der Linden", "vanderlinden"},
    {"Okafor", "okafor"},
    {"Silva", "silva"},
    {"Cohen", "cohen"},
    {"Kim", "kim"},
    {"Brown", "brown"},
    {"Wilson", "wilson"},
    {"Dubois", "dubois"},
};

inline constexpr std::string_view kStreets[] = {
    "Karl Johans gate", "Storgata",     "Kirkeveien",  "Øvre Slottsgate",
    "Lindenallee",      "Hauptstraße",  "High Street", "Mill Lane",
    "Rue de l'Église",  "Calle Mayor",  "ulica Długa", "Nygårdsveien",
    "Elm Street",       "Station Road", "Parkveien",   "Avenida del Río",
};

struct City {
  std::string_view name, state, country, country_desc;
};

inline constexpr City kCities[] = {
    {"Oslo", "", "NOR", "Norway"},
    {"Tromsø", "Troms", "NOR", "Norway"},
    {"Bergen", "", "NOR", "Norway"},
    {"Bodø", "Nordland", "NOR", "Norway"},
    {"Göteborg", "", "SWE", "Sweden"},
    {"Århus", "", "DNK", "Denmark"},
    {"Łódź", "", "POL", "Poland"},
    {"Zürich", "ZH", "CHE", "Switzerland"},
    {"München", "", "DEU", "Germany"},
    {"Besançon", "", "FRA", "France"},
    {"Springfield", "IL", "USA", "United States"},
    {"León", "", "ESP", "Spain"},
};

/// A value of a code table with its description.
struct Code {
  std::string_view value, desc;
};

inline constexpr Code kCampuses[] = {
    {"MAIN", "Main campus"}, {"NORTH", "North campus"}, {"MED", "Medical campus"}};

inline constexpr Code kDepartments[] = {
    {"HIST", "History"},     {"PHYS", "Physics"},   {"MATH", "Mathematics"}, {"LAW", "Law"},
    {"MED", "Medicine"},     {"ECON", "Economics"}, {"NURS", "Nursing"},     {"THEO", "Theology"},
    {"INFO", "Informatics"}, {"MUS", "Music"},      {"PEDA", "Education"},   {"BIO", "Biology"},
};

inline constexpr Code kLanguages[] = {
    {"en", "English"}, {"no", "Norwegian"}, {"en", "English"}, {"de", "German"}};

/// A user group and its properties. People move from one group to the next.
struct Group {
  Code code;
  unsigned percent;         // of all people
  int first_expiry, years;  // expiry dates are in `years` years from the first
  int purge_days;           // after the expiry date
  std::string_view here;    // the second address without its number
  Code place;               // type of this address and of the first e-mail
};

inline constexpr Code kSchool{"school", "School"};
inline constexpr Code kWork{"work", "Work"};

inline constexpr Group kGroups[] = {
    {{"UNDERGRAD", "Undergraduate student"}, 52, 2028, 4, 180, "Student Village, house ", kSchool},
    {{"GRAD", "Graduate student"}, 20, 2028, 5, 365, "Student Village, house ", kSchool},
    {{"ALUMNI", "Alumni"}, 10, 2029, 8, 365, "Industriveien ", kWork},
    {{"STAFF", "Staff"}, 11, 2030, 8, 365, "University, room ", kWork},
    {{"FACULTY", "Faculty"}, 7, 2031, 10, 730, "University, room ", kWork},
};

}  // namespace roster::sis::tables
