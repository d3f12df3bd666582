// What a source says users owe, as CSV.
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/memory_file.hpp"
#include "users/base/csv.hpp"
#include "users/model/obligations_file.hpp"

void roster::fuzz::fuzz(std::string_view bytes) {
  const test::MemoryFile file(bytes);
  ::lseek(file.fd(), 0, SEEK_SET);
  std::vector<Obligation> rows;
  try {
    ObligationsReader reader(file.fd(), "circulation.csv", {.file = 1 << 20, .record = 4096});
    while (reader.next(rows, 10)) promise(rows.size() <= 10);
  } catch (const CsvError&) {
  }
}
