#include "exports/withdraw.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "exports/out_file.hpp"
#include "exports/payload.hpp"
#include "exports/presets.hpp"

namespace roster::exports {
namespace {

namespace fs = std::filesystem;

/// A line is a user's; the first one of a table has the names of its columns.
void remove_lines(const fs::path& path, bool has_head, const Mentions& mentions) {
  const fs::path partial = path.parent_path() / ".rest.partial";
  OutFile out(partial);
  std::int64_t left = has_head ? -1 : 0;
  const bool whole = each_line(path, [&](const std::string& line) {
    if (is_in_line(line, mentions)) return true;
    out.write(line + '\n');
    ++left;
    return true;
  });
  out.complete();
  fs::last_write_time(partial, fs::last_write_time(path));  // they are delivered in order of age
  if (whole && left > 0 && fs::exists(path)) {
    fs::rename(partial, path);
  } else {
    fs::remove(path);
    fs::remove(partial);
  }
  sync_to_disk(path.parent_path());
}

/// What is known of a file.
struct Kind {
  Form form;
  bool has_ids = true;  // else nobody can tell whom it is about
};

Kind kind_of(const Settings& settings) {
  Kind kind{form_of(settings.as)};
  const std::vector<Column> columns = columns_of(settings);
  if (kind.form.kind != Form::Kind::alma)
    kind.has_ids = std::any_of(columns.begin(), columns.end(), [](const Column& column) {
      return column.from == "primary_id" || column.from.starts_with("user_identifier");
    });
  return kind;
}

/// The files that the applied jobs of one export made.
struct MadeFiles {
  std::map<std::string, Kind> names, partials;
  std::set<std::string> lists;  // of removed users, under both names

  /// Is it a name that was given, with something behind it that the target put there?
  bool is_taken(const std::string& name) const {
    for (std::size_t point = name.rfind('.'); point != std::string::npos && point > 0;
         point = name.rfind('.', point - 1))
      if (names.contains(name.substr(0, point)) || lists.contains(name.substr(0, point)))
        return true;
    return false;
  }
};

MadeFiles made_files(Store& store, const std::string& name) {
  JobFilter filter;
  filter.kind = JobKind::exporting;
  filter.name = name;
  MadeFiles made;
  for (const Job& job : store.begin(Access::read)->jobs(filter)) {
    if (!is_applied(job)) continue;
    const auto payload = read_payload<ExportPayload>(job.payload);
    for (const Made& file : payload.files) {
      if (file.removed) {
        made.lists.insert({file.name, file.partial});
        continue;
      }
      // The newest job's, where several gave the same name.
      made.names.try_emplace(file.name, kind_of(payload.settings));
      made.partials.try_emplace(file.partial, kind_of(payload.settings));
    }
  }
  return made;
}

/// The next export of this name hands on everybody.
void begin_anew(Store& store, const std::string& name) {
  const auto transaction = store.begin(Access::write);
  std::optional<ExportState> state = transaction->export_state(name);
  if (!state) return;
  state->settings.clear();
  transaction->set_export_state(*state);
  transaction->commit();
}

bool is_hidden(const std::string& name) {
  return name.starts_with('.') && name.ends_with(".partial");
}

void withdraw_file(Store& store, const fs::path& path, const Kind& kind, const Mentions& mentions) {
  const bool is_zip = kind.form.kind == Form::Kind::alma;
  const auto holds = is_zip ? is_anybody_in_zip : is_anybody_in_lines;
  if (kind.has_ids && !holds(path, mentions)) return;
  // First: what goes is handed on again, also who was taken for somebody else.
  begin_anew(store, path.parent_path().filename());
  if (is_zip || !kind.has_ids)
    fs::remove(path);
  else
    remove_lines(path, kind.form.kind == Form::Kind::table, mentions);
}

void withdraw_named(Store& store, const fs::path& file, const MadeFiles& made,
                    const Mentions& mentions) {
  const std::string name = file.filename();
  if (made.lists.contains(name)) return;
  const auto& known = is_hidden(name) ? made.partials : made.names;
  if (const auto found = known.find(name); found != known.end()) {
    withdraw_file(store, file, found->second, mentions);
  } else if (made.is_taken(name) || is_hidden(name)) {
    fs::remove(file);
  }
}

std::vector<fs::path> files_in(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory))
    if (fs::is_regular_file(entry.symlink_status())) files.push_back(entry.path());
  return files;
}

/// Keeps the first trouble with a file, so that the others are withdrawn.
class Withdrawing {
 public:
  Withdrawing(Store& store, const Mentions& mentions) : store_(store), mentions_(mentions) {}

  void from(const fs::path& directory) {
    constexpr int kLooks = 5;
    for (int look = 0; look < kLooks && !look_through(directory); ++look) {
    }
  }

  void complete() const {
    if (trouble_) std::rethrow_exception(trouble_);
  }

 private:
  Store& store_;
  const Mentions& mentions_;
  std::exception_ptr trouble_;

  /// False when the target took a file just then: it has another name now.
  bool look_through(const fs::path& directory) try {
    const MadeFiles made = made_files(store_, directory.filename());
    bool all = true;
    for (const fs::path& file : files_in(directory)) all = one(file, made) && all;
    return all;
  } catch (const fs::filesystem_error&) {
    note();
    return true;
  }

  bool one(const fs::path& file, const MadeFiles& made) try {
    withdraw_named(store_, file, made, mentions_);
    return true;
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return false;
    note();
    return true;
  }

  void note() {
    if (!trouble_) trouble_ = std::current_exception();
  }
};

}  // namespace

void withdraw_files(Store& store, const fs::path& outbox, const Mentions& mentions) {
  if (!fs::is_directory(outbox)) return;
  Withdrawing withdrawing(store, mentions);
  for (const auto& entry : fs::directory_iterator(outbox))
    if (fs::is_directory(entry.symlink_status())) withdrawing.from(entry.path());
  withdrawing.complete();
}

}  // namespace roster::exports
