// Receipts: which files the target has not taken yet. It renames or removes what it took.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "users/store/store.hpp"

namespace roster::exports {

/// A file that still lies under the name it was given.
struct Untaken {
  std::string file;
  JobNumber job = 0;
  Time since{};  // the end of its job
};

/// Of the export's last thousand jobs that made files, oldest first. A file that replaced an
/// untaken one of the same name waits since that was made.
std::vector<Untaken> untaken_files(Transaction& transaction, const std::string& name);

}  // namespace roster::exports
