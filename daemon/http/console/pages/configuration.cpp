#include <fstream>
#include <regex>

#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/work/check_config.hpp"
#include "users/base/day.hpp"

namespace roster::http {
namespace {

/// A line without what only the daemon may know: the password of a store's address.
std::string without_secrets(const std::string& line) {
  static const std::regex kPassword("(://[^:/@ ]*):[^@ ]*@");
  return std::regex_replace(line, kPassword, "$1:(hidden)@");
}

void problems(Html& html, const std::string& file) {
  const Notice notice = check_configuration(file, Directories::looked_at);
  const bool good = notice.exit == Exit::done;
  section(html, "What a check says now", [&] {
    html.in("ul", {{"class", good ? "items" : "attention"}}, [&] {
      std::string_view text = notice.text;
      while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        html.leaf("li", without_secrets(std::string(text.substr(0, end))));
        text.remove_prefix(std::min(end + 1, text.size()));
      }
    });
  });
}

void file_text(Html& html, const std::string& name) {
  std::ifstream file(name);
  section(html, name, [&] {
    html.in("div", {{"class", "wide"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", name}},
            [&] {
              html.in("ol", {{"class", "source"}}, [&] {
                for (std::string line; std::getline(file, line);)
                  html.leaf("li", without_secrets(line));
              });
            });
  });
}

}  // namespace

Page configuration_page(const Visit& visit) {
  Page page{"Configuration", "/configuration", {}, 200, {}};
  Html& html = page.main;
  const boost::json::object status = visit.status().members;
  html.in("dl", [&] {
    const auto* read = status.if_contains("configuration_read");
    fact(html, "Last read", [&] {
      moment(html, visit.zone(),
             read != nullptr && read->is_string() ? parse_time(std::string(read->as_string()))
                                                  : std::nullopt);
    });
  });
  problems(html, visit.config_file);
  if (visit.visitor.may(Role::operating))
    post_form(html, "/configuration/reload", visit.token,
              [&] { button(html, "Read the configuration again"); });
  file_text(html, visit.config_file);
  return page;
}

}  // namespace roster::http
