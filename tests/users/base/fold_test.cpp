#include <gtest/gtest.h>

#include "users/base/fold.hpp"

namespace roster {
namespace {

TEST(FoldPrimaryId, IgnoresCase) {
  EXPECT_EQ(fold_primary_id("S100@Example.EDU"), "s100@example.edu");
  EXPECT_EQ(fold_primary_id("ÅSE"), fold_primary_id("åse"));
  EXPECT_EQ(fold_primary_id("ΣΊΣΥΦΟΣ"), fold_primary_id("σίσυφος"));
}

TEST(FoldPrimaryId, MakesOneLetterOfOne) {
  EXPECT_EQ(fold_primary_id("STRA\u1E9EE"), "straße") << "the capital sharp s";
  EXPECT_NE(fold_primary_id("STRASSE"), fold_primary_id("straße"));
  EXPECT_NE(fold_primary_id("\uFB01n"), fold_primary_id("fin")) << "a ligature";
  EXPECT_EQ(fold_primary_id("\u212A1"), "k1") << "the sign of kelvin";
}

TEST(FoldPrimaryId, TakesTheTurkishLettersAsLettersOfTheirOwn) {
  EXPECT_NE(fold_primary_id("\u0131"), fold_primary_id("i"));
  EXPECT_NE(fold_primary_id("\u0130"), fold_primary_id("i"));
  EXPECT_EQ(fold_primary_id("I\u0307"), fold_primary_id("\u0130"));
}

TEST(FoldIdentifier, FoldsAsTheStoreSays) {
  EXPECT_EQ(fold_identifier("B\u00C5", IdentifierCase::insensitive), "b\u00E5");
  EXPECT_EQ(fold_identifier("B\u00C5", IdentifierCase::sensitive), "B\u00C5");
}

TEST(FoldPrimaryId, TakesComposedAndDecomposedLettersAsOne) {
  const char* composed = "\u00C5se";
  const char* decomposed = "A\u030Ase";
  const char* angstrom = "\u212Bse";
  EXPECT_EQ(fold_primary_id(composed), fold_primary_id(decomposed));
  EXPECT_EQ(fold_primary_id(composed), fold_primary_id(angstrom));
  EXPECT_EQ(fold_primary_id(composed), "\u00E5se");
}

TEST(FoldPrimaryId, KeepsDifferentLettersApart) {
  EXPECT_NE(fold_primary_id("ase"), fold_primary_id("åse"));
  EXPECT_NE(fold_primary_id("s1"), fold_primary_id("s１"));  // a full-width digit
}

TEST(FoldPrimaryId, LeavesBytesThatAreNoTextAlone) {
  for (const char* bytes : {"A\xFF", "\xC3", "\xED\xA0\x80", "\xF4\x90\x80\x80", "A\xC0\x80"}) {
    EXPECT_EQ(fold_primary_id(bytes), bytes);
  }
  EXPECT_EQ(fold_primary_id(""), "");
  EXPECT_EQ(fold_primary_id(std::string_view("A\0B", 3)), std::string("a\0b", 3));
  EXPECT_EQ(fold_primary_id(std::string_view("\u00C5\0B", 4)), std::string("\u00E5\0b", 4));
}

}  // namespace
}  // namespace roster
