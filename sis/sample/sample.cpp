#include "sis/sample/sample.hpp"

#include <algorithm>

#include "sis/record/writer_v2.hpp"
#include "sis/sample/parts.hpp"

namespace roster::sis {
namespace {

constexpr std::size_t kPiece = 256 * 1024;

void commented(const SampleOptions& options, std::string& out) {
  const CommentedUsers& users = options.version == FormatVersion::v1 ? kCommentedV1 : kCommentedV2;
  for (std::size_t i = 0; i < options.users; ++i) out += users[i];
}

void synthetic(const SampleOptions& options, std::string& buffer, const Output& out) {
  const std::uint64_t new_each_night = (options.users + 499) / 500;
  const std::uint64_t people = options.users + options.night * new_each_night;
  const auto write = options.version == FormatVersion::v1 ? write_user_v1 : write_user;
  for (std::uint64_t i = 0; i < people; ++i) {
    if (const auto user = synthetic_user(options.seed, i, options.night)) write(*user, buffer);
    if (buffer.size() < kPiece) continue;
    out(buffer);
    buffer.clear();
  }
}

}  // namespace

void write_sample(const SampleOptions& options, const Output& out) {
  const bool v1 = options.version == FormatVersion::v1;
  std::string buffer;
  buffer.reserve(kPiece + 8 * 1024);
  v1 ? write_prologue_v1(buffer) : write_prologue(buffer);
  if (options.users <= kCommentedUsers) {
    commented(options, buffer);
  } else {
    synthetic(options, buffer, out);
  }
  v1 ? write_epilogue_v1(buffer) : write_epilogue(buffer);
  out(buffer);
}

}  // namespace roster::sis
