// Judging twice: libxml2 on its own, to compare the judge with, and records damaged at random.
#pragma once

#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

namespace roster::sis {

/// libxml2 on its own: parses and validates a document; the first violation as `LINE: message`.
class Oracle {
 public:
  explicit Oracle(const std::string& schema) {
    xmlSchemaParserCtxtPtr parser =
        xmlSchemaNewMemParserCtxt(schema.data(), static_cast<int>(schema.size()));
    schema_ = xmlSchemaParse(parser);
    xmlSchemaFreeParserCtxt(parser);
  }
  ~Oracle() { xmlSchemaFree(schema_); }
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  /// Nothing when the text is not well formed.
  std::optional<std::string> judged(const std::string& text) const {
    xmlResetLastError();
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
        xmlReadMemory(text.data(), static_cast<int>(text.size()), "", "UTF-8",
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
        xmlFreeDoc);
    if (!document || xmlGetLastError()) return std::nullopt;
    const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> context(
        xmlSchemaNewValidCtxt(schema_), xmlSchemaFreeValidCtxt);
    std::string first;
    xmlSchemaSetValidStructuredErrors(context.get(), note, &first);
    const bool valid = xmlSchemaValidateDoc(context.get(), document.get()) == 0;
    EXPECT_EQ(valid, first.empty()) << text;
    return first;
  }

 private:
  static void note(void* first, xmlErrorPtr error) {
    std::string& text = *static_cast<std::string*>(first);
    if (!text.empty() || error->level < XML_ERR_ERROR) return;
    text = std::to_string(error->line) + ": " + error->message;
    text.pop_back();
  }

  xmlSchemaPtr schema_;
};

/// Damages records at random, the same way every time.
class Vandal {
 public:
  explicit Vandal(std::string_view sound, unsigned seed = 20270630) : random_(seed) {
    sound_.load_buffer(sound.data(), sound.size(), pugi::parse_full | pugi::parse_ws_pcdata);
    for (const pugi::xpath_node& found : sound_.select_nodes("//*"))
      names_.push_back(found.node().name());
    names_.insert(names_.end(), {"unheard_of", "x:user", "xsi:y", "users", "userRecords"});
  }

  /// A record with one to three wounds.
  std::string next() {
    pugi::xml_document tree;
    tree.reset(sound_);
    for (std::size_t wounds = 1 + pick(3); wounds > 0; --wounds) wound(tree);
    std::ostringstream out;
    tree.document_element().print(out, "", pugi::format_raw);
    return out.str();
  }

 private:
  std::size_t pick(std::size_t n) { return random_() % n; }
  const char* pick_of(const std::vector<const char*>& values) {
    return values[pick(values.size())];
  }

  pugi::xml_node any_element(const pugi::xml_document& tree) {
    const pugi::xpath_node_set all = tree.select_nodes("//*");
    return all[pick(all.size())].node();
  }

  static inline const std::vector<const char*> kOddValues{"",
                                                          " ",
                                                          "\n\t",
                                                          "2027-06-30",
                                                          " 2027-06-30Z\n",
                                                          "2027-06-30+02:00",
                                                          "2027-02-30",
                                                          "12014-06-30",
                                                          "20270630",
                                                          "Z",
                                                          "2027-06-30T10:00:00",
                                                          "2027-06-30T10:00:00.5Z",
                                                          "true",
                                                          "TRUE",
                                                          "1",
                                                          " 0 ",
                                                          "yes",
                                                          "2147483647",
                                                          "2147483648",
                                                          "-1",
                                                          "1e5",
                                                          "INF",
                                                          "12.50",
                                                          "a&b",
                                                          "&#38;",
                                                          "a<b>c\"d",
                                                          "p:q",
                                                          "Active",
                                                          "20270630235959",
                                                          "%s %n",
                                                          "]]",
                                                          "0",
                                                          "\xC2\xA0"};

  std::string any_value() {
    if (pick(3) != 0) return pick_of(kOddValues);
    static const std::vector<const char*> letters{"a", "é", "漢", "😀", " ", "&"};
    static const std::vector<std::size_t> limits{4, 10, 50, 255, 600, 1000, 2000, 4000};
    const char* letter = pick_of(letters);
    std::string value;
    for (std::size_t n = limits[pick(limits.size())] + pick(2); n > 0; --n) value += letter;
    return value;
  }

  void wound(pugi::xml_document& tree) {
    const pugi::xml_node at = any_element(tree);
    switch (pick(5)) {
      case 0:
        return change_structure(tree, at);
      case 1:
        return change_text(at);
      case 2:
        return change_attribute(at);
      case 3:
        return change_namespace(at);
      default:
        at.text().set(any_value().c_str());
    }
  }

  void change_structure(const pugi::xml_document& tree, pugi::xml_node at) {
    pugi::xml_node parent = at.parent();
    if (parent.type() == pugi::node_document) return;
    switch (pick(5)) {
      case 0:
        parent.remove_child(at);
        return;
      case 1:
        parent.insert_copy_after(at, at);
        return;
      case 2:
        at.set_name(names_[pick(names_.size())].c_str());
        return;
      case 3:
        any_element(tree).append_move(at);
        return;
      default:
        parent.prepend_move(at);
    }
  }

  void change_text(pugi::xml_node at) {
    const std::string value = any_value();
    switch (pick(5)) {
      case 0:
        at.append_child(pugi::node_pcdata).set_value(value.c_str());
        return;
      case 1:
        at.prepend_child(pugi::node_cdata).set_value(pick_of({"", " ", "x", "&amp;"}));
        return;
      case 2:
        at.append_child(pugi::node_comment).set_value("a remark");
        break;
      case 3:
        at.append_child(pugi::node_pi).set_name("target");
        break;
      default:
        at.remove_children();
    }
    if (pick(2) == 0) at.append_child(pugi::node_pcdata).set_value(value.c_str());
  }

  void change_attribute(pugi::xml_node at) {
    static const std::vector<const char*> names{
        "desc",        "preferred", "preferred_sms", "segment_type",
        "link",        "xsi:nil",   "xsi:type",      "xsi:schemaLocation",
        "xsi:unknown", "xml:lang",  "disc",          "preferredSMS",
        "code",        "number"};
    const char* name = pick_of(names);
    at.remove_attribute(name);
    const std::string type = pick_of({"text4", "coded", "xs:date", "nothing", "", "t:text4"});
    const bool is_type = std::string_view(name) == "xsi:type" && pick(4) != 0;
    at.append_attribute(name).set_value(is_type ? type.c_str() : any_value().c_str());
  }

  void change_namespace(pugi::xml_node at) {
    switch (pick(4)) {
      case 0:
        at.remove_attribute("xmlns");
        at.append_attribute("xmlns").set_value("urn:x");
        return;
      case 1:
        at.remove_attribute("xmlns");
        at.append_attribute("xmlns").set_value("");
        return;
      case 2:
        at.remove_attribute("xmlns:p");
        at.append_attribute("xmlns:p").set_value("urn:p");
        return;
      default:
        if (at.attribute("xmlns:x") ||
            std::string_view(at.name()).find(':') != std::string_view::npos)
          return;
        at.append_attribute("xmlns:x").set_value("urn:x");
        at.set_name(("x:" + std::string(at.name())).c_str());
    }
  }

  std::mt19937 random_;
  pugi::xml_document sound_;
  std::vector<std::string> names_;
};

}  // namespace roster::sis
