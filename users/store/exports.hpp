// Exports: how far each export got, and who was removed since.
//
// An export that wants to hear of removed users names a type of ids; from then on the store notes
// the ids of that type of everybody who is removed, until the export has handed them on. They are
// the only trace of such users besides the erasure ledger.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "users/model/job.hpp"

namespace roster {

/// What an export's last success reached.
struct ExportState {
  std::string name;
  std::int64_t revision = 0;  // the last change that was handed on (HistoryStore::begin_change)
  JobNumber job = 0;
  std::string settings;     // what the files were made by; with others everybody is sent again
  std::string removed_ids;  // `primary_id` or an identifier type; empty: removals are not noted

  friend bool operator==(const ExportState&, const ExportState&) = default;
};

/// An id of somebody who was removed, and what the user was then.
struct Departure {
  std::int64_t number = 0;  // ascending
  std::string id;
  std::string user_group, record_type, profile, status;

  friend bool operator==(const Departure&, const Departure&) = default;
};

class ExportStore {
 public:
  virtual ~ExportStore() = default;

  virtual std::optional<ExportState> export_state(std::string_view name) = 0;
  /// Replaces it. Without removed_ids the departures noted for it are forgotten.
  virtual void set_export_state(const ExportState& state) = 0;
  /// Who was removed and is not forgotten yet, in that order.
  virtual std::vector<Departure> departures(std::string_view name) = 0;
  /// Forgets those up to this number.
  virtual void forget_departures(std::string_view name, std::int64_t up_to) = 0;
  /// Forgets all that is known of exports but these.
  virtual void forget_exports_except(std::span<const std::string> names) = 0;
};

}  // namespace roster
