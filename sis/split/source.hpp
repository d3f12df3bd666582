// Source: the document that the splitter reads, and the functions that reject it. Also skips what
// may surround elements (white space, comments, processing instructions).
#pragma once

#include <string>

#include "sis/feed.hpp"
#include "sis/split/window.hpp"
#include "sis/xml/lexer.hpp"

namespace roster::sis {

struct Source {
  Window window;
  std::string label;  // FILE or FILE!ENTRY
  Limits limits;
};

/// Throws FeedError `LABEL:LINE: reason` for the position at the start of the window's rest.
[[noreturn]] void refuse(const Source& source, const std::string& reason);
/// Throws FeedError `LABEL:LINE: column 7: reason`, for a fault in the window's rest.
[[noreturn]] void refuse(const Source& source, const Fault& fault);
/// Throws IncompleteFeed `LABEL:LINE: reason`; the line is that of the input's end.
[[noreturn]] void refuse_incomplete(const Source& source, const std::string& reason);

/// What the window's rest starts with.
enum class Ahead {
  unknown,      // more input is needed
  nothing,      // the end of the input
  start_tag,    //
  end_tag,      //
  doctype,      //
  text,         // anything but markup
  section,      // a CDATA section
  comment,      //
  instruction,  //
  stray         // `<!` or `<` alone; a damaged comment or instruction
};

/// Skips white space and valid comments and processing instructions, so never returns these. Never
/// returns `unknown` when the window is complete: input that ends inside markup is rejected as
/// incomplete.
Ahead skip_misc(Source& source);

/// Throws FeedError that explains why the markup ahead is not allowed around elements. For anything
/// but a tag.
[[noreturn]] void refuse_ahead(const Source& source, Ahead ahead);

}  // namespace roster::sis
