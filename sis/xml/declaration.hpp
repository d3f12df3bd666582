// The XML declaration: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`.
#pragma once

#include <string_view>

namespace roster::sis {

/// Is `text`, from `<?xml` to `?>`, written as XML 1.0 wants it? Any version 1.x is read as 1.0;
/// what encoding it names is not judged.
bool is_xml_declaration(std::string_view text);

}  // namespace roster::sis
