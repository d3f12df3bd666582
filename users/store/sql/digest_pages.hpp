// Digest pages: DigestStore on table digest_pages of a SQLite store, 2048 digests to a row. A
// nightly load changes a few digests on nearly every page, so rewriting the pages would be most of
// the writes. Changes therefore go to a side table (a row for each transaction), until there are
// many or one of them clears a digest: clearing rewrites the page, so that no old digest remains on
// disk. The transaction calls flush() before it commits. Used by users/ only.
#pragma once

#include <functional>
#include <vector>

#include "users/store/digests.hpp"
#include "users/store/sql/base/database.hpp"
#include "users/store/sql/base/documents.hpp"

namespace roster {

class DigestPages : public virtual DigestStore {
 public:
  DigestPages(sql::Database& database, SqlDocuments& documents)
      : database_(database), documents_(documents) {}

  /// Ordered by id. Skips damaged rows, so that their records are read again.
  void digests(const std::function<void(UserId, const Digest&)>& visit) override;
  void set_digests(std::span<const std::pair<UserId, Digest>> digests) override;

  /// An empty digest clears.
  void set(UserId id, const Digest& digest);
  void flush();

 private:
  struct Change {
    UserId id = 0;
    Digest digest;
  };
  using Changes = std::vector<Change>;

  sql::Database& database_;
  SqlDocuments& documents_;
  Changes changes_;  // since the last flush, oldest first

  std::int64_t count_aside();
  bool is_aside_damaged();
  bool read_aside(Changes& changes);
  void put_aside();
  void visit_all(const std::function<void(UserId, const Digest&)>& visit);
  void write_pages();
  static void read_page(std::string_view bytes, std::vector<Digest>& page);
  void write_page(std::int64_t number, const std::vector<Digest>& page);
  static void sort(Changes& changes);
};

}  // namespace roster
