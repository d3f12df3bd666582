// Mutator: makes slightly wrong XML out of right XML, the same every time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace roster::sis {

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  /// The text with one to three changes.
  std::string mutate(std::string text) {
    for (std::size_t changes = 1 + below(3) * below(2); changes > 0; --changes) change(text);
    return text;
  }

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

 private:
  static constexpr std::string_view kTokens[] = {
      "&",
      "<",
      ">",
      "]]>",
      "<!--",
      "-->",
      "--",
      "-",
      "\"",
      "'",
      "=",
      "/",
      ":",
      "!",
      "?",
      " ",
      "\n",
      "\r\n",
      "\t",
      "<![CDATA[",
      "<![CDATA[x]]>",
      "<![CDATA[</user>]]>",
      "<!-- </user><user> -->",
      "<!-- fine -->",
      "<!-- not -- fine -->",
      "<?",
      "?>",
      "<?note x?>",
      "<?xml x?>",
      "<?a:b x?>",
      "<?XML?>",
      "<?a?>",
      "&amp;",
      "&lt;",
      "&gt;",
      "&quot;",
      "&apos;",
      "&nbsp;",
      "&#65;",
      "&#x41;",
      "&#x1F600;",
      "&#xD800;",
      "&#0;",
      "&#xFFFE;",
      "&#;",
      "&#x;",
      "&#65",
      "&amp",
      " a=\"1\"",
      " a='1' a='2'",
      " a=\"1\" b='2'",
      " a=1",
      " a",
      " a=\"<\"",
      " a=\"&\"",
      " a='>'",
      " xmlns:a=\"\"",
      " xmlns=\"\"",
      " xmlns:a=\"urn:a\"",
      " xmlns:b=\"urn:a\"",
      " xmlns:a=\"urn:a\" xmlns:b=\"urn:a\" a:c=\"1\" b:c=\"2\"",
      " xmlns:xml=\"urn:a\"",
      " xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"",
      " xmlns:xmlns=\"urn:a\"",
      " xmlns:a=\"http://www.w3.org/2000/xmlns/\"",
      " xmlns=\"http://www.w3.org/XML/1998/namespace\"",
      " a:c=\"1\"",
      " b:c=\"1\"",
      " xml:lang=\"nb\"",
      " :a=\"1\"",
      " a:=\"1\"",
      " a:b:c=\"1\"",
      "<a/>",
      "<a:b/>",
      "<a></a>",
      "<a>",
      "</a>",
      "<user>",
      "</user>",
      "</user >",
      "<user/>",
      "<user a='/>'>",
      "<users>",
      "</users>",
      "<user_group/>",
      "< ",
      "</ ",
      "<1/>",
      "<-/>",
      "x",
      "\xC3\xA9",
      "<\xC3\xA9/>",
      "\xC2\xB7",
      "<\xC2\xB7/>",
      "\xED\xA0\x80",
      "\xFF",
      "\xC0\x80",
      "\xC3",
      "\xEF\xBF\xBE",
      "\xEF\xBF\xBD",
      "\xF0\x9F\x98\x80",
      "\xF4\x90\x80\x80",
      "\xE2\x80",
      "\x07",
      "\x7F",
      "\xC2\x85",
      "\x0B",
      std::string_view("\0", 1)};

  void change(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = std::min(1 + below(12), text.size() - at);
    switch (below(8)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(below(text.size() + 1), text.substr(at, 1 + below(60)));
        break;
      case 3:
        text.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 4:
        text.replace(at, length, token());
        break;
      case 5:
        insert_near_markup(text, at);
        break;
      default:
        text.insert(at, token());
    }
  }

  // Where an attribute, a name or a section would be.
  void insert_near_markup(std::string& text, std::size_t at) {
    const std::size_t markup = text.find_first_of("<>", at);
    if (markup != std::string::npos) text.insert(markup, token());
  }

  std::string_view token() { return kTokens[below(std::size(kTokens))]; }

  std::mt19937_64 random_;
};

}  // namespace roster::sis
