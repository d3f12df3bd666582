// Whatever somebody wrote stands in a page as text.
#include "daemon/http/console/base/html.hpp"

#include <gtest/gtest.h>

#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/base/plot.hpp"

namespace roster::http {
namespace {

TEST(Html, EscapesTextAndAttributes) {
  Html html;
  html.leaf("a", {{"title", "\"><script>'"}}, "<b>&amp;</b>");
  EXPECT_EQ(html.markup(),
            "<a title=\"&quot;&gt;&lt;script&gt;&#39;\">&lt;b&gt;&amp;amp;&lt;/b&gt;</a>");
}

TEST(Html, SpellsOutWhatCannotBeSeen) {
  Html html;
  html.text("a\u202Eb\x1B\n\xFF");
  EXPECT_EQ(html.markup(), "a\\u202Eb\\x1B\\x0A\\xFF");
}

TEST(Html, NestsElementsAndLeavesOutAttributesWithoutAName) {
  Html html;
  html.in("ul", {when(false, {"class", "x"})},
          [&] { html.in("li", [&] { html.text("1").single("br").text("2"); }); });
  EXPECT_EQ(html.markup(), "<ul><li>1<br>2</li></ul>");
}

TEST(Addresses, EscapeTheirParameters) {
  EXPECT_EQ(user_address("a/b ?&#ø"), "/user?id=a%2Fb%20%3F%26%23%C3%B8");
  EXPECT_EQ(address("/jobs", {{"kind", ""}, {"status", "held"}}), "/jobs?status=held");
}

TEST(Pieces, WriteNumbersAsPeopleReadThem) {
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(999), "999");
  EXPECT_EQ(number_text(1000), "1,000");
  EXPECT_EQ(number_text(-1234567), "-1,234,567");
  EXPECT_EQ(people_text(1), "1 person");
  EXPECT_EQ(people_text(12000), "12,000 people");
}

TEST(Plots, HaveTheirNumbersInATableBehind) {
  Html html;
  draw(html, {"Loads", {"created", "updated"}, {{"Monday", {1, 2}}, {"Tuesday", {0, 1234}}}});
  const std::string& text = html.markup();
  EXPECT_NE(text.find("<svg viewBox=\"0 0 600 150\" role=\"img\" aria-label=\"Loads\">"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("<th scope=\"row\">Tuesday</th><td class=\"number\">0</td>"
                      "<td class=\"number\">1,234</td>"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("style="), std::string::npos) << "the security policy forbids it";
}

TEST(Plots, OfNothingAreLeftOut) {
  Html html;
  draw(html, {"Loads", {"created"}, {}});
  EXPECT_TRUE(html.empty());
}

}  // namespace
}  // namespace roster::http
