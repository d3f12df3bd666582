// Payload of an export: what its row keeps to run it again as it was asked, and what follows its
// commit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exports/settings.hpp"
#include "users/model/job.hpp"

namespace roster::exports {

/// A finished file: its hidden name, and the one it gets after the commit.
struct Made {
  std::string partial, name;
  bool removed = false;   // the list of removed users: no later file repeats it
  bool replaces = false;  // an earlier file of this name was not taken
};

struct ExportPayload {
  Settings settings;
  std::string directory;              // where the files go
  std::optional<std::int64_t> since;  // said by hand: users changed after this revision
  bool full = false;                  // the files hold everybody: they replace earlier ones
  std::vector<Made> files;
  std::int64_t record_limit = 1 << 20;  // most bytes of a record of the sender's
  // What an export of the sender's records knew of its profile's loads (exports/feed.hpp):
  JobNumber seen = 0;           // the last load there was
  std::vector<JobNumber> open;  // loads before it that were not over
};

template <class Fields>
void describe(Fields& fields, Made& made) {
  fields("partial", made.partial);
  fields("name", made.name);
  fields("removed", made.removed);
  fields("replaces", made.replaces);
}

template <class Fields>
void describe(Fields& fields, ExportPayload& payload) {
  fields("settings", payload.settings);
  fields("directory", payload.directory);
  fields("since", payload.since);
  fields("full", payload.full);
  fields("files", payload.files);
  fields("record_limit", payload.record_limit);
  fields("seen", payload.seen);
  fields("open", payload.open);
}

}  // namespace roster::exports
