// Remedy: explains who can fix a rejection and how, by the report's codes.
#pragma once

#include <string_view>

namespace roster::sis {

/// One or two sentences for the report; empty for an unknown code.
std::string_view remedy_of(std::string_view code);

}  // namespace roster::sis
