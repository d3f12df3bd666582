// Mentioned: whom a file in the outbox mentions. Other accounts may change what lies there: no link
// is followed, no pipe is waited for, and memory is bounded by the longest line.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace roster::exports {

/// Does a text mention somebody who was removed?
using Mentions = std::function<bool(std::string_view)>;

/// No line of an export's file is longer: a user in JSON, from a record of a MiB.
inline constexpr std::size_t kLongestLine = std::size_t{16} << 20;

/// Calls `visit` for each line, without its break, until it returns false. Returns false when a
/// line is longer than kLongestLine: it and the rest are not visited. All here throw
/// std::system_error.
bool each_line(const std::filesystem::path& path,
               const std::function<bool(const std::string&)>& visit);

/// As it stands, or without what CSV and JSON put before quotation marks.
bool is_in_line(const std::string& line, const Mentions& mentions);

/// Also true when the file is none that Roster writes: what cannot be read cannot be spoken for.
bool is_anybody_in_lines(const std::filesystem::path& path, const Mentions& mentions);
bool is_anybody_in_zip(const std::filesystem::path& path, const Mentions& mentions);

}  // namespace roster::exports
