// replay PATH…: runs the fuzz target over these files and the files in these directories. A test
// without files is none.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.hpp"

namespace {

std::vector<std::filesystem::path> files_of(const std::vector<std::string>& paths) {
  std::vector<std::filesystem::path> files;
  for (const std::string& path : paths) {
    if (!std::filesystem::is_directory(path))
      files.emplace_back(path);
    else
      for (const auto& entry : std::filesystem::directory_iterator(path)) files.push_back(entry);
  }
  return files;
}

}  // namespace

int main(int count, char** words) {
  const auto files = files_of({words + 1, words + count});
  for (const auto& file : files) {
    std::cout << file.string() << std::endl;  // flushed: a crash is the last file's
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    roster::fuzz::fuzz(bytes);
  }
  std::cout << files.size() << " files\n";
  return files.empty() ? 1 : 0;
}
