// Rejected: which records of a load's file were rejected, kept beside the lines of its report for
// whoever hands the file on without them. Numbers, so that nobody's data stays here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace roster::sis {

/// Rejected records beyond this number are not kept: who hands such a file on learns by the job's
/// count that some are missing.
inline constexpr std::size_t kMostRejectedRecords = 1'000'000;

/// Writes the numbers (ReadRecord::number) into the report's directory; none: no file. Throws
/// std::system_error.
void write_rejected(const std::filesystem::path& report, std::span<const std::uint64_t> records);

/// The numbers of a published report, ascending. Nothing when the file cannot be read to its end.
std::optional<std::vector<std::uint64_t>> read_rejected(const std::filesystem::path& report);

}  // namespace roster::sis
