// Presets: the columns and the form of files that known targets take. Sources: the manuals of each
// target's import; docs/exports.md says which columns each has.
#pragma once

#include <vector>

#include "exports/settings.hpp"
#include "users/base/csv.hpp"

namespace roster::exports {

/// What a file looks like.
struct Form {
  enum class Kind : std::uint8_t {
    table,       // a line of names, then a line for each user
    json_lines,  // a JSON object for each user; points in names lead into it
    ids,         // the first column alone, a line for each user, without a line of names
    alma         // V.2 in zip files
  } kind = Kind::table;
  CsvStyle style = {};
  std::string_view line_end = "\n";
  /// What becomes of a column that nobody in the file has a value for: a target may take a blank
  /// for the wish to wipe what it has.
  enum class Blank : std::uint8_t { kept, left_out } blank = Blank::kept;
  std::string_view extension = "csv";
};

Form form_of(Preset preset);

/// All columns of the export: the preset's, with those of the settings in place of the ones of the
/// same name, and the others behind them.
std::vector<Column> columns_of(const Settings& settings);

/// The pattern of file names: the settings' own, else the preset's.
std::string file_pattern(const Settings& settings);

}  // namespace roster::exports
