#include "users/jobs/crash_mark.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <climits>
#include <cstring>
#include <string>

namespace roster {
namespace {

namespace fs = std::filesystem;

// The handler only reads these variables: CrashWatch builds the path in advance.
std::array<char, PATH_MAX> mark_path{};
std::atomic<bool> armed{false};
std::array<char, 64 * 1024> handler_stack{};  // the crash may be a stack overflow

fs::path crashes_file(const fs::path& reports, JobNumber number) {
  return reports / ('.' + std::to_string(number) + ".crashes");
}

extern "C" void leave_mark(int signal) {
  if (armed.exchange(false)) {
    const int fd = ::open(mark_path.data(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (fd >= 0) {
      [[maybe_unused]] const ssize_t written = ::write(fd, "x", 1);
      ::fsync(fd);
      ::close(fd);
    }
  }
  ::raise(signal);  // SA_RESETHAND removed the handler: the default action ends the process
}

}  // namespace

void mark_crashes() {
  stack_t stack{};
  stack.ss_sp = handler_stack.data();
  stack.ss_size = handler_stack.size();
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_handler = leave_mark;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL})
    ::sigaction(signal, &action, nullptr);
}

std::uintmax_t count_crashes(const fs::path& reports, JobNumber number) {
  std::error_code none;
  const std::uintmax_t size = fs::file_size(crashes_file(reports, number), none);
  return none ? 0 : size;
}

CrashWatch::CrashWatch(const fs::path& reports, JobNumber number) {
  const std::string path = fs::absolute(crashes_file(reports, number)).string();
  if (path.size() >= mark_path.size()) return;
  std::memcpy(mark_path.data(), path.c_str(), path.size() + 1);
  armed = true;
}

CrashWatch::~CrashWatch() { armed = false; }

void forget_crashes(const fs::path& reports, JobNumber number) {
  std::error_code ignored;  // usually the file does not exist
  fs::remove(crashes_file(reports, number), ignored);
}

}  // namespace roster
