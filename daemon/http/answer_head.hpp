// Answer head: the status line and the headers of an answer, as bytes.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/http/message.hpp"

namespace roster::http {

enum class AfterAnswer : std::uint8_t { close, keep_alive };

/// Appends the head of `response`, up to and with the empty line. Content-Length is that of its
/// body, whether it is sent or not.
void append_head(const Response& response, AfterAnswer after, std::string& out);

}  // namespace roster::http
