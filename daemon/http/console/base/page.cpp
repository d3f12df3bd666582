#include "daemon/http/console/base/page.hpp"

#include <array>

#include "daemon/accounts/api_key.hpp"
#include "daemon/version.hpp"
#include "embedded/console_css.hpp"
#include "embedded/htmx_js.hpp"
#include "purge/ledger/hmac.hpp"

namespace roster::http {
namespace {

struct Asset {
  std::string name;  // `console-0123456789abcdef.css`
  std::string_view type, bytes;
};

Asset named(std::string_view stem, std::string_view ending, std::string_view type,
            std::string_view bytes) {
  constexpr std::size_t kDigits = 16;
  const std::string digest = purge::to_hex(api_key_digest(bytes)).substr(0, kDigits);
  return {std::string(stem) + "-" + digest + std::string(ending), type, bytes};
}

const Asset& style() {
  static const Asset kStyle =
      named("console", ".css", "text/css;charset=UTF-8", embedded::console_css);
  return kStyle;
}

const Asset& script() {
  static const Asset kScript =
      named("htmx", ".js", "text/javascript;charset=UTF-8", embedded::htmx_js);
  return kScript;
}

struct Section {
  std::string_view address, name;
};
constexpr std::array kSections{
    Section{"/", "Overview"},
    Section{"/jobs", "Jobs"},
    Section{"/dry-run", "Dry run"},
    Section{"/users", "Users"},
    Section{"/purge", "Purge"},
    Section{"/intake", "Intake"},
    Section{"/obligations", "Obligations"},
    Section{"/exports", "Exports"},
    Section{"/schedule", "Schedule"},
    Section{"/ledger", "Ledger"},
    Section{"/configuration", "Configuration"},
    Section{"/done", "Who did what"},
};

// No eval, no style element of its own (the content security policy forbids both), and no page with
// a person in it is kept in the browser.
constexpr std::string_view kHtmxConfig =
    R"({"allowEval":false,"includeIndicatorStyles":false,"historyCacheSize":0,)"
    R"("refreshOnHistoryMiss":true,"selfRequestsOnly":true,"scrollIntoViewOnBoost":false})";

void head(Html& html, const Page& page) {
  html.in("head", [&] {
    html.single("meta", {{"charset", "utf-8"}});
    html.leaf("title", page.title + " · Roster");
    html.single("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    html.single("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    html.single("meta", {{"name", "htmx-config"}, {"content", kHtmxConfig}});
    html.single("link", {{"rel", "icon"}, {"href", "data:,"}});
    html.single("link", {{"rel", "stylesheet"}, {"href", "/assets/" + style().name}});
    html.leaf("script", {{"src", "/assets/" + script().name}, {"defer", ""}}, "");
  });
}

void navigation(Html& html, const Page& page) {
  html.in("nav", {{"aria-label", "Pages"}}, [&] {
    html.in("ul", [&] {
      for (const Section& section : kSections)
        html.in("li", [&] {
          html.leaf("a",
                    {{"href", section.address},
                     when(page.section == section.address, {"aria-current", "page"})},
                    section.name);
        });
    });
  });
}

void foot(Html& html, const Visitor& visitor) {
  html.in("footer", [&] {
    html.in("p", [&] {
      if (visitor.account.empty())
        html.text("Nobody is signed in.");
      else
        html.text("You are ")
            .leaf("b", visitor.account)
            .text(" (" + std::string(to_string(visitor.role)) + ").");
      html.text(" Roster " + std::string(kVersion) + ". Help: docs/console.md, or ")
          .leaf("code", "man rosterctl")
          .text(" on the server: it can do all that is done here.");
    });
  });
}

void body(Html& html, const Page& page, const Visitor& visitor) {
  html.in("body", [&] {
    html.leaf("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to content");
    html.in("header", [&] {
      html.leaf("a", {{"class", "brand"}, {"href", "/"}}, "Roster");
      if (visitor.may(Role::viewer)) navigation(html, page);
    });
    html.leaf("p", {{"id", "news"}, {"role", "status"}}, page.news);
    html.in("main", {{"id", "main"}, {"tabindex", "-1"}}, [&] {
      html.leaf("h1", page.title);
      html.add(page.main);
    });
    foot(html, visitor);
  });
}

}  // namespace

Response framed(const Page& page, const Visitor& visitor) {
  Html html;
  html.in("html", {{"lang", "en"}}, [&] {
    head(html, page);
    body(html, page, visitor);
  });
  Response response{
      page.status, "text/html;charset=UTF-8", "<!DOCTYPE html>" + html.markup() + "\n", {}};
  add_headers(response);
  return response;
}

Response asset(std::string_view name) {
  for (const Asset* asset : {&style(), &script()})
    if (asset->name == name)
      return {200,
              std::string(asset->type),
              std::string(asset->bytes),
              {{"Cache-Control", "public, max-age=31536000, immutable"},
               {"X-Content-Type-Options", "nosniff"}}};
  return plain_response(404, "there is no such file\n");
}

void add_headers(Response& response) {
  response.headers.emplace_back(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.emplace_back("Cache-Control", "no-store");
}

Response redirect(const std::string& location) {
  Response response{303, {}, {}, {{"Location", location}}};
  add_headers(response);
  return response;
}

}  // namespace roster::http
