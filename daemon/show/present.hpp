// Present: shows documents as text for people and as JSON for programs, and returns the exit code.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "daemon/show/change_text.hpp"
#include "daemon/show/document.hpp"

namespace roster {

enum class Format : std::uint8_t { text, json };

using WriteText = std::function<void(std::string_view)>;

inline constexpr std::size_t kDefaultColumns = 100;

/// The requested form of the output.
struct Presentation {
  Format format = Format::text;
  const date::time_zone* zone = nullptr;  // for times in text; required for text
  WriteText write;
  WriteText write_file;                   // of what is Printed; empty: as all else
  std::size_t columns = kDefaultColumns;  // for tables; 0: as wide as they need
  std::size_t line_columns = 0;           // for other lines; 0: as long as they are
  Colour colour = Colour::no;
};

/// Shows a document in the requested format, and returns the exit code. Exceptions of the
/// document's functions propagate.
Exit present(const Document& document, const Presentation& presentation);

/// The two renderers. JSON output is one document and a line break.
Exit show_text(const Document& document, const Presentation& presentation);
Exit show_json(const Document& document, const WriteText& write);

/// An error for --json: `{"error":{"code":"refused","message":"…"}}` and a line break.
std::string error_json(Exit code, std::string_view message);

}  // namespace roster
