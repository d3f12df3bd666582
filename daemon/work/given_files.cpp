#include "daemon/work/given_files.hpp"

#include <unistd.h>

namespace roster {

GivenFiles::~GivenFiles() {
  for (const auto& [name, file] : files_)
    if (file.fd >= 0) ::close(file.fd);
}

std::optional<GivenFiles::File> GivenFiles::find(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace roster
