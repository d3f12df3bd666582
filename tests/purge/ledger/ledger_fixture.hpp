// A store with an erasure ledger, and what changes its file behind its back.
#pragma once

#include "purge/ledger/ledger.hpp"
#include "tests/purge/purge_fixture.hpp"
#include "tests/support/damage.hpp"

namespace roster::purge::test {

class Ledger : public PurgeTest {
 protected:
  std::vector<Erasure> erased(std::string_view id) {
    return find_erasures(*store_->begin(Access::read), key(), id);
  }
  std::optional<std::string> fault() { return verify_ledger(*store_->begin(Access::read), key()); }
  /// Changes the store's file behind its back; put_back() undoes all that.
  void change_file(const std::string& sql) {
    store_->checkpoint();
    store_ = nullptr;
    if (!fs::exists(copy())) fs::copy_file(path(), copy());
    roster::test::execute_sql(path(), sql);
    reopen();
  }
  void put_back() {
    store_ = nullptr;
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(path().string() + end);
    fs::copy_file(copy(), path());
    reopen();
  }
  fs::path copy() const { return directory_.path() / "copy.db"; }

  std::string refusal() {
    try {
      erased("s1");
    } catch (const LedgerError& error) {
      return error.what();
    }
    return "not refused";
  }
};

}  // namespace roster::purge::test
