#include "exports/withdraw.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>
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
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) {
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

bool is_in_a_line(const fs::path& path, const Mentions& mentions) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    if (is_in_line(line, mentions)) return true;
  return false;
}

/// A line is a user's; the first one of a table has the names of its columns.
void remove_lines(const fs::path& path, bool has_head, const Mentions& mentions) {
  const fs::path partial = path.parent_path() / ".rest.partial";
  OutFile out(partial);
  std::ifstream in(path);
  std::int64_t left = has_head ? -1 : 0;
  for (std::string line; std::getline(in, line);) {
    if (is_in_line(line, mentions)) continue;
    out.write(line + '\n');
    ++left;
  }
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

/// The files that the applied jobs of one export made, and the form of each.
struct MadeFiles {
  std::map<std::string, Preset> names, partials;
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
      made.names[file.name] = payload.settings.as;
      made.partials[file.partial] = payload.settings.as;
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

void withdraw_zip(Store& store, const fs::path& path, const Mentions& mentions) {
  if (!is_anybody_in(path, mentions)) return;
  begin_anew(store, path.parent_path().filename());  // first: what goes is handed on again
  fs::remove(path);
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
      const Form form = form_of(found->second);
      if (form.kind == Form::Kind::alma)
        withdraw_zip(store, file, mentions);
      else if (is_in_a_line(file, mentions))
        remove_lines(file, form.kind == Form::Kind::table, mentions);
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
