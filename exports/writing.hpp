// Writing: the users that were selected, written in the form of the target. The one pass that
// exports as jobs and exports to a pipe share.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "exports/rows.hpp"
#include "exports/selection.hpp"

namespace roster::exports {

/// Where the text goes. Called for the first time when there is something to write.
using Output = std::function<void(std::string_view)>;

/// What came of it.
struct Written {
  std::int64_t processed = 0;  // users that were selected
  std::int64_t exported = 0, rejected = 0;
  std::map<std::pair<std::string, std::string>, std::int64_t> unknown_codes;  // Rows
};

/// Most users of one V.2 file.
inline constexpr std::int64_t kUsersPerFile = 20'000;

struct Listener {
  std::function<void(const StoredUser&, const Problem&)> on_problem;  // the user is left out
  std::function<void()> on_progress;                                  // now and then
  /// Called between two users when a file has as many as the target takes: what follows goes into
  /// the next one. Only for V.2.
  std::function<void()> on_next_file;
  std::int64_t users_per_file = kUsersPerFile;
};

/// Writes the selected users. Nobody to write: nothing is written at all. Throws BadSource.
Written write_users(Transaction& transaction, const Settings& settings, const Selection& selection,
                    Day today, const Output& output, const Listener& listener);

}  // namespace roster::exports
