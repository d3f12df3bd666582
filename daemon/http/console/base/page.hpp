// Page: what a page of the console is made of before it gets its frame: title, navigation, headers.
#pragma once

#include <string>

#include "daemon/http/console/base/html.hpp"
#include "daemon/http/console/base/visitor.hpp"
#include "daemon/http/message.hpp"

namespace roster::http {

struct Page {
  std::string title;    // the heading
  std::string section;  // the address of its entry in the navigation; may be empty
  Html main;
  unsigned status = 200;
  std::string news;  // one short sentence that a screen reader is told after an update
};

/// The whole document, with the headers of every page.
Response framed(const Page& page, const Visitor& visitor);

/// A style sheet or a script, by its name with the digest of its bytes; 404 without one.
Response asset(std::string_view name);

/// Adds what every answer of the console carries: what the browser may load and tell, and that
/// nothing of it is kept.
void add_headers(Response& response);

/// See Other: after a form was taken, the browser gets this page.
Response redirect(const std::string& location);

}  // namespace roster::http
