#include "users/store/sql/digest_pages.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace roster {
namespace {

constexpr std::int64_t kPerPage = 2048;
constexpr std::size_t kPageBytes = kPerPage * sizeof(Digest);
constexpr std::size_t kMostHeld = 65536;  // changes in memory: 1.5 MiB
constexpr std::int64_t kMostAside = 131072;

static_assert(sizeof(Digest) == 16 && std::endian::native == std::endian::little,
              "digests are stored as they lie in memory");

std::int64_t page_of(UserId id) { return id / kPerPage; }
std::size_t place_of(UserId id) { return static_cast<std::size_t>(id % kPerPage); }

}  // namespace

void DigestPages::set(UserId id, const Digest& digest) {
  changes_.push_back({id, digest});
  if (changes_.size() >= kMostHeld) write_pages();
}

void DigestPages::set_digests(std::span<const std::pair<UserId, Digest>> digests) {
  for (const auto& [id, digest] : digests) set(id, digest);
}

void DigestPages::digests(const std::function<void(UserId, const Digest&)>& visit) {
  flush();
  const std::set<UserId> damaged = documents_.damaged();
  if (damaged.empty()) return visit_all(visit);
  visit_all([&](UserId id, const Digest& digest) {
    if (!damaged.contains(id)) visit(id, digest);
  });
}

void DigestPages::visit_all(const std::function<void(UserId, const Digest&)>& visit) {
  Changes aside;
  if (!read_aside(aside)) return;
  sort(aside);
  auto change = aside.begin();
  const auto visit_changes = [&](std::int64_t before_page) {
    for (; change != aside.end() && page_of(change->id) < before_page; ++change)
      visit(change->id, change->digest);
  };
  std::vector<Digest> page(kPerPage);
  auto query = database_.stream("SELECT page, digests FROM digest_pages ORDER BY page");
  while (query.step()) {
    const std::int64_t number = query.integer(0);
    visit_changes(number);
    read_page(query.blob(1), page);
    for (; change != aside.end() && page_of(change->id) == number; ++change)
      page[place_of(change->id)] = change->digest;
    UserId id = number * kPerPage;
    for (const Digest& digest : page) {
      if (digest) visit(id, digest);
      ++id;
    }
  }
  visit_changes(std::numeric_limits<std::int64_t>::max());
}

void DigestPages::flush() {
  if (changes_.empty()) return;
  const auto count = static_cast<std::int64_t>(changes_.size());
  const bool clears = std::any_of(changes_.begin(), changes_.end(),
                                  [](const Change& change) { return !change.digest; });
  clears || count_aside() + count > kMostAside || is_aside_damaged() ? write_pages() : put_aside();
}

std::int64_t DigestPages::count_aside() {
  auto query = database_.query("SELECT sum(length(changes)) FROM digest_changes");
  return query.step() ? query.integer(0) / static_cast<std::int64_t>(sizeof(Change)) : 0;
}

bool DigestPages::is_aside_damaged() {
  return database_
      .query("SELECT 1 FROM digest_changes WHERE length(changes) % ?1 != 0",
             static_cast<std::int64_t>(sizeof(Change)))
      .step();
}

/// Returns false when they are damaged: which digests are still valid is then unknown, so none is.
bool DigestPages::read_aside(Changes& changes) {
  if (is_aside_damaged()) return false;
  auto query = database_.query("SELECT changes FROM digest_changes ORDER BY number");
  while (query.step()) {
    const std::string_view bytes = query.blob(0);
    const std::size_t before = changes.size();
    changes.resize(before + bytes.size() / sizeof(Change));
    if (!bytes.empty()) std::memcpy(&changes[before], bytes.data(), bytes.size());
  }
  return true;
}

void DigestPages::put_aside() {
  const sql::Blob blob{
      {reinterpret_cast<const char*>(changes_.data()), changes_.size() * sizeof(Change)}};
  database_.run(
      "INSERT INTO digest_changes SELECT coalesce(max(number), 0) + 1, ?1 FROM digest_changes",
      blob);
  changes_.clear();
}

/// Writes all changes to their pages.
void DigestPages::write_pages() {
  Changes changes;
  if (!read_aside(changes)) {
    database_.run("DELETE FROM digest_pages");
    changes.clear();
  }
  changes.insert(changes.end(), changes_.begin(), changes_.end());
  sort(changes);
  for (auto change = changes.begin(); change != changes.end();) {
    const std::int64_t number = page_of(change->id);
    std::vector<Digest> page(kPerPage);
    {
      auto query = database_.query("SELECT digests FROM digest_pages WHERE page = ?1", number);
      if (query.step()) read_page(query.blob(0), page);
    }
    for (; change != changes.end() && page_of(change->id) == number; ++change)
      page[place_of(change->id)] = change->digest;
    write_page(number, page);
  }
  database_.run("DELETE FROM digest_changes");
  changes_.clear();
}

/// A damaged page has no digests: its users are read again by their next load.
void DigestPages::read_page(std::string_view bytes, std::vector<Digest>& page) {
  if (bytes.size() == kPageBytes)
    std::memcpy(page.data(), bytes.data(), kPageBytes);
  else
    std::fill(page.begin(), page.end(), Digest{});
}

void DigestPages::write_page(std::int64_t number, const std::vector<Digest>& page) {
  const sql::Blob blob{{reinterpret_cast<const char*>(page.data()), kPageBytes}};
  database_.run(
      "INSERT INTO digest_pages VALUES (?1, ?2)"
      " ON CONFLICT (page) DO UPDATE SET digests = excluded.digests",
      number, blob);
}

/// Sorts by id; keeps only the last change of each user.
void DigestPages::sort(Changes& changes) {
  const auto by_id = [](const Change& left, const Change& right) { return left.id < right.id; };
  std::stable_sort(changes.begin(), changes.end(), by_id);
  const auto same = [](const Change& left, const Change& right) { return left.id == right.id; };
  const auto last = std::unique(changes.rbegin(), changes.rend(), same).base();
  changes.erase(changes.begin(), last);
}

}  // namespace roster
