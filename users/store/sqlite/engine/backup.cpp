#include "users/store/sqlite/engine/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "users/store/error.hpp"
#include "users/store/sqlite/engine/instance_lock.hpp"
#include "users/store/sqlite/engine/sqlite.hpp"

namespace roster {

namespace {

/// Closes its descriptor in the destructor.
class File {
 public:
  File(const std::string& path, int flags, const std::string& name)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)), name_(name) {
    if (fd_ < 0) throw StoreError(name_ + ": cannot open: " + std::strerror(errno));
  }
  ~File() { ::close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void to_disk() const {
    if (::fsync(fd_) != 0) throw StoreError(name_ + ": cannot write: " + std::strerror(errno));
  }

 private:
  int fd_;
  std::string name_;
};

void check(sqlite::Database& copy) {
  auto query = copy.query("PRAGMA integrity_check(1)");
  if (!query.step() || query.text(0) != "ok")
    throw StoreError(copy.name() + ": the copy is damaged");
}

}  // namespace

void backup_sqlite(const std::string& from, const std::string& to,
                   const std::function<void(double)>& on_share) {
  if (!std::filesystem::is_regular_file(from))
    throw StoreMissing("sqlite:" + from + ": there is no store");
  const std::string name = "sqlite:" + to;
  { const File made(to, O_RDWR | O_CREAT, name); }
  {
    sqlite::Database source(from, "sqlite:" + from, sqlite::Mode::read);
    sqlite::Database copy(to, name, sqlite::Mode::write);
    source.execute("BEGIN");  // what is committed now, whoever commits meanwhile
    source.has_rows("sqlite_schema");
    source.copy_to(copy, [&](std::uint64_t done, std::uint64_t of) {
      if (on_share) on_share(static_cast<double>(done) / static_cast<double>(of));
    });
    copy.query("PRAGMA journal_mode = delete")
        .step();  // one file, whatever the store has beside it
    check(copy);
  }
  File(to, O_RDONLY, name).to_disk();
}

void replace_sqlite(const std::string& given, const std::string& from, const std::string& kept) {
  const std::string path = std::filesystem::weakly_canonical(given).string();
  const std::string name = "sqlite:" + given;
  const InstanceLock lock(path + ".lock", name);
  try {
    if (std::filesystem::exists(path))
      sqlite::Database(path, name, sqlite::Mode::write).execute("PRAGMA wal_checkpoint(TRUNCATE);");
  } catch (const StoreError&) {
    // keeps a damaged store unchanged, with its log
  }
  try {
    for (const char* side : {"", "-wal", "-shm", "-journal"})
      if (std::filesystem::exists(path + side)) std::filesystem::rename(path + side, kept + side);
    std::filesystem::rename(from, path);
  } catch (const std::filesystem::filesystem_error& error) {
    throw StoreError(name + ": cannot be replaced: " + error.code().message());
  }
  File(std::filesystem::path(path).parent_path(), O_RDONLY | O_DIRECTORY, name).to_disk();
}

}  // namespace roster
