#include "daemon/ctl/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace roster {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

OutputFile::~OutputFile() {
  if (file_) ::unlink(partial().c_str());
}

void OutputFile::write(std::string_view text) {
  if (!file_) {
    const int fd = ::open(partial().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) fail("cannot create " + path_);
    file_.reset(::fdopen(fd, "wb"));
  }
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size())
    fail("cannot write " + path_);
}

std::string OutputFile::leave() {
  if (!file_) return "";
  file_.reset();
  return partial();
}

void OutputFile::publish() {
  if (!file_) return;
  if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0)
    fail("cannot write " + path_);
  if (::rename(partial().c_str(), path_.c_str()) != 0) fail("cannot create " + path_);
  file_.reset();
}

}  // namespace roster
