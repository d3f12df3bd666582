// Reads the section `http`.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/read.hpp"

namespace roster {
namespace {

void read_listen(const YamlValue& value, std::optional<ListenAddress>& target) {
  target.reset();
  if (value.is_word("off")) return;
  const auto* text = value.text();
  if (text == nullptr) return;
  target = parse_listen_address(*text);
  if (!target)
    value.error(
        fmt::format("{} is not a listen address; write unix:/run/roster/http.sock, 127.0.0.1:8080, "
                    "systemd or off",
                    in_quotes(*text)));
}

/// True for a name or an address as in a Host header, without a port.
bool is_host(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return std::all_of(text.begin(), text.end(), plain);
}

void read_hosts(const YamlValue& value, std::vector<std::string>& target) {
  target.clear();
  for (const YamlValue& item : value.items()) {
    const auto* host = item.text();
    if (host == nullptr) continue;
    if (is_host(*host))
      target.push_back(*host);
    else
      item.error(fmt::format("{} is not a host name; write it in lower case, without a port",
                             in_quotes(*host)));
  }
}

/// Reads single addresses, which are compared with the client's address.
void read_proxies(const YamlValue& value, std::vector<std::string>& target) {
  target.clear();
  for (const YamlValue& item : value.items()) {
    const auto* address = item.text();
    if (address == nullptr) continue;
    if (is_numeric_address(*address))
      target.push_back(*address);
    else
      item.error(fmt::format("{} is no IP address", in_quotes(*address)));
  }
}

/// The name of a header, or nothing.
void read_header(const YamlValue& value, std::string& target) {
  const auto* name = value.text(0);
  if (name == nullptr) return;
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (std::all_of(name->begin(), name->end(), plain))
    target = *name;
  else
    value.error(fmt::format("{} is no name of a header", in_quotes(*name)));
}

constexpr YamlKey<RolesConfig> kRoleKeys[] = {
    {"viewer", [](auto& value, auto& roles) { value.read(roles.viewer); }},
    {"operator", [](auto& value, auto& roles) { value.read(roles.operating); }},
    {"approver", [](auto& value, auto& roles) { value.read(roles.approver); }},
};

constexpr YamlKey<HttpConfig> kHttpKeys[] = {
    {"listen", [](auto& value, auto& http) { read_listen(value, http.listen); }},
    {"hosts", [](auto& value, auto& http) { read_hosts(value, http.hosts); }},
    {"trusted_proxies", [](auto& value, auto& http) { read_proxies(value, http.trusted_proxies); }},
    {"user_header", [](auto& value, auto& http) { read_header(value, http.user_header); }},
    {"group_header", [](auto& value, auto& http) { read_header(value, http.group_header); }},
    {"roles", [](auto& value, auto& http) { read_map(value, kRoleKeys, http.roles); }},
    {"four_eyes", [](auto& value, auto& http) { value.read(http.four_eyes); }},
    {"user_groups", [](auto& value, auto& http) { value.read(http.user_groups); }},
};

}  // namespace

void read_http(const YamlValue& value, Config& config) { read_map(value, kHttpKeys, config.http); }

void list_http_keys(std::vector<std::string>& keys) {
  list_keys("http.", kHttpKeys, keys);
  list_keys("http.roles.", kRoleKeys, keys);
}

}  // namespace roster
