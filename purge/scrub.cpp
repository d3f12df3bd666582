#include "purge/scrub.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include "purge/report_text.hpp"
#include "users/jobs/report.hpp"

namespace roster::purge {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kErased = "(erased)";

bool is_number(const std::string& name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

/// Does a character stand in ids, so that a word of a message goes on?
bool in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') || std::string_view("_-+.@/").find(c) != std::string::npos;
}

std::set<JobNumber> completed_purges(Transaction& transaction) {
  JobFilter filter;
  std::set<JobNumber> numbers;
  for (const JobKind kind : {JobKind::purge, JobKind::remove}) {
    filter.kind = kind;
    for (const Job& job : transaction.jobs(filter)) {
      if (is_completed(job.status) && job.dry_run == DryRun::no) numbers.insert(job.number);
    }
  }
  return numbers;
}

}  // namespace

void Scrubber::add(std::span<const StoredUser> users) {
  for (const StoredUser& stored : users) {
    ids_.insert(fold_primary_id(stored.user.primary_id));
    for (const Identifier& identifier : stored.user.user_identifiers) {
      ids_.insert(fold_primary_id(identifier.value));
    }
  }
}

void Scrubber::add_earlier_purges(Transaction& transaction) {
  for (const JobNumber number : completed_purges(transaction)) {
    std::ifstream file(report_directory(reports_, number) / "users.ndjson");
    for (std::string line; std::getline(file, line);) {
      if (text_of(line, "outcome") != "purged") continue;
      const std::string id = text_of(line, "primary_id");
      if (!id.empty() && id != kErased) ids_.insert(fold_primary_id(id));
    }
  }
}

bool Scrubber::is_erased(std::string_view id) const { return ids_.contains(fold_primary_id(id)); }

bool Scrubber::mentions_erased(std::string_view text) const {
  if (is_erased(text)) return true;
  for (std::size_t at = 0; at < text.size();) {
    const auto* begin = std::find_if(text.begin() + at, text.end(), in_word);
    const auto* end = std::find_if_not(begin, text.end(), in_word);
    std::string_view word(begin, static_cast<std::size_t>(end - begin));
    if (is_erased(word)) return true;
    while (word.ends_with('.')) word.remove_suffix(1);
    if (is_erased(word)) return true;
    at = static_cast<std::size_t>(end - text.begin());
  }
  return false;
}

std::string Scrubber::scrub(std::string_view line) const {
  return replace_texts(line, [this](std::string_view key, const std::string& text) {
    const bool hit =
        (key == "primary_id" && is_erased(text)) || (key == "message" && mentions_erased(text));
    return hit ? std::string(kErased) : text;
  });
}

void Scrubber::run() const {
  if (ids_.empty() || !fs::exists(reports_)) return;
  for (const fs::directory_entry& entry : fs::directory_iterator(reports_)) {
    const fs::path lines = entry.path() / "users.ndjson";
    if (!is_number(entry.path().filename().string()) || !fs::exists(lines)) continue;
    rewrite_lines(lines, [this](std::string_view line) { return scrub(line); });
  }
}

}  // namespace roster::purge
