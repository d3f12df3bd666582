#include "sis/xml/wellformed.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace roster::sis {
namespace {

/// What is said about an element that begins a document.
std::string verdict(std::string_view element, const Namespaces& namespaces = {}) {
  const auto rejection = check_wellformed(element, namespaces, 1);
  if (!rejection) return "";
  return rejection->code == "malformed" ? rejection->message
                                        : std::string(rejection->code) + ": " + rejection->message;
}

std::string repeated(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

TEST(WellFormed, PassesWhatXmlAllows) {
  EXPECT_EQ(verdict("<user/>"), "");
  EXPECT_EQ(verdict("<user a='\"' b=\"'>\" ></user >"), "");
  EXPECT_EQ(verdict("<a>&lt;&gt;&amp;&apos;&quot;&#10;&#x1F600;]] > ></a>"), "");
  EXPECT_EQ(verdict("<a><!----><!-- - --><?x?><?x y?z ? ?><![CDATA[]]]]><![CDATA[<&]]></a>"), "");
  EXPECT_EQ(verdict("<Åse navn='Bjørn'>日本 😀</Åse>"), "");
  EXPECT_EQ(verdict("<a xmlns='u' xmlns:p='v' p:q='1' q='2' xml:lang='nb'><p:b/></a>"), "");
}

TEST(WellFormed, SaysWhereAndWhy) {
  const auto rejection = check_wellformed("<user>\n  <a>æøå</b>\n</user>", {}, 12);
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->code, "malformed");
  EXPECT_EQ(rejection->line, 13U);
  EXPECT_EQ(rejection->message, "line 13, column 9: the end tag </b> does not match <a>");
}

TEST(WellFormed, CountsColumnsFromWhereTheElementStands) {
  const auto rejection = check_wellformed("<user>&</user>", {}, 3, 100);
  ASSERT_TRUE(rejection);
  EXPECT_EQ(rejection->message, "line 3, column 106: a bare & (write &amp;)");
}

TEST(WellFormed, RefusesFaultsInText) {
  EXPECT_EQ(verdict("<a>R&D</a>"), "line 1, column 5: a bare & (write &amp;)");
  EXPECT_EQ(verdict("<a>&nbsp;</a>"), "line 1, column 4: the entity &nbsp; is not declared");
  EXPECT_EQ(verdict("<a>&#8</a>"), "line 1, column 4: the character reference &#8 is malformed");
  EXPECT_EQ(verdict("<a>&#8;</a>"),
            "line 1, column 4: the character reference &#8; refers to a character that XML does "
            "not allow");
  EXPECT_EQ(verdict("<a>]]></a>"), "line 1, column 4: the sequence ]]> in text");
  EXPECT_EQ(verdict("<a>x\x07</a>"),
            "line 1, column 5: the character U+0007 is not allowed in XML");
  EXPECT_EQ(verdict("<a>\xEF\xBF\xBE</a>"),
            "line 1, column 4: the character U+FFFE is not allowed in XML");
  EXPECT_EQ(verdict("<a>1 < 2</a>"), "line 1, column 6: a bare < (write &lt;)");
}

TEST(WellFormed, TellsBadBytesFromBadMarkup) {
  for (const std::string bad : {"\xFF", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80"}) {
    EXPECT_EQ(verdict("<a>x" + bad + "</a>"),
              "encoding: line 1, column 5: bytes that are not UTF-8");
    EXPECT_EQ(verdict("<a b='" + bad + "'/>"),
              "encoding: line 1, column 7: bytes that are not UTF-8");
    EXPECT_EQ(verdict("<a><!--" + bad + "--></a>"),
              "encoding: line 1, column 8: bytes that are not UTF-8");
  }
}

TEST(WellFormed, RefusesFaultsInTags) {
  EXPECT_EQ(verdict("<a b='1' b='2'/>"), "line 1, column 10: the attribute b occurs twice");
  EXPECT_EQ(verdict("<a b='1'c='2'/>"), "line 1, column 9: a space is missing before an attribute");
  EXPECT_EQ(verdict("<a b/>"), "line 1, column 4: the attribute b has no value");
  EXPECT_EQ(verdict("<a b=1/>"), "line 1, column 6: the value of the attribute b is not in quotes");
  EXPECT_EQ(verdict("<a b='<'/>"),
            "line 1, column 7: the character < in the value of the attribute b");
  EXPECT_EQ(verdict("<a b='"), "line 1, column 6: the value of the attribute b is not closed");
  EXPECT_EQ(verdict("<a b='1'"), "line 1, column 1: the tag <a is not closed");
  EXPECT_EQ(verdict("<1/>"), "line 1, column 2: invalid first character of a name");
  EXPECT_EQ(verdict("<>"), "line 1, column 2: a name is missing");
  EXPECT_EQ(verdict("<a></a x>"), "line 1, column 4: the end tag </a is not closed");
}

TEST(WellFormed, RefusesFaultsInOtherMarkup) {
  EXPECT_EQ(verdict("<a><!-- -- --></a>"), "line 1, column 9: the sequence -- in a comment");
  EXPECT_EQ(verdict("<a><!-- </a>"), "line 1, column 4: the comment is not closed");
  EXPECT_EQ(verdict("<a><![CDATA[ </a>"), "line 1, column 4: the CDATA section is not closed");
  EXPECT_EQ(verdict("<a><?x </a>"), "line 1, column 4: the processing instruction is not closed");
  EXPECT_EQ(verdict("<a><?xml version='1.0'?></a>"),
            "line 1, column 4: an XML declaration is only allowed at the start of the document");
  EXPECT_EQ(verdict("<a><?x:y z?></a>"),
            "line 1, column 4: the name of a processing instruction must not contain a colon");
  EXPECT_EQ(verdict("<a><?x+?></a>"),
            "line 1, column 4: the name of a processing instruction must be followed by a space");
  EXPECT_EQ(verdict("<a><!DOCTYPE a></a>"),
            "line 1, column 4: <! is not the start of a comment or CDATA section");
}

TEST(WellFormed, IsAboutOneElement) {
  EXPECT_EQ(verdict(""), "line 1, column 1: an element is missing");
  EXPECT_EQ(verdict("text"), "line 1, column 1: an element is missing");
  EXPECT_EQ(verdict("<a/><b/>"), "line 1, column 5: something follows the element");
  EXPECT_EQ(verdict("<a></a>\n"), "line 1, column 8: something follows the element");
  EXPECT_EQ(verdict("<a><b></b>"), "line 1, column 11: the end tag </a> is missing");
}

TEST(WellFormed, KnowsNamespaces) {
  const Namespaces outside = {{"o", "urn:o"}};
  EXPECT_EQ(verdict("<o:a o:b='1'/>", outside), "");
  EXPECT_EQ(verdict("<o:a/>"), "line 1, column 1: the prefix o of <o:a> is not declared");
  EXPECT_EQ(verdict("<a o:b='1'/>"),
            "line 1, column 4: the prefix o of the attribute o:b is not declared");
  EXPECT_EQ(verdict("<a><b xmlns:p='u'/><p:c/></a>"),
            "line 1, column 20: the prefix p of <p:c> is not declared");
  EXPECT_EQ(verdict("<a xmlns:p='urn:&#x6F;' o:b='1' p:b='2'/>", outside),
            "line 1, column 33: the attributes o:b and p:b are the same");
  EXPECT_EQ(verdict("<a xmlns:p=''/>"),
            "line 1, column 4: a prefix must not be bound to the empty namespace");
  EXPECT_EQ(verdict("<a xmlns:xmlns='u'/>"),
            "line 1, column 4: the prefix xmlns must not be declared");
  EXPECT_EQ(verdict("<a xmlns:xml='u'/>"),
            "line 1, column 4: the prefix xml must not be bound to another namespace");
  EXPECT_EQ(verdict("<a:b:c/>"), "line 1, column 5: a second colon in a name");
  EXPECT_EQ(verdict("<a:/>"), "line 1, column 4: a name is missing");
}

TEST(WellFormed, RefusesWhatWouldCostTooMuch) {
  EXPECT_EQ(verdict(repeated("<a>", 32) + repeated("</a>", 32)), "");
  EXPECT_EQ(verdict(repeated("<a>", 33) + repeated("</a>", 33)),
            "line 1, column 97: elements more than 32 deep");
  std::string attributes;
  for (int i = 0; i < 64; ++i) attributes += fmt::format(" a{}=''", i);
  EXPECT_EQ(verdict("<a" + attributes + "/>"), "");
  EXPECT_EQ(verdict("<a" + attributes + " b=''/>"), "line 1, column 1: more than 64 attributes");
  std::string declarations;
  for (int i = 0; i < 33; ++i) declarations += fmt::format(" xmlns:p{}='u{}'", i, i);
  EXPECT_EQ(verdict("<a" + declarations + "/>"), "");
  const std::string inside = "<a" + declarations + "><b" + declarations + "/></a>";
  EXPECT_EQ(verdict(inside).substr(verdict(inside).find(": ")),
            ": more than 64 namespace declarations");
}

TEST(WellFormed, ShortensWhatAStrangerWroteInItsMessages) {
  const std::string longest = std::string(1000, 'x');
  EXPECT_EQ(verdict("<a>&" + longest + ";</a>"),
            "line 1, column 4: the entity &" + std::string(39, 'x') + "… is not declared");
  EXPECT_EQ(verdict("<a>&#x" + longest + ";</a>"),
            "line 1, column 4: the character reference &#x is malformed");
}

}  // namespace
}  // namespace roster::sis
