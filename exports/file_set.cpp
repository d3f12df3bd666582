#include "exports/file_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <system_error>

#include "exports/presets.hpp"

namespace roster::exports {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = ".partial";
constexpr int kEntriesPerZip = 50;

/// Whose a hidden file is; job 0 when it is none.
Maker maker_of(const std::string& name) {
  if (!name.starts_with('.') || !name.ends_with(kPartial)) return {};
  const char* const end = name.data() + name.size();
  Maker maker;
  std::int64_t file = 0;
  const auto [at, error] = std::from_chars(name.data() + 1, end, maker.job);
  if (error != std::errc{} || at == end || *at != '.') return {};
  const char* const behind = std::from_chars(at + 1, end, file).ptr;
  if (behind != end) std::from_chars(behind + 1, end, maker.fence);
  return maker;
}

void make_directory(const fs::path& directory) {
  std::error_code error;
  const bool made = fs::create_directories(directory, error);
  if (error) throw std::system_error(error, "cannot make " + directory.string());
  if (!made) return;
  fs::permissions(directory, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec);
}

/// `a.csv`, `-removed` → `a-removed.csv`.
std::string with_suffix(const std::string& name, std::string_view suffix) {
  const fs::path path = name;
  return path.stem().string() + std::string(suffix) + path.extension().string();
}

}  // namespace

std::string expand_pattern(std::string_view pattern, Day today, JobNumber job) {
  const std::string date = format_day(today);
  std::string day = date;
  std::erase(day, '-');
  std::string out(pattern);
  const std::pair<std::string_view, std::string> kWords[] = {
      {"{date}", date}, {"{day}", day}, {"{job}", std::to_string(job)}};
  for (const auto& [word, value] : kWords)
    for (std::size_t at = out.find(word); at != std::string::npos; at = out.find(word))
      out.replace(at, word.size(), value);
  return out;
}

std::string unknown_word(std::string_view pattern) {
  const std::string rest = expand_pattern(pattern, Day{}, 1);
  const std::size_t open = rest.find('{');
  if (open == std::string::npos) return "";
  return rest.substr(open, rest.find('}', open) - open + 1);
}

FileSet::FileSet(fs::path directory, const Settings& settings, Maker maker, Day today, Names names)
    : directory_(std::move(directory)),
      settings_(settings),
      maker_(maker),
      today_(today),
      names_(names) {
  make_directory(directory_);
}

void FileSet::sweep(Transaction& transaction) {
  for (const auto& entry : fs::directory_iterator(directory_)) {
    const Maker maker = maker_of(entry.path().filename());
    if (maker.job == 0 || maker.fence > maker_.fence) continue;
    if (fs::is_directory(entry.symlink_status())) continue;  // none of ours
    const std::optional<Job> job = transaction.job(maker.job);
    if (maker.job == maker_.job || !job || !job->open) fs::remove(entry.path());
  }
}

bool FileSet::is_zip() const { return form_of(settings_.as).kind == Form::Kind::alma; }

void FileSet::write(std::string_view text) {
  if (is_zip()) {
    if (!zip_) {
      const fs::path path = begin(name(part_ == 0 ? "" : "-" + std::to_string(part_ + 1)));
      remove_leftover(path);
      zip_ = std::make_unique<sis::ZipWriter>(path);
    }
    if (wants_entry_) zip_->entry(fmt::format("users-{:02}.xml", ++entries_));
    wants_entry_ = false;
    zip_->write(text);
    return;
  }
  if (!plain_) plain_ = std::make_unique<OutFile>(begin(name("")));
  plain_->write(text);
}

void FileSet::next() {
  wants_entry_ = true;
  if (entries_ == kEntriesPerZip) end_zip();
}

void FileSet::write_removed(std::string_view text) {
  end_zip();  // the file that is made last
  const fs::path stem =
      fs::path(expand_pattern(file_pattern(settings_), today_, maker_.job)).stem();
  OutFile file(begin(free_name(stem.string() + "-removed.txt", Names::free)));
  made_.back().removed = true;
  file.write(text);
  file.complete();
}

std::vector<Made> FileSet::complete() {
  if (plain_) plain_->complete();
  end_zip();
  if (!made_.empty()) sync_to_disk(directory_);
  return made_;
}

void FileSet::end_zip() {
  if (!zip_) return;
  zip_->complete();
  zip_.reset();
  const fs::path path = directory_ / made_.back().partial;
  constexpr fs::perms kOwnerAndGroup{0640};
  fs::permissions(path, kOwnerAndGroup);
  sync_to_disk(path);
  entries_ = 0;
  ++part_;
}

fs::path FileSet::begin(const std::string& name) {
  const std::string fence = maker_.fence > 0 ? fmt::format(".{}", maker_.fence) : "";
  const std::string partial =
      fmt::format(".{}.{}{}{}", maker_.job, made_.size() + 1, fence, kPartial);
  made_.push_back({partial, name, false, fs::exists(fs::symlink_status(directory_ / name))});
  return directory_ / made_.back().partial;
}

std::string FileSet::name(std::string_view suffix) const {
  return free_name(with_suffix(expand_pattern(file_pattern(settings_), today_, maker_.job), suffix),
                   names_);
}

std::string FileSet::free_name(const std::string& wanted, Names names) const {
  const fs::file_status there = fs::symlink_status(directory_ / wanted);
  if (!fs::exists(there)) return wanted;
  if (names == Names::replaced) {
    if (!fs::is_directory(there)) return wanted;
    throw std::system_error(EISDIR, std::generic_category(),
                            "cannot write " + (directory_ / wanted).string());
  }
  return with_suffix(wanted, fmt::format("-{}", maker_.job));
}

}  // namespace roster::exports
