// Remedy: who can end a rejection, and how. One table, by the codes of the report.
#pragma once

#include <string_view>

namespace roster::sis {

/// A sentence or two for the report's line; empty for a code that the table does not have.
std::string_view remedy_of(std::string_view code);

}  // namespace roster::sis
