#include "sis/xml/encoded_twice.hpp"

#include <gtest/gtest.h>

namespace roster::sis {
namespace {

TEST(EncodedTwice, IsToldByItsGroups) {
  for (const char* text : {"BjÃ¶rn", "JosÃ© GarcÃ­a", "Oâ€™Brien", "StraÃŸe", "Ã…se", "5 â‚¬",
                           "ÐœÐ¸Ñ€", "Å\u00A0imon", "æ¼¢å­—"})
    EXPECT_TRUE(is_encoded_twice(text)) << text;
}

TEST(EncodedTwice, IsToldByControlCharacters) {
  EXPECT_TRUE(is_encoded_twice("O\u0092Brien"));
  EXPECT_TRUE(is_encoded_twice("caf\u00E9 \u0096 5 \u0080"));
}

TEST(EncodedTwice, IsNotOrdinaryText) {
  for (const char* text :
       {"",           "Ada",     "Björn", "São João", "MANHÃ", "CAFÉ “X”",    "RENÉ’S",
        "Ödön Ágnes", "Žižek",   "Šárka", "Анна",     "漢字",  "Åse Ødegård", "5 €",
        "“Ä“",        "O’Brien", "Ñandú", "ÎLE",      "œuvre", "\xFF"})
    EXPECT_FALSE(is_encoded_twice(text)) << text;
}

TEST(EncodedTwice, IsNotTextInWhichOnlySomeGroupsLookSo) {
  EXPECT_FALSE(is_encoded_twice("Björn BjÃ¶rn"));
}

}  // namespace
}  // namespace roster::sis
