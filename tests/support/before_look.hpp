// Lets a test act at the moment when code looks at a file: stat() of chosen files first calls the
// test. What threads would do at any moment happens at the one that matters, every time.
//
// This defines stat() for the whole executable. Include it in only one source file.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace roster::test {

struct Look {
  std::string at;                // the end of the file's name; empty: no file
  std::function<void()> before;  // called once, before the answer
  std::function<void()> after;   // called once, after the answer is found and before it is given
};
inline Look look;

inline void act(std::function<void()>& once) {
  if (const auto work = std::exchange(once, nullptr)) work();
}

}  // namespace roster::test

extern "C" int stat(const char* path, struct stat* found) noexcept {
  using roster::test::look;
  const bool is_watched = !look.at.empty() && std::string_view(path).ends_with(look.at);
  if (is_watched) roster::test::act(look.before);
  const int result = ::fstatat(AT_FDCWD, path, found, 0);
  if (is_watched) roster::test::act(look.after);
  return result;
}
