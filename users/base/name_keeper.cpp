#include "users/base/name_keeper.hpp"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

namespace roster {

namespace {

constexpr char kRename = 'r', kLeave = 'l';

[[noreturn]] void fail(const std::string& name) {
  throw std::system_error(errno, std::generic_category(), "cannot create " + name);
}

/// The keeper's life, which ends with the other process.
[[noreturn]] void keep(int asked, const std::string& from, const std::string& to) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) std::signal(signal, SIG_IGN);
  bool is_over = false;
  for (char what = 0; ::read(asked, &what, 1) == 1;) {
    const int error = what == kRename && ::rename(from.c_str(), to.c_str()) != 0 ? errno : 0;
    is_over = is_over || error == 0;
    if (::write(asked, &error, sizeof error) != sizeof error) break;
  }
  if (!is_over) ::unlink(from.c_str());
  ::_exit(0);
}

}  // namespace

NameKeeper::NameKeeper(std::string from, std::string to) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) fail(to);
  keeper_ = ::fork();
  if (keeper_ == 0) {
    ::close(ends[0]);
    keep(ends[1], from, to);
  }
  const int error = errno;
  ::close(ends[1]);
  to_keeper_ = ends[0];
  if (keeper_ > 0) return;
  ::close(to_keeper_);
  errno = error;
  fail(to);
}

NameKeeper::~NameKeeper() {
  ::close(to_keeper_);
  while (::waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

int NameKeeper::ask(char what) {
  int answer = 0;
  if (::send(to_keeper_, &what, 1, MSG_NOSIGNAL) != 1) return errno;
  for (;;) {
    const ssize_t got = ::read(to_keeper_, &answer, sizeof answer);
    if (got == sizeof answer) return answer;
    if (got >= 0 || errno != EINTR) return EPIPE;
  }
}

int NameKeeper::rename() { return ask(kRename); }

void NameKeeper::leave() { ask(kLeave); }

}  // namespace roster
