// Row digest: of a table's rows in their order, the same for every engine.
#pragma once

#include <memory>
#include <string>

#include "users/store/copy/rows.hpp"

namespace roster::copying {

class RowDigest {
 public:
  RowDigest();
  ~RowDigest();
  RowDigest(const RowDigest&) = delete;
  RowDigest& operator=(const RowDigest&) = delete;

  void add(const Row& row);
  void add(std::string_view text);
  /// "xxh3-128:" and 32 hex digits.
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace roster::copying
