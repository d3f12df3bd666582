// Small file: a few lines that a program keeps for its next run. A file that is cut short is never
// seen: it holds what was written last, or what was there before.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace roster {

/// Its lines, without their ends; none when it cannot be read.
std::vector<std::string> read_lines(const std::filesystem::path& file);

/// Makes these its lines. False when they could not be written: what was there stays. They need not
/// outlive a power cut.
bool replace_lines(const std::filesystem::path& file, std::span<const std::string> lines);

}  // namespace roster
