// Finding text: formats a finding in a file on one line.
#pragma once

#include <string>

#include "sis/load/validate.hpp"

namespace roster {

/// `users.zip!a.xml:1260: user s101: malformed: a bare &`, without a line break.
std::string finding_text(const std::string& file, const sis::Finding& finding);

}  // namespace roster
