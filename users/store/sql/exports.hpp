// Sql exports: ExportStore over the tables exports and departures.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "users/store/exports.hpp"
#include "users/store/sql/base/counter.hpp"
#include "users/store/sql/base/database.hpp"
#include "users/store/stored_user.hpp"

namespace roster {

class SqlExports : public virtual ExportStore {
 public:
  explicit SqlExports(sql::Database& database)
      : database_(database), numbers_(database, "departure") {}

  std::optional<ExportState> export_state(std::string_view name) override;
  void set_export_state(const ExportState& state) override;
  std::vector<Departure> departures(std::string_view name) override;
  void forget_departures(std::string_view name, std::int64_t up_to) override;
  void forget_exports_except(std::span<const std::string> names) override;

  /// Does any export want to hear of removals?
  bool are_departures_noted();
  /// Notes that the user is about to be removed.
  void note_departure(const User& user);
  /// Call before a commit.
  void write_numbers() { numbers_.write_down(); }

 private:
  struct Watcher {
    std::string name, removed_ids;
  };
  sql::Database& database_;
  sql::Counter numbers_;
  std::optional<std::vector<Watcher>> watchers_;  // once they are needed

  const std::vector<Watcher>& watchers();
};

}  // namespace roster
