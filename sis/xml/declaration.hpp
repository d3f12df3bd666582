// The XML declaration: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`.
#pragma once

#include <string_view>

namespace roster::sis {

/// Is `text`, from `<?xml` to `?>`, a valid XML 1.0 declaration? Accepts any version 1.x as 1.0;
/// does not check the encoding name.
bool is_xml_declaration(std::string_view text);

}  // namespace roster::sis
