// Entry name: what a file inside an archive may be called. Nothing is ever written under these
// names; a name that tries to leave its directory, or to look like another, tells an archive that
// was not made by an export.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace roster::sis {

enum class EntryKind : std::uint8_t { xml, directory };

/// `FILE!ENTRY`, the label of everything said about an entry; a very long name is cut.
std::string entry_label(const std::string& file, std::string_view name);

/// What is wrong with the name (`is …`, `has …`: the rest of a sentence that begins with it), or
/// nothing. Directories end in a slash.
std::optional<std::string_view> name_problem(std::string_view name);

/// Told by the name alone: a final slash makes a directory. Call after name_problem(), which
/// refuses everything that is neither.
EntryKind kind_of(std::string_view name);

}  // namespace roster::sis
