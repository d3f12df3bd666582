// Withdraw: what becomes of exported files when people are removed under fully_remove.
//
// - A file that was taken goes at once: it only lies there to be looked at.
// - From a file that was not taken yet, the lines that mention one of them go; a zip goes as a
//   whole, and so does a file without ids. The next export hands on everybody again, without them:
//   a line may have mentioned somebody else of that number.
// - A list of removed users stays until it is taken: telling these ids is what it is for.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "users/store/store.hpp"

namespace roster::exports {

/// Does a text mention somebody who was removed?
using Mentions = std::function<bool(std::string_view)>;

/// Withdraws from the files in the directories below `outbox`, also of exports that are not
/// configured any longer. Files that Roster did not make are left alone. May be repeated. Throws
/// std::system_error and StoreError.
void withdraw_files(Store& store, const std::filesystem::path& outbox, const Mentions& mentions);

}  // namespace roster::exports
