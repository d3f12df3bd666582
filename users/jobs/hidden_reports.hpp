// Hidden reports: the directories of reports that are not published, `.JOB.partial`, or
// `.JOB.FENCE.partial` of a writer with a fence (Store::fence).
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "users/model/job.hpp"

namespace roster {

std::filesystem::path partial_directory(const std::filesystem::path& reports, JobNumber number,
                                        std::int64_t fence);

/// The fences of a job's hidden directories up to `most`, ascending. Throws std::system_error.
std::vector<std::int64_t> fences_of(const std::filesystem::path& reports, JobNumber number,
                                    std::int64_t most);

/// Of who wrote a published report; 0 when nothing tells it.
std::int64_t fence_of(const std::filesystem::path& published);

}  // namespace roster
