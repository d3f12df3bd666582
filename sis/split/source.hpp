// Source: a document on its way through the splitter, and how to refuse it; what may stand around
// its elements (blanks, comments, processing instructions) is passed over here.
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

/// Throws FeedError `LABEL:LINE: reason`, for what stands at the beginning of the window's rest.
[[noreturn]] void refuse(const Source& source, const std::string& reason);
/// Throws FeedError `LABEL:LINE: column 7: reason`, for a fault in the window's rest.
[[noreturn]] void refuse(const Source& source, const Fault& fault);
/// Throws IncompleteFeed `LABEL:LINE: reason`; the line is that of the input's end.
[[noreturn]] void refuse_incomplete(const Source& source, const std::string& reason);

/// What stands at the beginning of the window's rest.
enum class Ahead {
  unknown,      // more must be read to tell
  nothing,      // the input ends here
  start_tag,    //
  end_tag,      //
  doctype,      //
  text,         // anything that is no markup
  section,      // a CDATA section
  comment,      //
  instruction,  //
  stray         // `<!` or `<` alone; a damaged comment or instruction
};

/// Passes over blanks and sound comments and processing instructions, so answers neither of these.
/// Never answers `unknown` when the window is complete: an input that ends inside markup is refused
/// as incomplete.
Ahead skip_misc(Source& source);

/// Throws FeedError saying why what is ahead cannot stand around elements: anything but a tag.
[[noreturn]] void refuse_ahead(const Source& source, Ahead ahead);

}  // namespace roster::sis
