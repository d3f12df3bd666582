#include "sis/xml/decode.hpp"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "sis/xml/text.hpp"
#include "users/base/text.hpp"

namespace roster::sis {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kSniffed = 512;      // bytes to detect the encoding: 256 characters of UTF-16
constexpr std::size_t kChunk = 64 * 1024;  // bytes decoded per step
constexpr std::string_view kUndecodable = "\xFF";

enum class Encoding : std::uint8_t { utf8, ascii, latin1, windows1252, utf16le, utf16be, utf16 };

struct Name {
  std::string_view name;  // in lower case
  Encoding encoding;
};

constexpr std::array<Name, 13> kNames = {{{"utf-8", Encoding::utf8},
                                          {"utf8", Encoding::utf8},
                                          {"us-ascii", Encoding::ascii},
                                          {"ascii", Encoding::ascii},
                                          {"iso-8859-1", Encoding::latin1},
                                          {"iso8859-1", Encoding::latin1},
                                          {"iso_8859-1", Encoding::latin1},
                                          {"latin1", Encoding::latin1},
                                          {"windows-1252", Encoding::windows1252},
                                          {"cp1252", Encoding::windows1252},
                                          {"utf-16", Encoding::utf16},
                                          {"utf-16le", Encoding::utf16le},
                                          {"utf-16be", Encoding::utf16be}}};

struct Mark {
  std::string_view bytes;
  std::string_view name;
  Encoding encoding;
  std::size_t length;  // length of the byte order mark; 0: the bytes are already XML
};

/// The first match counts, so a longer mark precedes marks that are its prefix.
constexpr std::array<Mark, 5> kMarks = {{{"\xEF\xBB\xBF"sv, "UTF-8", Encoding::utf8, 3},
                                         {"\xFF\xFE"sv, "UTF-16LE", Encoding::utf16le, 2},
                                         {"\xFE\xFF"sv, "UTF-16BE", Encoding::utf16be, 2},
                                         {"<\0"sv, "UTF-16LE", Encoding::utf16le, 0},
                                         {"\0<"sv, "UTF-16BE", Encoding::utf16be, 0}}};

/// First bytes of XML in encodings that are not accepted.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kRefused = {
    {{"\xFF\xFE\0\0"sv, "UTF-32LE"},
     {"\0\0\xFE\xFF"sv, "UTF-32BE"},
     {"<\0\0\0"sv, "UTF-32LE"},
     {"\0\0\0<"sv, "UTF-32BE"},
     {"+/v"sv, "UTF-7"},
     {"\x4C\x6F\xA7\x94"sv, "EBCDIC"}}};

[[noreturn]] void refuse_encoding(const std::string& label, std::string_view name) {
  throw FeedError(
      fmt::format("{}: the encoding \"{}\" is not accepted; use UTF-8", label, printable(name)));
}

bool is_utf16(Encoding encoding) {
  return encoding == Encoding::utf16 || encoding == Encoding::utf16le ||
         encoding == Encoding::utf16be;
}

/// The text between the quotes of the declaration's `encoding`, or nothing.
std::string_view declared_name(std::string_view start) {
  if (!start.starts_with("<?xml") || start.size() < 6 || !is_blank(start[5])) return {};
  start = start.substr(5, start.find("?>") - 5);
  for (auto at = start.find("encoding"); at != start.npos; at = start.find("encoding", at + 1)) {
    if (!is_blank(start[at - 1])) continue;
    std::string_view rest = trim(start.substr(at + "encoding"sv.size()));
    if (!rest.starts_with('=')) continue;
    rest = trim(rest.substr(1));
    if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return {};
    const auto end = rest.find(rest.front(), 1);
    return end == rest.npos ? std::string_view{} : rest.substr(1, end - 1);
  }
  return {};
}

Encoding encoding_of(std::string_view name, const std::string& label) {
  std::string lower(name);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const Name& known : kNames)
    if (known.name == lower) return known.encoding;
  refuse_encoding(label, name);
}

struct Sniffed {
  Encoding encoding = Encoding::utf8;
  std::size_t mark = 0;         // length of the byte order mark
  bool declared_utf16 = false;  // but the bytes are UTF-8
};

using Told = std::function<void(const Warning&)>;

void tell_differs(const Told& told, std::string message) {
  if (told) told({"encoding_differs", 1, std::move(message)});
}

/// For a document whose first bytes show its encoding. A declaration of another Unicode encoding is
/// ignored as outdated; a declaration of any other encoding is a contradiction and throws.
Sniffed agree(const Mark& mark, std::string_view start, const std::string& label) {
  std::string narrow;
  for (const char c : start)
    if (c != '\0') narrow += c;
  const std::string_view name = declared_name(narrow);
  if (name.empty()) return {mark.encoding, mark.length};
  const Encoding declared = encoding_of(name, label);
  if (declared != Encoding::utf8 && !is_utf16(declared))
    throw FeedError(
        fmt::format("{}: its first bytes show the encoding {}, but its XML declaration says \"{}\"",
                    label, mark.name, printable(name)));
  return {mark.encoding, mark.length, is_utf16(declared) && mark.encoding == Encoding::utf8};
}

Sniffed sniff(std::string_view start, const std::string& label) {
  for (const auto& [bytes, name] : kRefused)
    if (start.starts_with(bytes)) refuse_encoding(label, name);
  for (const Mark& mark : kMarks)
    if (start.starts_with(mark.bytes)) return agree(mark, start.substr(mark.length), label);
  const std::string_view name = declared_name(start);
  if (name.empty()) return {};
  const Encoding declared = encoding_of(name, label);
  if (is_utf16(declared)) return {Encoding::utf8, 0, true};
  return {declared, 0};
}

/// Returns the bytes read for detection, then the rest from the source.
struct Prefixed {
  ReadBytes in;
  std::string prefix;
  std::size_t given = 0;

  std::size_t operator()(std::span<char> out) {
    if (given == prefix.size()) return in(out);
    const std::size_t length = std::min(out.size(), prefix.size() - given);
    std::copy_n(prefix.data() + given, length, out.data());
    given += length;
    return length;
  }
};

/// Decodes with iconv, chunk by chunk; a sequence may span two chunks.
class Converter {
 public:
  /// `differs` is set when the declaration is ISO-8859-1. It is called at the first byte that only
  /// windows-1252 defines. A byte that windows-1252 does not define either becomes a control
  /// character.
  Converter(ReadBytes in, const char* encoding, Told differs)
      : in_(std::move(in)),
        bytes_(kChunk),
        unit_(encoding[0] == 'U' ? 2 : 1),
        differs_(std::move(differs)),
        handle_(::iconv_open("UTF-8", encoding)) {
    if (handle_ == reinterpret_cast<iconv_t>(-1))
      throw std::system_error(errno, std::generic_category(), "iconv does not know this encoding");
  }
  ~Converter() { ::iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  std::size_t read(std::span<char> out) {
    while (given_ == text_.size() && !ended_) convert_chunk();
    const std::size_t length = std::min(out.size(), text_.size() - given_);
    std::copy_n(text_.data() + given_, length, out.data());
    given_ += length;
    return length;
  }

 private:
  ReadBytes in_;
  std::vector<char> bytes_;  // the chunk; starts with the rest of the previous one
  std::size_t held_ = 0;     // bytes of an incomplete sequence at its front
  std::string text_;         // the decoded chunk
  std::size_t given_ = 0;    // of text_
  std::array<char, 2> control_{};
  std::size_t unit_;  // bytes to skip after an undecodable sequence
  bool ended_ = false;
  Told differs_;  // empty: no warning to send, or already sent
  bool latin1_ = static_cast<bool>(differs_);
  iconv_t handle_;

  void look_for_windows1252(std::string_view bytes) {
    const auto beyond = [](char c) { return (c & 0xE0) == 0x80; };
    if (std::none_of(bytes.begin(), bytes.end(), beyond)) return;
    tell_differs(std::exchange(differs_, {}),
                 "the XML declaration says ISO-8859-1, but there are bytes from 0x80 to 0x9F; "
                 "read as windows-1252");
  }

  /// A byte from 0x80 to 0x9F as the character with that number.
  std::string_view control_character(char byte) {
    control_ = {'\xC2', byte};
    return {control_.data(), control_.size()};
  }

  void convert_chunk() {
    const std::size_t got = in_(std::span(bytes_).subspan(held_));
    ended_ = got == 0;
    char* from = bytes_.data();
    std::size_t left = held_ + got;
    if (differs_) look_for_windows1252({from, left});
    text_.resize(left * 4);  // no accepted encoding needs more
    given_ = 0;
    char* to = text_.data();
    std::size_t room = text_.size();
    while (left > 0 && ::iconv(handle_, &from, &left, &to, &room) == std::size_t(-1)) {
      assert(errno != E2BIG);
      if (errno == EINVAL && !ended_) break;
      const std::size_t skipped = std::min(unit_, left);
      const std::string_view text = latin1_ ? control_character(*from) : kUndecodable;
      to = std::copy(text.begin(), text.end(), to);
      room -= text.size();
      from += skipped;
      left -= skipped;
    }
    text_.resize(static_cast<std::size_t>(to - text_.data()));
    std::copy_n(from, left, bytes_.data());
    held_ = left;
  }
};

ReadBytes convert(ReadBytes in, const char* encoding, Told differs = {}) {
  auto converter = std::make_shared<Converter>(std::move(in), encoding, std::move(differs));
  return [converter](std::span<char> out) { return converter->read(out); };
}

ReadBytes ascii_only(ReadBytes in) {
  return [in = std::move(in)](std::span<char> out) {
    const std::size_t got = in(out);
    for (char& c : out.first(got))
      if (static_cast<unsigned char>(c) >= 0x80) c = kUndecodable.front();
    return got;
  };
}

}  // namespace

ReadBytes decode(ReadBytes in, const std::string& label, Told told) {
  std::string start(kSniffed, '\0');
  std::size_t length = 0;
  while (length < start.size()) {
    const std::size_t got = in(std::span(start).subspan(length));
    if (got == 0) break;
    length += got;
  }
  start.resize(length);
  const Sniffed sniffed = sniff(start, label);
  if (sniffed.declared_utf16)
    tell_differs(told, "the XML declaration says UTF-16, but the bytes are not; read as UTF-8");
  ReadBytes bytes = Prefixed{std::move(in), start.substr(sniffed.mark)};
  switch (sniffed.encoding) {
    case Encoding::utf8:
      return bytes;
    case Encoding::ascii:
      return ascii_only(std::move(bytes));
    case Encoding::latin1:
      if (!told) told = [](const Warning&) {};
      return convert(std::move(bytes), "CP1252", std::move(told));
    case Encoding::windows1252:
      return convert(std::move(bytes), "CP1252");
    case Encoding::utf16be:
      return convert(std::move(bytes), "UTF-16BE");
    case Encoding::utf16le:
    case Encoding::utf16:
      break;  // declarations use utf16; sniff() determines the byte order
  }
  return convert(std::move(bytes), "UTF-16LE");
}

}  // namespace roster::sis
