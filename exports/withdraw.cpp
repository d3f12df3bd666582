#include "exports/withdraw.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "exports/out_file.hpp"
#include "exports/payload.hpp"
#include "exports/presets.hpp"
#include "sis/feed.hpp"
#include "sis/unpack/unpack.hpp"

namespace roster::exports {
namespace {

namespace fs = std::filesystem;

/// A file that is open for reading.
class Reading {
 public:
  explicit Reading(const fs::path& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), path.string());
  }
  ~Reading() { ::close(fd_); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

/// The text without what CSV and JSON put before quotation marks.
std::string without_escapes(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || (c == '"' && out.ends_with('"'))) continue;
    out += c;
  }
  return out;
}

/// In pieces that overlap by more than the longest id.
bool is_mentioned_in(const sis::ReadBytes& read, const Mentions& mentions) {
  constexpr std::size_t kPiece = std::size_t{1} << 20, kOverlap = 4096;
  std::string piece;
  for (std::size_t kept = 0;;) {
    piece.resize(kPiece);
    std::size_t size = kept;
    for (std::size_t got = 1; got > 0 && size < kPiece; size += got)
      got = read({piece.data() + size, kPiece - size});
    if (size == kept) return false;
    piece.resize(size);
    if (mentions(piece) || mentions(without_escapes(piece))) return true;
    kept = std::min(size, kOverlap);
    piece.erase(0, size - kept);
  }
}

bool is_anybody_in(const fs::path& path, const Mentions& mentions) {
  const Reading file(path);
  sis::Limits limits;
  limits.file = limits.unpacked = UINT64_MAX;
  limits.ratio = limits.entries = UINT32_MAX;
  bool found = false;
  try {
    sis::unpack(file.fd(), path.filename(), limits, [&](const sis::Entry& entry) {
      found = found || is_mentioned_in(entry.read, mentions);
    });
  } catch (const sis::FeedError&) {  // what cannot be read cannot be spoken for
    return true;
  }
  return found;
}

bool is_list_of_removed(const std::string& name) {
  return name.find("-removed.") != std::string::npos;
}

bool is_in_line(const std::string& line, const Mentions& mentions) {
  return mentions(line) || mentions(without_escapes(line));
}

/// Calls `visit` for each line, without its break, until it returns false. Who may take the files
/// may put links in their place: none is followed.
void each_line(const fs::path& path, const std::function<bool(const std::string&)>& visit) {
  const Reading file(path);
  std::string text, line;
  for (ssize_t got = 1; got > 0;) {
    text.resize(std::size_t{64} << 10);
    got = ::read(file.fd(), text.data(), text.size());
    if (got < 0) throw std::system_error(errno, std::generic_category(), path.string());
    for (const char c : std::string_view(text).substr(0, static_cast<std::size_t>(got))) {
      if (c != '\n') {
        line += c;
      } else {
        if (!visit(line)) return;
        line.clear();
      }
    }
  }
  if (!line.empty()) visit(line);
}

bool is_in_a_line(const fs::path& path, const Mentions& mentions) {
  bool found = false;
  each_line(path, [&](const std::string& line) {
    found = is_in_line(line, mentions);
    return !found;
  });
  return found;
}

/// A line is a user's; the first one of a table has the names of its columns.
void remove_lines(const fs::path& path, bool has_head, const Mentions& mentions) {
  const fs::path partial = path.parent_path() / ".rest.partial";
  OutFile out(partial);
  std::int64_t left = has_head ? -1 : 0;
  each_line(path, [&](const std::string& line) {
    if (is_in_line(line, mentions)) return true;
    out.write(line + '\n');
    ++left;
    return true;
  });
  out.complete();
  fs::last_write_time(partial, fs::last_write_time(path));  // they are delivered in order of age
  if (left > 0 && fs::exists(path)) {
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
      if (is_list_of_removed(file.name)) {
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
  const auto holds = is_zip ? is_anybody_in : is_in_a_line;
  if (kind.has_ids && !holds(path, mentions)) return;
  // First: what goes is handed on again, also who was taken for somebody else.
  begin_anew(store, path.parent_path().filename());
  if (is_zip || !kind.has_ids)
    fs::remove(path);
  else
    remove_lines(path, kind.form.kind == Form::Kind::table, mentions);
}

void withdraw_from(Store& store, const fs::path& directory, const Mentions& mentions) {
  const MadeFiles made = made_files(store, directory.filename());
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory))
    if (fs::is_regular_file(entry.symlink_status())) files.push_back(entry.path());
  for (const fs::path& file : files) {
    const std::string name = file.filename();
    if (made.lists.contains(name)) continue;
    const auto& known = is_hidden(name) ? made.partials : made.names;
    if (const auto found = known.find(name); found != known.end()) {
      withdraw_file(store, file, found->second, mentions);
    } else if (made.is_taken(name) || is_hidden(name)) {
      fs::remove(file);
    }
  }
}

}  // namespace

void withdraw_files(Store& store, const fs::path& outbox, const Mentions& mentions) {
  if (!fs::is_directory(outbox)) return;
  for (const auto& entry : fs::directory_iterator(outbox))
    if (fs::is_directory(entry.symlink_status())) withdraw_from(store, entry.path(), mentions);
}

}  // namespace roster::exports
