// Store URLs: what their text says, without opening anything.
//
//   sqlite:PATH            a file (sqlite::memory: is a store in memory)
//   postgresql://…         a database, as libpq takes it:
//   user:password@host:port,host/name?key=value
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace roster {

enum class StoreKind : std::uint8_t { file, memory, server };

/// Nothing for a text that is no URL of a store.
std::optional<StoreKind> store_kind(std::string_view url);

/// The path in the URL of a file; nothing for any other URL.
std::optional<std::string> store_file(std::string_view url);

/// The URL as messages may show it: of a server's, user, hosts, database and what says where it is
/// and how it is reached; never a password. A URL in which one may stand where none belongs is not
/// shown.
/// Of a text that is no URL of a store, nothing when it may hold one.
std::string shown_url(std::string_view url);

/// Is a password in it?
bool holds_password(std::string_view url);

}  // namespace roster
