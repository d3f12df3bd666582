// Withdraw: what becomes of exported files when people are removed under fully_remove.
//
// - A file that was taken goes at once: it only lies there to be looked at.
// - From a file that was not taken yet, the lines that mention one of them go; a zip goes as a
//   whole, and so does a file without ids. The next export hands on everybody again, without them:
//   a line may have mentioned somebody else of that number.
// - A file that cannot be read to its end goes as a whole: nobody can tell who is in it.
// - A list of removed users stays until it is taken: telling these ids is what it is for.
#pragma once

#include <filesystem>

#include "exports/mentioned.hpp"
#include "users/store/store.hpp"

namespace roster::exports {

/// Withdraws from the files in the directories below `outbox`, also of exports that are not
/// configured any longer. What Roster did not make is left alone, also where it has the name of a
/// file of Roster's: a link, a pipe, a directory. May be repeated. Throws StoreError, and
/// std::system_error for the first file that could not be withdrawn, after all others were.
void withdraw_files(Store& store, const std::filesystem::path& outbox, const Mentions& mentions);

}  // namespace roster::exports
