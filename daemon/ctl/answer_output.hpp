// Answer output: where what a command prints goes: to standard output, or to the file of -o.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/ctl/ctl.hpp"
#include "sis/pack/zip.hpp"
#include "users/base/output_file.hpp"

namespace roster {

class AnswerOutput {
 public:
  /// Creates the file of -o, before anything is done: root's, whatever account the work needs.
  /// Throws std::system_error. `clear` is called
  /// before each write to `out`.
  AnswerOutput(const Typed& typed, std::ostream& out, std::function<void()> clear);

  void write(std::string_view text);
  /// What is for the file of -o. A feed for Alma whose name ends in .zip is packed. Throws
  /// std::system_error.
  void write_file(std::string_view text);
  /// The same, but publish_after() tells a failure: the daemon's answer is to be read to its end.
  void try_to_write_file(std::string_view text);
  /// Runs a command that writes here, and gives the file its name. After a failure it does so only
  /// for the lists of a purge: each is whole, and of a job that ended before. A purge that was done
  /// is not told as one that was refused when its list cannot be written. Throws CommandError, and
  /// what `work` throws.
  Exit publish_after(const std::function<Exit()>& work);

 private:
  const Typed& typed_;
  std::ostream& out_;
  std::function<void()> clear_;
  std::optional<OutputFile> file_;
  std::optional<sis::ZipWriter> zip_;  // into file_
  std::string failure_;                // of try_to_write_file()
  bool is_broken_ = false;             // write_file() has told so

  void write_unguarded(std::string_view text);
  void publish(Exit exit);
  void publish_lists(const Failure& failure);
};

}  // namespace roster
