// Digest pages: DigestStore over the digests of a SQLite store, 2048 to a row. A night changes a
// few on nearly every page; to write them all again would be most of its writing. So changes are
// put aside, a row for each transaction, until they are many or one of them clears a digest: of a
// cleared one nothing may stay. The transaction calls flush() before it commits. Used by users/
// only.
#pragma once

#include <functional>
#include <vector>

#include "users/store/digests.hpp"
#include "users/store/sqlite/engine/documents.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"

namespace roster {

class DigestPages : public virtual DigestStore {
 public:
  DigestPages(sqlite::Database& database, SqliteDocuments& documents)
      : database_(database), documents_(documents) {}

  /// In the order of ids. Damaged rows have none: the record is to be read again.
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

  sqlite::Database& database_;
  SqliteDocuments& documents_;
  Changes changes_;  // since the last flush, oldest first

  std::int64_t count_aside();
  Changes read_aside();
  void put_aside();
  void visit_all(const std::function<void(UserId, const Digest&)>& visit);
  void write_pages();
  void read_page(std::string_view bytes, std::vector<Digest>& page) const;
  void write_page(std::int64_t number, const std::vector<Digest>& page);
  static void sort(Changes& changes);
};

}  // namespace roster
