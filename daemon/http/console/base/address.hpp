// Address: the addresses of pages, escaped as URLs are.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace roster::http {

/// `path` (which is the program's own) with these parameters; those without a value are left out.
std::string address(std::string_view path,
                    const std::vector<std::pair<std::string_view, std::string>>& parameters = {});

/// The page of a job, of a user.
std::string job_address(std::int64_t number);
std::string user_address(std::string_view primary_id);

}  // namespace roster::http
