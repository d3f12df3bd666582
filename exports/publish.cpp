// What follows the commit of an export.
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <set>
#include <system_error>

#include "exports/export.hpp"
#include "exports/out_file.hpp"
#include "users/base/file.hpp"

namespace roster::exports {
namespace {

namespace fs = std::filesystem;

/// Only the users of a full export take the place of a file that was not taken yet.
void give_name(const fs::path& partial, const fs::path& name, bool replaces) {
  const bool named = replaces ? ::rename(partial.c_str(), name.c_str()) == 0
                              : rename_to_new(AT_FDCWD, partial, name);
  const int error = errno;
  if (named || (error == ENOENT && !fs::exists(partial))) return;  // or it was done before
  throw std::system_error(error, std::generic_category(), "cannot name " + name.string());
}

/// Files of earlier exports that still have the name they were given.
void remove_replaced(Store& store, const Job& job, const ExportPayload& payload) {
  constexpr std::int64_t kLooked = 1000;
  std::set<std::string> current;
  for (const Made& made : payload.files) current.insert(made.name);
  JobFilter filter;
  filter.kind = JobKind::exporting;
  filter.name = job.name;
  filter.only_with_file = true;
  filter.limit = kLooked;
  for (const Job& earlier : store.begin(Access::read)->jobs(filter)) {
    if (earlier.number >= job.number || !is_applied(earlier)) continue;
    for (const Made& made : read_payload<ExportPayload>(earlier.payload).files)
      // What was removed stays to be told: no later file repeats it.
      if (!current.contains(made.name) && !made.removed)
        fs::remove(fs::path(payload.directory) / made.name);
  }
}

}  // namespace

void publish_files(Store& store, const Job& job) {
  if (!is_applied(job)) return;
  const auto payload = read_payload<ExportPayload>(job.payload);
  const fs::path directory = payload.directory;
  if (payload.files.empty() && !payload.full) return;
  for (const Made& made : payload.files)
    give_name(directory / made.partial, directory / made.name, payload.full && !made.removed);
  if (payload.full) remove_replaced(store, job, payload);
  sync_to_disk(directory);
}

}  // namespace roster::exports
