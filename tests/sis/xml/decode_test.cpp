#include "sis/xml/decode.hpp"

#include <gtest/gtest.h>

#include "tests/sis/unpack/archives.hpp"

namespace roster::sis::testing {
namespace {

using namespace std::string_literals;

/// A source that hands out pieces of a fixed size, as a slow unpacker might.
ReadBytes source(std::string bytes, std::size_t piece) {
  return [bytes = std::move(bytes), piece, given = std::size_t{0}](std::span<char> out) mutable {
    const std::size_t length = std::min({out.size(), piece, bytes.size() - given});
    bytes.copy(out.data(), length, given);
    given += length;
    return length;
  };
}

std::string decoded(const std::string& bytes, std::size_t piece = 1U << 20) {
  return read_all(decode(source(bytes, piece), "users.xml"));
}

std::string decode_refusal(const std::string& bytes) {
  try {
    decoded(bytes);
    return "accepted";
  } catch (const FeedError& error) {
    return error.what();
  }
}

std::string declared(std::string_view encoding, std::string_view rest = "<users/>") {
  return "<?xml version=\"1.0\" encoding=\"" + std::string(encoding) + "\"?>" + std::string(rest);
}

std::string utf16(std::u16string_view text, bool big_endian) {
  std::string bytes;
  for (const char16_t c : text) {
    const char low = static_cast<char>(c), high = static_cast<char>(c >> 8);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

// UTF-8 -------------------------------------------------------------------------------------------

TEST(Decode, utf8_passes_through) {
  EXPECT_EQ(decoded("<users>Åsa 😀</users>"), "<users>Åsa 😀</users>");
  EXPECT_EQ(decoded(declared("UTF-8", "<users>Åsa</users>")),
            declared("UTF-8", "<users>Åsa</users>"));
  EXPECT_EQ(decoded(""), "");
}

TEST(Decode, a_byte_order_mark_goes) {
  EXPECT_EQ(decoded("\xEF\xBB\xBF<users/>"), "<users/>");
  EXPECT_EQ(decoded("\xEF\xBB\xBF"), "");
}

TEST(Decode, bad_utf8_is_left_to_the_record_it_is_in) {
  EXPECT_EQ(decoded("<users>\xC3(\x80\xFF</users>"), "<users>\xC3(\x80\xFF</users>");
}

TEST(Decode, utf8_is_read_straight_into_the_readers_buffer) {
  std::string text(100000, 'x');
  const char* into = nullptr;
  const ReadBytes in = [&, inner = source(text, 1U << 20)](std::span<char> out) {
    into = out.data();
    return inner(out);
  };
  const ReadBytes read = decode(in, "users.xml");
  std::string block(50000, '\0');
  std::size_t total = read(block);  // what was looked at to tell the encoding
  total += read(block);
  EXPECT_EQ(into, block.data());
  while (const std::size_t got = read(block)) total += got;
  EXPECT_EQ(total, text.size());
}

// One byte a character ----------------------------------------------------------------------------

TEST(Decode, latin1_and_windows_1252_become_utf8) {
  EXPECT_EQ(decoded(declared("ISO-8859-1", "<u>\xC5sa \xE9</u>")),
            declared("ISO-8859-1", "<u>Åsa é</u>"));
  EXPECT_EQ(decoded(declared("windows-1252", "<u>\x80 \x93quoted\x94</u>")),
            declared("windows-1252", "<u>€ “quoted”</u>"));
}

TEST(Decode, names_of_encodings_have_aliases_in_any_case) {
  for (const char* name : {"iso-8859-1", "ISO8859-1", "ISO_8859-1", "latin1", "Latin1"})
    EXPECT_EQ(decoded(declared(name, "\xE5")), declared(name, "å"));
  for (const char* name : {"Windows-1252", "CP1252"})
    EXPECT_EQ(decoded(declared(name, "\x80")), declared(name, "€"));
  for (const char* name : {"utf8", "Utf-8"}) EXPECT_EQ(decoded(declared(name)), declared(name));
  for (const char* name : {"US-ASCII", "ascii"}) EXPECT_EQ(decoded(declared(name)), declared(name));
}

TEST(Decode, the_declaration_is_found_in_every_usual_spelling) {
  EXPECT_EQ(decoded("<?xml version='1.0' encoding='latin1'?>\xE5"),
            "<?xml version='1.0' encoding='latin1'?>å");
  EXPECT_EQ(decoded("<?xml\tversion = \"1.0\"\n encoding\t= \"latin1\" standalone='yes' ?>\xE5"),
            "<?xml\tversion = \"1.0\"\n encoding\t= \"latin1\" standalone='yes' ?>å");
}

TEST(Decode, what_only_looks_like_a_declaration_is_none) {
  for (const std::string& text :
       {"<users encoding=\"latin1\">\xE5</users>"s, " <?xml encoding=\"latin1\"?>\xE5"s,
        "<?xml-stylesheet encoding=\"latin1\"?>\xE5"s,
        "<?xml version=\"1.0\"?><a encoding=\"latin1\"/>\xE5"s,
        "<?xml version=\"1.0\" my-encoding=\"latin1\"?>\xE5"s, "<?xml encoding=latin1?>\xE5"s,
        "<?xml encoding=\"latin1?>\xE5"s})
    EXPECT_EQ(decoded(text), text);
}

TEST(Decode, bytes_that_are_no_characters_become_the_mark_of_damage) {
  EXPECT_EQ(decoded(declared("windows-1252", "a\x81z")), declared("windows-1252", "a\xFFz"));
  EXPECT_EQ(decoded(declared("US-ASCII", "a\xC3\xA5z")), declared("US-ASCII", "a\xFF\xFFz"));
}

// UTF-16 ------------------------------------------------------------------------------------------

TEST(Decode, utf16_is_told_by_its_mark_or_its_first_character) {
  for (const bool big_endian : {false, true}) {
    for (const std::u16string& text :
         {u"\uFEFF<users>Åsa 😀 €</users>"s, u"<users>Åsa 😀 €</users>"s})
      EXPECT_EQ(decoded(utf16(text, big_endian)), "<users>Åsa 😀 €</users>");
  }
}

TEST(Decode, a_utf16_declaration_stays_as_it_is) {
  const std::u16string text = u"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-16\"?><users/>";
  EXPECT_EQ(decoded(utf16(text, false)), declared("UTF-16"));
}

TEST(Decode, lone_surrogates_and_an_odd_last_byte_become_the_mark_of_damage) {
  EXPECT_EQ(decoded(utf16(u"<a>", false) + "\x00\xD8"s + utf16(u"b", false)),
            "<a>\xFF"
            "b");
  EXPECT_EQ(decoded(utf16(u"<a>", false) + "\x00\xDC"s + utf16(u"b", false)),
            "<a>\xFF"
            "b");
  EXPECT_EQ(decoded(utf16(u"<a>", false) + "\x00\xD8"s), "<a>\xFF");
  EXPECT_EQ(decoded(utf16(u"<a>", false) + "x"), "<a>\xFF");
}

TEST(Decode, sequences_may_be_cut_anywhere) {
  std::u16string text = u"\uFEFF<users>";
  std::string expected = "<users>";
  for (int i = 0; i < 30000; ++i) {
    text += u"å😀x";
    expected += "å😀x";
  }
  for (const std::size_t piece : {3U, 7U, 4093U, 1U << 20})
    ASSERT_EQ(decoded(utf16(text, true), piece), expected) << piece;
}

TEST(Decode, a_reader_may_ask_for_one_byte_at_a_time) {
  const ReadBytes read = decode(source(utf16(u"\uFEFF<a>😀</a>", false), 1), "users.xml");
  EXPECT_EQ(read_all(read, 1), "<a>😀</a>");
}

// Refused -----------------------------------------------------------------------------------------

TEST(Decode, other_encodings_are_refused) {
  for (const std::string name : {"UTF-7", "EBCDIC-CP-US", "UTF-32", "Shift_JIS", "x"})
    EXPECT_EQ(decode_refusal(declared(name)),
              "users.xml: the encoding \"" + name + "\" is not accepted; use UTF-8");
  EXPECT_EQ(decode_refusal(declared("a\nb")),
            "users.xml: the encoding \"a\\x0Ab\" is not accepted; use UTF-8");
}

TEST(Decode, encodings_told_by_their_first_bytes_are_refused_too) {
  const auto why = [](std::string_view name) {
    return "users.xml: the encoding \"" + std::string(name) + "\" is not accepted; use UTF-8";
  };
  EXPECT_EQ(decode_refusal("\xFF\xFE\0\0<\0\0\0"s), why("UTF-32LE"));
  EXPECT_EQ(decode_refusal("\0\0\xFE\xFF\0\0\0<"s), why("UTF-32BE"));
  EXPECT_EQ(decode_refusal("<\0\0\0u\0\0\0"s), why("UTF-32LE"));
  EXPECT_EQ(decode_refusal("\0\0\0<\0\0\0u"s), why("UTF-32BE"));
  EXPECT_EQ(decode_refusal("+/v8-<users/>"), why("UTF-7"));
  EXPECT_EQ(decode_refusal("\x4C\x6F\xA7\x94\x93\x40"), why("EBCDIC"));
}

TEST(Decode, a_mark_wins_over_a_declaration_of_another_unicode_encoding) {
  EXPECT_EQ(decoded("\xEF\xBB\xBF" + declared("UTF-16", "å")), declared("UTF-16", "å"));
  const std::u16string text = u"\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>å";
  EXPECT_EQ(decoded(utf16(text, true)), declared("utf-8", "å"));
}

/// What is told while the bytes are read; `|` stands between.
std::string told(const std::string& bytes, std::size_t piece = 1U << 20) {
  std::string all;
  read_all(decode(source(bytes, piece), "users.xml", [&](const Warning& warning) {
    all += (all.empty() ? "" : "|") + std::string(warning.code) + ": " + warning.message;
  }));
  return all;
}

TEST(Decode, a_declaration_of_utf16_over_utf8_is_passed_over_and_told) {
  const std::string why =
      "encoding_differs: the XML declaration says UTF-16, but the bytes are not; read as UTF-8";
  EXPECT_EQ(decoded(declared("utf-16", "å")), declared("utf-16", "å"));
  EXPECT_EQ(told(declared("utf-16")), why);
  EXPECT_EQ(told("\xEF\xBB\xBF" + declared("UTF-16LE")), why);
  EXPECT_EQ(told(declared("utf-8")), "");
}

TEST(Decode, latin1_is_read_as_windows_1252_and_told_where_they_differ) {
  const std::string why =
      "encoding_differs: the XML declaration says ISO-8859-1, but there are bytes from 0x80 to "
      "0x9F; read as windows-1252";
  for (const std::size_t piece : {1U, 7U, 1U << 20}) {
    const std::string bytes = declared("ISO-8859-1",
                                       "O\x92"
                                       "Brien \x80 \x81");
    EXPECT_EQ(told(bytes, piece), why);
    EXPECT_EQ(decoded(bytes, piece), declared("ISO-8859-1", "O’Brien € \u0081"));
  }
  EXPECT_EQ(told(declared("ISO-8859-1", "\xC5sa")), "");
  EXPECT_EQ(told(declared("windows-1252", "\x92")), "");
}

TEST(Decode, a_declaration_that_cannot_be_true_is_refused) {
  EXPECT_EQ(decode_refusal("\xEF\xBB\xBF" + declared("ISO-8859-1")),
            "users.xml: its first bytes show the encoding UTF-8, but its XML declaration says "
            "\"ISO-8859-1\"");
  EXPECT_EQ(decode_refusal("\xEF\xBB\xBF" + declared("UTF-7")),
            "users.xml: the encoding \"UTF-7\" is not accepted; use UTF-8");
}

}  // namespace
}  // namespace roster::sis::testing
