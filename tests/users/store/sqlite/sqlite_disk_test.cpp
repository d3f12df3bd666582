// A store in SQLite on a disk that does not confirm what is written.
#include "tests/users/store/sqlite_fixture.hpp"

namespace roster {
namespace {

using test::plain_user;

/// Makes every fsync that SQLite asks for fail while it is told so. Wraps the system's own file
/// system layer for as long as it lives.
class LyingDisk {
 public:
  LyingDisk() {
    base_ = sqlite3_vfs_find(nullptr);
    vfs_ = *base_;
    vfs_.zName = "lying";
    vfs_.pNext = nullptr;
    vfs_.xOpen = &open;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~LyingDisk() {
    failing_ = false;
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(base_, 1);
  }
  void fail() { failing_ = true; }

 private:
  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
    const int code = base_->xOpen(base_, name, file, flags, out);
    if (code != SQLITE_OK || file->pMethods == nullptr) return code;
    // The store's own file has other methods than its side files, which nobody locks.
    sqlite3_io_methods& methods = (flags & SQLITE_OPEN_MAIN_DB) != 0 ? store_ : side_;
    methods = *file->pMethods;
    sync_ = methods.xSync;
    methods.xSync = [](sqlite3_file* synced, int how) {
      return failing_ ? SQLITE_IOERR_FSYNC : sync_(synced, how);
    };
    file->pMethods = &methods;
    return code;
  }

  static inline sqlite3_vfs* base_ = nullptr;
  static inline sqlite3_vfs vfs_{};
  static inline sqlite3_io_methods store_{}, side_{};
  static inline int (*sync_)(sqlite3_file*, int) = nullptr;
  static inline bool failing_ = false;
};

/// What an attempt to write says; empty when it succeeds.
std::string broken(auto&& attempt) {
  try {
    attempt();
    return "";
  } catch (const StoreBroken& error) {
    return error.what();
  }
}

class SqliteDisk : public test::SqliteStoreTest {
 protected:
  std::string try_to_add(Store& store, const char* id) {
    return broken([&] { add_user(store, plain_user(id)); });
  }
};

TEST_F(SqliteDisk, ThatDoesNotConfirmACommitEndsTheStore) {
  LyingDisk disk;
  {
    auto store = open_store(url_);
    add_user(*store, plain_user("s1"));
    add_user(*store, plain_user("s2"));
    disk.fail();
    EXPECT_EQ(try_to_add(*store, "s3"), url_ + ": disk I/O error");
    EXPECT_EQ(try_to_add(*store, "s3"), url_ + ": the disk did not confirm an earlier write");
    EXPECT_EQ(broken([&] { store->begin(Access::read)->count({}); }),
              url_ + ": the disk did not confirm an earlier write");
  }
}

TEST_F(SqliteDisk, ThatDoesNotConfirmLeavesWhatWasCommittedBefore) {
  {
    LyingDisk disk;
    auto store = open_store(url_);
    add_user(*store, plain_user("s1"));
    add_user(*store, plain_user("s2"));
    disk.fail();
    EXPECT_NE(try_to_add(*store, "s3"), "");
  }
  auto store = open_store(url_);
  auto transaction = store->begin(Access::read);
  EXPECT_TRUE(find_user(*transaction, "s1"));
  EXPECT_TRUE(find_user(*transaction, "s2"));
}

TEST_F(SqliteDisk, ThatDoesNotConfirmAFirstLoadLeavesAnEmptyStore) {
  {
    LyingDisk disk;
    auto store = open_store(url_);
    disk.fail();
    EXPECT_NE(try_to_add(*store, "s1"), "");
  }
  auto store = open_store(url_);
  EXPECT_EQ(store->begin(Access::read)->count({}), 0);
  add_user(*store, plain_user("s1"));
  EXPECT_EQ(store->begin(Access::read)->count({}), 1);
}

}  // namespace
}  // namespace roster
