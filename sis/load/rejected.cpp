#include "sis/load/rejected.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "users/base/file.hpp"

namespace roster::sis {

namespace {

constexpr const char* kName = "rejected.txt";

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), "cannot write " + path.string());
}

}  // namespace

void write_rejected(const std::filesystem::path& report, std::span<const std::uint64_t> records) {
  if (records.empty()) return;
  const std::filesystem::path path = report / kName;
  std::ofstream out(path, std::ios::trunc);
  for (const std::uint64_t number : records) out << number << '\n';
  out.close();
  const int fd = out ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : -1;
  if (fd < 0) fail(path);
  sync_and_close(fd, path);
}

std::optional<std::vector<std::uint64_t>> read_rejected(const std::filesystem::path& report) {
  std::vector<std::uint64_t> numbers;
  std::error_code unreadable;
  if (!std::filesystem::exists(report / kName, unreadable)) {
    if (unreadable) return std::nullopt;
    return numbers;
  }
  std::ifstream in(report / kName);
  for (std::uint64_t number = 0; in >> number;) {
    if (number == 0) return std::nullopt;
    numbers.push_back(number);
  }
  if (!in.eof()) return std::nullopt;
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace roster::sis
