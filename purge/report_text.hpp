// Report text: reads and rewrites the texts in the lines of users.ndjson, also in a damaged line;
// all else stays as it stands. Used by purge/ only.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace roster::purge {

/// The first text of this key in a line; empty when there is none.
std::string text_of(std::string_view line, std::string_view key);

/// Returns the line with each text (not keys) replaced by the result of `replace`. Items of an
/// array have the array's key.
std::string replace_texts(
    std::string_view line,
    const std::function<std::string(std::string_view key, const std::string& text)>& replace);

/// Replaces each line of a file by the result of `rewrite`. The file is replaced atomically, and
/// stays untouched when no line differs. Throws std::system_error.
void rewrite_lines(const std::filesystem::path& path,
                   const std::function<std::string(std::string_view line)>& rewrite);

}  // namespace roster::purge
