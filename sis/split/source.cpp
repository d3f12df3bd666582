#include "sis/split/source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sis/xml/excerpt.hpp"
#include "users/base/size.hpp"

namespace roster::sis {
namespace {

constexpr std::string_view kDoctype = "<!DOCTYPE";
constexpr std::string_view kSection = "<![CDATA[";
constexpr std::string_view kComment = "<!--";

/// Does `text` start with `whole`, or could it with more input?
Ahead match(std::string_view text, std::string_view whole, Ahead meaning) {
  const auto same = [](char a, char b) { return a == b || (is(b, kNameStart) && (a ^ b) == 0x20); };
  const std::size_t size = std::min(text.size(), whole.size());
  if (!std::equal(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size), text.begin(),
                  same)) {
    return Ahead::stray;
  }
  return size == whole.size() ? meaning : Ahead::unknown;
}

Ahead look(std::string_view rest) {
  if (rest.empty()) return Ahead::nothing;
  if (rest[0] != '<') return Ahead::text;
  if (rest.size() == 1) return Ahead::unknown;
  if (rest[1] == '?') return Ahead::instruction;
  if (rest[1] == '/') return Ahead::end_tag;
  if (rest[1] != '!') return is(rest[1], kBlank) ? Ahead::stray : Ahead::start_tag;
  Ahead ahead = match(rest, kComment, Ahead::comment);
  if (ahead == Ahead::stray) ahead = match(rest, kSection, Ahead::section);
  if (ahead == Ahead::stray) ahead = match(rest, kDoctype, Ahead::doctype);
  return ahead;
}

void skip_blanks(Window& window) {
  const std::string_view rest = window.rest();
  const auto solid = std::find_if(rest.begin(), rest.end(), [](char c) { return !is(c, kBlank); });
  if (solid != rest.begin()) window.consume(static_cast<std::size_t>(solid - rest.begin()));
}

/// Skips the comment or instruction ahead. Returns `comment` when done, `stray` when it is damaged,
/// or `unknown` when its end was not read yet.
Ahead skip_piece(Source& source, Ahead piece) {
  const std::string_view closing = piece == Ahead::comment ? "-->" : "?>";
  const std::string_view rest = source.window.rest();
  const std::size_t end = rest.find(closing, piece == Ahead::comment ? kComment.size() : 2);
  if (std::min(end, rest.size()) > source.limits.record) {
    refuse(source, fmt::format("a comment or processing instruction larger than {}",
                               format_size(source.limits.record)));
  }
  if (end == std::string_view::npos) return Ahead::unknown;
  Lexer lexer(rest.substr(0, end + closing.size()));
  const bool sound = piece == Ahead::comment ? lexer.comment() : lexer.instruction();
  if (!sound) return Ahead::stray;
  source.window.consume(end + closing.size());
  return Ahead::comment;
}

/// The lexer's fault for stray markup.
Fault explain(std::string_view rest) {
  Lexer lexer(rest);
  StartTag tag;
  if (rest.starts_with("<?")) {
    lexer.instruction();
  } else if (rest.starts_with(kComment)) {
    lexer.comment();
  } else if (rest.starts_with("<!")) {
    lexer.fail(rest.data(), "<! is not the start of a comment or CDATA section");
  } else {
    lexer.start_tag(tag);
  }
  return lexer.fault();
}

}  // namespace

void refuse(const Source& source, const std::string& reason) {
  throw FeedError(fmt::format("{}:{}: {}", source.label, source.window.position().line, reason));
}

void refuse(const Source& source, const Fault& fault) {
  const std::string_view rest = source.window.rest();
  Position where = source.window.position();
  where.pass(rest.substr(0, static_cast<std::size_t>(fault.at - rest.data())));
  throw FeedError(
      fmt::format("{}:{}: column {}: {}", source.label, where.line, where.column, fault.reason));
}

void refuse_incomplete(const Source& source, const std::string& reason) {
  Position end = source.window.position();
  end.pass(source.window.rest());
  throw IncompleteFeed(fmt::format("{}:{}: {}", source.label, end.line, reason));
}

void refuse_ahead(const Source& source, Ahead ahead) {
  if (ahead == Ahead::doctype) refuse(source, "a document type declaration is not accepted");
  if (ahead == Ahead::stray) refuse(source, explain(source.window.rest()));
  const std::string_view rest = source.window.rest();
  if (ahead == Ahead::end_tag || ahead == Ahead::start_tag) {
    const std::string_view tag = rest.substr(0, rest.find('>', 1));
    refuse(source, fmt::format("unexpected tag {}>", excerpt(tag)));
  }
  const std::string_view line = rest.substr(0, rest.find_first_of("\r\n<", 1));
  refuse(source, fmt::format("text outside of a record: \"{}\"", excerpt(line)));
}

Ahead skip_misc(Source& source) {
  for (;;) {
    skip_blanks(source.window);
    const bool complete = source.window.complete();
    Ahead ahead = look(source.window.rest());
    if (ahead == Ahead::nothing && !complete) return Ahead::unknown;
    if (ahead == Ahead::comment || ahead == Ahead::instruction) {
      ahead = skip_piece(source, ahead);
      if (ahead == Ahead::comment) continue;
    }
    if (ahead == Ahead::unknown && complete) {
      refuse_incomplete(source, "the file ends inside a comment or other markup");
    }
    return ahead;
  }
}

}  // namespace roster::sis
