// Inbox: the files in the drop directories, as they lie there.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/work/given_files.hpp"

namespace roster::http {

struct InboxFile {
  std::string name;
  std::string_view state;  // waiting | handled | failed | held
  Time modified{};
  std::uintmax_t size = 0;
};

struct InboxView {
  std::map<std::string, std::int64_t> counts;  // by state
  std::vector<InboxFile> newest;               // the newest kMost, newest first
  std::string trouble;                         // why it cannot be read; usually empty

  static constexpr std::size_t kMost = 50;
};

InboxView look_at(const std::filesystem::path& directory);

/// Opens a waiting file, under its name. Throws CommandError when it is not there (any more).
void open_waiting(const std::filesystem::path& directory, const std::string& name,
                  GivenFiles& files);

}  // namespace roster::http
