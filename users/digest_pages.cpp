#include "users/digest_pages.hpp"

#include <bit>
#include <cstring>

namespace roster {
namespace {

constexpr std::int64_t kPerPage = 2048;
constexpr std::size_t kPageBytes = kPerPage * sizeof(Digest);
constexpr std::size_t kMaxChanged = 1024;  // pages held in memory: 32 MiB

static_assert(sizeof(Digest) == 16 && std::endian::native == std::endian::little,
              "digests are stored as they lie in memory");

void read_page(std::string_view bytes, std::vector<Digest>& page,
               const sqlite::Database& database) {
  if (bytes.size() != kPageBytes) {
    throw StoreError(database.name() + ": a page of digests is damaged");
  }
  std::memcpy(page.data(), bytes.data(), kPageBytes);
}

}  // namespace

DigestPages::Page& DigestPages::changed_page(std::int64_t number) {
  const auto found = changed_.find(number);
  if (found != changed_.end()) return found->second;
  if (changed_.size() >= kMaxChanged) flush();
  Page page(kPerPage);
  auto query = database_.query("SELECT digests FROM digest_pages WHERE page = ?1", number);
  if (query.step()) read_page(query.blob(0), page, database_);
  return changed_[number] = std::move(page);
}

void DigestPages::set(UserId id, const Digest& digest) {
  changed_page(id / kPerPage)[static_cast<std::size_t>(id % kPerPage)] = digest;
}

void DigestPages::each(const std::function<void(UserId, const Digest&)>& visit) {
  flush();
  Page page(kPerPage);
  auto query = database_.query("SELECT page, digests FROM digest_pages ORDER BY page");
  while (query.step()) {
    read_page(query.blob(1), page, database_);
    UserId id = query.integer(0) * kPerPage;
    for (const Digest& digest : page) {
      if (digest) visit(id, digest);
      ++id;
    }
  }
}

void DigestPages::flush() {
  for (const auto& [number, page] : changed_) {
    const sqlite::Blob blob{{reinterpret_cast<const char*>(page.data()), kPageBytes}};
    database_.run(
        "INSERT INTO digest_pages VALUES (?1, ?2)"
        " ON CONFLICT (page) DO UPDATE SET digests = excluded.digests",
        number, blob);
  }
  changed_.clear();
}

}  // namespace roster
