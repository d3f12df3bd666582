// Entry name: the rules for names of files inside an archive. Nothing is ever written under these
// names. A name that leaves its directory, or imitates another name, shows that the archive was not
// made by an export.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace roster::sis {

enum class EntryKind : std::uint8_t { xml, directory };

/// `FILE!ENTRY`, the label of an entry in messages; a very long name is shortened.
std::string entry_label(const std::string& file, std::string_view name);

/// Why the name is not allowed (`is …`, `has …`: continues a sentence that starts with the name),
/// or nothing. Directories end in a slash.
std::optional<std::string_view> name_problem(std::string_view name);

/// The kind, decided by the name only: a final slash means a directory. Call after name_problem(),
/// which rejects names that are neither.
EntryKind kind_of(std::string_view name);

}  // namespace roster::sis
