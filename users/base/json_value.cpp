#include "users/base/json_value.hpp"

#include <array>
#include <charconv>

#include "users/base/json.hpp"
#include "users/base/text.hpp"

namespace roster {
namespace {

constexpr int kDeepest = 64;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  JsonValue document() {
    JsonValue value = any(0);
    blanks();
    if (at_ != text_.size()) fail("more than one value");
    return value;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;

  [[noreturn]] void fail(std::string_view what) const {
    throw JsonError("JSON at byte " + std::to_string(at_) + ": " + std::string(what));
  }
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }
  char peek() {
    blanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void need(char c) {
    if (!take(c)) fail(std::string("expected ") + c);
  }
  bool take_word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  JsonValue any(int depth) {
    if (depth > kDeepest) fail("nested too deeply");
    switch (peek()) {
      case '{':
        return {object(depth)};
      case '[':
        return {array(depth)};
      case '"':
        return {string()};
      default:
        break;
    }
    if (take_word("true")) return {true};
    if (take_word("false")) return {false};
    if (take_word("null")) return {nullptr};
    return number();
  }

  JsonValue::Members object(int depth) {
    JsonValue::Members members;
    need('{');
    if (take('}')) return members;
    do {
      if (peek() != '"') fail("expected a key");
      std::string key = string();
      need(':');
      members.emplace_back(std::move(key), any(depth + 1));
    } while (take(','));
    need('}');
    return members;
  }

  JsonValue::Items array(int depth) {
    JsonValue::Items items;
    need('[');
    if (take(']')) return items;
    do items.push_back(any(depth + 1));
    while (take(','));
    need(']');
    return items;
  }

  JsonValue number() {
    const char* begin = text_.data() + at_;
    const char* end = text_.data() + text_.size();
    std::int64_t whole = 0;
    const auto [stop, error] = std::from_chars(begin, end, whole);
    double real = 0;
    const auto [real_stop, real_error] = std::from_chars(begin, end, real);
    if (real_error != std::errc{}) fail("expected a value");
    at_ = static_cast<std::size_t>(real_stop - text_.data());
    if (error == std::errc{} && stop == real_stop) return {whole};
    return {real};
  }

  std::string string() {
    std::string out;
    for (++at_;; ++at_) {
      const std::size_t plain = text_.find_first_of("\"\\", at_);
      if (plain == text_.npos) fail("unterminated string");
      out += text_.substr(at_, plain - at_);
      at_ = plain;
      if (text_[at_] == '"') break;
      escape(out);
    }
    ++at_;
    return out;
  }

  /// Reads the escape that starts at the backslash; leaves `at_` on its last character.
  void escape(std::string& out) {
    constexpr std::string_view kNames = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
    if (++at_ == text_.size()) fail("unterminated string");
    if (text_[at_] == 'u') {
      std::uint32_t c = unit();
      const bool pair = c >= 0xD800 && c < 0xDC00 && text_.substr(at_ + 1).starts_with("\\u");
      if (pair) {
        at_ += 2;
        c = 0x10000 + ((c - 0xD800) << 10) + ((unit() - 0xDC00) & 0x3FFU);
      }
      return append_utf8(c, out);
    }
    const std::size_t known = kNames.find(text_[at_]);
    if (known == kNames.npos) fail("an unknown escape");
    out += kMeanings[known];
  }

  std::uint32_t unit() {
    std::uint32_t c = 0;
    const std::string_view digits = text_.substr(std::min(at_ + 1, text_.size()), 4);
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, c, 16);
    if (digits.size() < 4 || error != std::errc{} || stop != end) fail("an unknown escape");
    at_ += 4;
    return c;
  }
};

void print(const JsonValue& value, std::string& out);

struct Printer {
  std::string& out;

  void operator()(std::nullptr_t) const { out += "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { out += std::to_string(value); }
  void operator()(double value) const {
    std::array<char, 32> text;
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
  }
  void operator()(const std::string& value) const { append_json_text(out, value); }
  void operator()(const JsonValue::Items& items) const {
    out += '[';
    std::string_view between;
    for (const JsonValue& item : items) {
      out += between;
      between = ",";
      print(item, out);
    }
    out += ']';
  }
  void operator()(const JsonValue::Members& members) const {
    JsonObject object(out, JsonStyle::compact);
    for (const auto& [key, member] : members) {
      object.key(key);
      print(member, out);
    }
    object.close();
  }
};

void print(const JsonValue& value, std::string& out) { std::visit(Printer{out}, value.value); }

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const {
  if (const auto* members = as<Members>())
    for (const auto& [name, member] : *members)
      if (name == key) return &member;
  return nullptr;
}

std::string_view JsonValue::text(std::string_view key) const {
  const JsonValue* member = find(key);
  const auto* text = member == nullptr ? nullptr : member->as<std::string>();
  return text == nullptr ? std::string_view{} : std::string_view(*text);
}

const JsonValue::Items& JsonValue::items() const {
  static const Items kNone;
  const auto* items = as<Items>();
  return items == nullptr ? kNone : *items;
}

void JsonValue::add(std::string_view key, JsonValue member) {
  if (as<std::nullptr_t>() != nullptr) value = Members{};
  std::get<Members>(value).emplace_back(key, std::move(member));
}

JsonValue parse_json(std::string_view text) { return Parser(text).document(); }

std::string print_json(const JsonValue& value) {
  std::string out;
  print(value, out);
  return out;
}

}  // namespace roster
