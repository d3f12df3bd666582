#include "users/store/url.hpp"

#include <algorithm>
#include <array>

namespace roster {

namespace {

constexpr std::string_view kSqlite = "sqlite:", kPostgres = "postgresql://";

/// Settings that hold no secret. Others are not shown: libpq may learn new ones.
constexpr std::array<std::string_view, 14> kShown = {"host",
                                                     "hostaddr",
                                                     "port",
                                                     "user",
                                                     "dbname",
                                                     "passfile",
                                                     "sslmode",
                                                     "sslrootcert",
                                                     "sslcert",
                                                     "sslkey",
                                                     "gssencmode",
                                                     "connect_timeout",
                                                     "application_name",
                                                     "target_session_attrs"};
template <class List>
bool has(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

struct Server {
  std::string_view user;      // without the password
  bool has_password = false;  // in front of the hosts
  std::string_view hosts;     // and the database's name
  std::string_view settings;  // behind the ?
};

/// Everything up to the last @ before the path can be a part of a password that was not encoded.
Server split(std::string_view url) {
  Server server;
  std::string_view rest = url.substr(kPostgres.size());
  const auto at = rest.substr(0, rest.find('/')).rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view account = rest.substr(0, at);
    const auto colon = account.find(':');
    server.user = account.substr(0, colon);
    server.has_password = colon != std::string_view::npos && colon + 1 < account.size();
    rest.remove_prefix(at + 1);
  }
  const auto question = rest.find('?');
  server.hosts = rest.substr(0, question);
  if (question != std::string_view::npos) server.settings = rest.substr(question + 1);
  return server;
}

bool is_port(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A password in which / was not encoded looks like a host, its port and a database.
bool may_hide_password(std::string_view hosts) {
  const auto slash = hosts.find('/');
  if (slash != std::string_view::npos && hosts.find('@', slash) != std::string_view::npos)
    return true;
  std::string_view rest = hosts.substr(0, slash);
  while (!rest.empty()) {
    const std::string_view host = rest.substr(0, rest.find(','));
    const auto colon = host.find(':', host.starts_with('[') ? host.find(']') : 0);
    if (colon != std::string_view::npos && !is_port(host.substr(colon + 1))) return true;
    rest.remove_prefix(std::min(host.size() + 1, rest.size()));
  }
  return false;
}

/// Visits each key=value.
template <class Visit>
void for_settings(std::string_view settings, const Visit& visit) {
  while (!settings.empty()) {
    const std::string_view one = settings.substr(0, settings.find('&'));
    visit(one.substr(0, one.find('=')), one);
    settings.remove_prefix(std::min(one.size() + 1, settings.size()));
  }
}

}  // namespace

std::optional<StoreKind> store_kind(std::string_view url) {
  if (url == "sqlite::memory:") return StoreKind::memory;
  if (url.starts_with(kSqlite) && url.size() > kSqlite.size()) return StoreKind::file;
  if (url.starts_with(kPostgres) && url.size() > kPostgres.size()) return StoreKind::server;
  return std::nullopt;
}

std::optional<std::string> store_file(std::string_view url) {
  if (store_kind(url) != StoreKind::file) return std::nullopt;
  return std::string(url.substr(kSqlite.size()));
}

std::string shown_url(std::string_view url) {
  const std::optional<StoreKind> kind = store_kind(url);
  // perhaps a slip in its name, or settings as libpq takes them without a URL
  if (!kind && url.find_first_of("@=") != std::string_view::npos) return "…";
  if (kind != StoreKind::server) return std::string(url);
  const Server server = split(url);
  std::string shown(kPostgres);
  if (may_hide_password(server.hosts)) return shown + "…";
  if (!server.user.empty()) shown += std::string(server.user) + '@';
  shown += server.hosts;
  char before = '?';
  for_settings(server.settings, [&](std::string_view key, std::string_view setting) {
    if (!has(kShown, key)) return;
    (shown += before) += setting;
    before = '&';
  });
  return shown;
}

bool holds_password(std::string_view url) {
  if (store_kind(url) != StoreKind::server) return false;
  const Server server = split(url);
  bool holds = server.has_password || may_hide_password(server.hosts);
  // A key can be written with %xx: what is not known to be harmless counts.
  for_settings(server.settings, [&](std::string_view key, std::string_view) {
    holds = holds || key == "password" || key == "sslpassword" ||
            key.find('%') != std::string_view::npos;
  });
  return holds;
}

}  // namespace roster
