#include <gtest/gtest.h>

#include "tests/sis/split/splitting.hpp"

namespace roster::sis {
namespace {

/// How a file is refused: the message, with "incomplete: " before it when it may still be on its
/// way; "" when it is accepted.
std::string refusal(std::string_view text, Reading reading = Reading::tolerant) {
  try {
    split(text, {.reading = reading, .piece = 3, .target = 1});
    return "";
  } catch (const IncompleteFeed& error) {
    return std::string("incomplete: ") + error.what();
  } catch (const FeedError& error) {
    return error.what();
  }
}

std::string strictly(std::string_view text) { return refusal(text, Reading::strict); }

TEST(Envelope, RefusesADocumentTypeDeclarationWhereverItStands) {
  const std::string reason = "a document type declaration is not accepted";
  EXPECT_EQ(refusal("<?xml version='1.0'?>\n<!DOCTYPE users [<!ENTITY a 'b'>]><users/>"),
            "feed.xml:2: " + reason);
  EXPECT_EQ(refusal("<!doctype html><html></html>"), "feed.xml:1: " + reason);
  EXPECT_EQ(refusal("<users>\n\n<!DOCTYPE users></users>"), "feed.xml:3: " + reason);
  EXPECT_EQ(refusal("<users/>\n<!DOCTYPE users>"), "feed.xml:2: " + reason);
}

TEST(Envelope, SaysWhatWasFoundInsteadOfAFeed) {
  const std::string expected = "; expected <users>, <userRecords>, <user> or <userRecord>";
  EXPECT_EQ(refusal("<html lang=en>"), "feed.xml:1: the root element is <html>" + expected);
  EXPECT_EQ(refusal("<!-- x -->\n<soap:Envelope/>"),
            "feed.xml:2: the root element is <soap:Envelope>" + expected);
  EXPECT_EQ(refusal("primary_id;first_name\r\ns1;Ada\r\n"),
            "feed.xml:1: this is not XML: it begins with \"primary_id;first_name\"");
  EXPECT_EQ(refusal("PK\x03\x04\xFF"),
            "feed.xml:1: this is not XML: it begins with \"PK\\x03\\x04\\xFF\"");
  EXPECT_EQ(refusal("{\"users\": [{\"primary_id\": \"s100\", \"first_name\": \"Ada\"}]}"),
            "feed.xml:1: this is not XML: it begins with \"{\"users\": [{\"primary_id\": \"s100\", "
            "\"first…\"");
}

TEST(Envelope, RefusesAMalformedPrologue) {
  EXPECT_EQ(refusal("<?xml encoding='UTF-8'?><users/>"),
            "feed.xml:1: the XML declaration is malformed");
  EXPECT_EQ(refusal("<?xml version='1.0' <users/>"),
            "feed.xml:1: the XML declaration is not closed");
  EXPECT_EQ(
      refusal("\n<?xml version='1.0'?><users/>"),
      "feed.xml:2: column 1: an XML declaration is only allowed at the start of the document");
  EXPECT_EQ(refusal("<!-- a -- b -->\n<users/>"),
            "feed.xml:1: column 8: the sequence -- in a comment");
  EXPECT_EQ(refusal("< users/>"), "feed.xml:1: column 1: a bare < (write &lt;)");
}

TEST(Envelope, RefusesAMalformedRoot) {
  EXPECT_EQ(refusal("<users\n a='1' a='2'><user/></users>"),
            "feed.xml:2: column 8: the attribute a occurs twice");
  EXPECT_EQ(refusal("<u:users/>"),
            "feed.xml:1: column 1: the prefix u of <u:users> is not declared");
  EXPECT_EQ(refusal("<users a=<user/></users>"),
            "feed.xml:1: column 10: the value of the attribute a is not in quotes");
  EXPECT_EQ(refusal("<users>\n</Users>"),
            "feed.xml:2: column 1: the end tag </Users> does not match <users>");
}

TEST(Envelope, RefusesTextThatBelongsToNoRecord) {
  const std::string reason = "text outside of a record: ";
  EXPECT_EQ(refusal("<users><user/>\nlost <user/></users>"), "feed.xml:2: " + reason + "\"lost \"");
  EXPECT_EQ(refusal("<users>&amp;<user/></users>"), "feed.xml:1: " + reason + "\"&amp;\"");
  EXPECT_EQ(refusal("<users><![CDATA[x]]></users>"), "feed.xml:1: " + reason + "\"<![CDATA[x]]>\"");
  EXPECT_EQ(refusal(std::string("<users>\0</users>", 16)), "feed.xml:1: " + reason + "\"\\x00\"");
  EXPECT_EQ(refusal("<users>\xFF</users>"), "feed.xml:1: " + reason + "\"\\xFF\"");
  EXPECT_EQ(refusal("<users></user></users>"),
            "feed.xml:1: column 8: the end tag </user> does not match <users>");
}

TEST(Envelope, RefusesAnythingBehindTheRoot) {
  EXPECT_EQ(refusal("<users/>\njunk"), "feed.xml:2: text outside of a record: \"junk\"");
  EXPECT_EQ(refusal(std::string("<users/>\0\0", 10)),
            "feed.xml:1: text outside of a record: \"\\x00\\x00\"");
  EXPECT_EQ(refusal("<users/></users>"), "feed.xml:1: unexpected tag </users>");
  EXPECT_EQ(refusal("<user/>\n<user/>"),
            "feed.xml:2: a second root element <user>; is the root element <users> missing?");
  EXPECT_EQ(refusal("<users/>\n<users/>"), "feed.xml:2: a second root element <users>");
}

TEST(Envelope, TellsAFileThatEndsTooEarlyFromAWrongOne) {
  EXPECT_EQ(refusal(""), "incomplete: feed.xml:1: the file is empty");
  EXPECT_EQ(refusal("<!-- x -->\n"),
            "incomplete: feed.xml:2: the file ends before its root element");
  EXPECT_EQ(refusal("<?xml version="),
            "incomplete: feed.xml:1: the file ends inside the XML declaration");
  EXPECT_EQ(refusal("<users a='"),
            "incomplete: feed.xml:1: the file ends inside the root element's start tag");
  EXPECT_EQ(refusal("<users>\n<user/>\n"),
            "incomplete: feed.xml:3: the file ends before the end tag </users>");
  EXPECT_EQ(refusal("<users>\n<user>\n<a>"),
            "incomplete: feed.xml:3: the file ends inside the <user> of line 2");
  EXPECT_EQ(refusal("<users></users"),
            "incomplete: feed.xml:1: the file ends inside the end tag </users>");
  EXPECT_EQ(refusal("<users/><!-- x"),
            "incomplete: feed.xml:1: the file ends inside a comment or other markup");
}

TEST(Envelope, RefusesWhatHoldsMoreUnknownElementsThanUsers) {
  std::string text = "<users>";
  for (int i = 0; i < 1001; ++i) text += "<person/>\n";
  EXPECT_EQ(
      refusal(text + "</users>"),
      "feed.xml:1001: more than 1000 unknown elements, the last one <person>: is this a feed?");
}

TEST(Envelope, RefusesEndlessCommentsAndTags) {
  const Limits limits = {.record = 20000};
  const std::string endless(100000, 'x');
  for (const std::size_t piece : {100U, 1000000U}) {
    const SplitHow how = {.limits = limits, .piece = piece, .target = piece};
    EXPECT_THROW(split("<users><!--" + endless + "--></users>", how), FeedError);
    EXPECT_THROW(split("<users a='" + endless + "'></users>", how), FeedError);
    EXPECT_THROW(split("<users><" + endless + "/></users>", how), FeedError);
  }
}

TEST(StrictReading, AcceptsTheEnvelopesOfTheSchemas) {
  EXPECT_EQ(strictly("<users><user/></users>"), "");
  EXPECT_EQ(strictly("<users total_record_count=' 12 '/>"), "");
  EXPECT_EQ(strictly("<users xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
                     "xsi:noNamespaceSchemaLocation='rest_users.xsd'/>"),
            "");
  EXPECT_EQ(strictly("<user/>"), "");
  EXPECT_EQ(strictly("<userRecords "
                     "xmlns='http://com/exlibris/digitool/repository/extsystem/xmlbeans'/>"),
            "");
}

TEST(StrictReading, RefusesOtherEnvelopes) {
  EXPECT_EQ(strictly("<Users/>"), "feed.xml:1: the root element <Users> does not match the schema");
  EXPECT_NE(strictly("<userRecords/>"), "");
  EXPECT_NE(strictly("<users xmlns='urn:u'/>"), "");
  EXPECT_NE(strictly("<users total_record_count=''/>"), "");
  EXPECT_NE(strictly("<users total_record_count='99999999999999999999'/>"), "");
  EXPECT_NE(strictly("<users total_record_count='+-1'/>"), "");
  EXPECT_NE(strictly("<users date='2027-01-01'/>"), "");
  EXPECT_EQ(strictly("<users>\n<x/></users>"),
            "feed.xml:2: the element <x> is not allowed between records");
}

TEST(CutFile, IsNeverAcceptedWhereverItIsCut) {
  const std::string text =
      "<?xml version=\"1.0\"?>\n<!-- a -->\n<u:users xmlns:u='urn:u'>\n"
      "<u:user a='>'><b><![CDATA[</u:user>]]></b></u:user>\n<?x y?><u:user/>\n<other>z</other>\n"
      "<u:user><!-- </u:user> --><b>\xC3\xA5</b></u:user >\n</u:users>";
  ASSERT_EQ(refusal(text + "\n"), "");
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::string said = refusal(text.substr(0, size));
    EXPECT_TRUE(said.starts_with("incomplete: ")) << size << ": " << said;
  }
}

}  // namespace
}  // namespace roster::sis
