// Lists: jobs and users as tables that fit a terminal.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/show/render.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

/// `Lovelace, Ada`; only the last name without a first one.
std::string name_text(const User& user);

/// A line for each job, and below it its counts and message; at most `columns` wide (0: no limit).
std::string render_job_list(std::span<const Job> jobs, const date::time_zone& zone,
                            std::size_t columns);

/// Who would go by a purge, as rows of JobTold::People have it; `columns` wide at most (0: no
/// limit).
std::string render_people(std::span<const Row> people, std::size_t columns);

/// A table of users, written incrementally: the first thousand determine the widths.
class UserTable {
 public:
  UserTable(std::size_t columns, std::function<void(std::string_view)> write)
      : columns_(columns), write_(std::move(write)) {}

  void add(const StoredUser& stored);
  /// Writes the buffered lines; returns the number of users.
  std::int64_t finish();

 private:
  std::size_t columns_;
  std::function<void(std::string_view)> write_;
  std::vector<Row> rows_;  // buffered until the widths are known
  std::optional<Layout> layout_;
  std::int64_t shown_ = 0;

  void begin();
};

}  // namespace roster
