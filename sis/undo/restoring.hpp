// Restoring: puts users back as they were before a job, and decides who can be.
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sis/undo/undo_report.hpp"
#include "users/store/store.hpp"

namespace roster::sis {

inline constexpr std::string_view kIdTaken = "one of its former ids now belongs to another user";

/// The other users who have one of the user's ids.
std::vector<UserId> holders_of_ids(Transaction& transaction, const User& user, UserId id);

class Restoring {
 public:
  Restoring(Transaction& transaction, UndoReport& report)
      : transaction_(transaction), report_(report) {}

  /// The users that are still as the job left them. Reports the others as kept.
  std::unordered_map<UserId, StoredUser> untouched(std::span<const HistoryEntry> entries);
  /// Puts back whose ids are free; the others wait.
  void put_back(std::vector<HistoryEntry> entries);
  /// Puts back who waits: their ids move in rows and rings, so they take them together. Keeps who
  /// would need an id of somebody else.
  void put_back_waiting();

 private:
  Transaction& transaction_;
  UndoReport& report_;
  std::vector<HistoryEntry> waiting_;

  bool is_as_left(const StoredUser& now, const HistoryEntry& entry);
  std::vector<bool> stuck();
  void write(std::span<const HistoryEntry> entries,
             const std::unordered_map<UserId, StoredUser>& now);
};

}  // namespace roster::sis
