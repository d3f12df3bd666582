#include "daemon/ctl/answer_output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <ostream>
#include <system_error>
#include <utility>

#include "daemon/control/wire.hpp"
#include "daemon/show/outcome.hpp"

namespace roster {

namespace {

bool is_packed(const Typed& typed, const std::string& path) {
  return typed.command->name == "export" && typed.arguments.optional_text("as") == "alma" &&
         path.ends_with(".zip");
}

}  // namespace

AnswerOutput::AnswerOutput(const Typed& typed, std::ostream& out, std::function<void()> clear)
    : typed_(typed), out_(out), clear_(std::move(clear)) {
  const std::string path = typed.arguments.optional_text("output").value_or("-");
  // Commands that need no store write their files themselves.
  if (path == "-" || typed.command->needs == Command::Needs::nothing) return;
  file_.emplace(path);
  if (::geteuid() == 0) file_->keep_rights();
  if (!is_packed(typed, path)) return;
  zip_.emplace(path, [this](std::string_view bytes) { file_->write(bytes); });
  zip_->entry(std::filesystem::path(path).stem().string() + ".xml");
}

void AnswerOutput::write(std::string_view text) {
  clear_();
  out_ << text;
}

void AnswerOutput::write_unguarded(std::string_view text) {
  if (zip_) return zip_->write(text);
  if (file_) return file_->write(text);
  errno = 0;
  write(text);
  if (out_.flush()) return;
  throw std::system_error(errno == 0 ? EIO : errno, std::generic_category(),
                          "cannot write to standard output");
}

void AnswerOutput::write_file(std::string_view text) {
  try {
    write_unguarded(text);
  } catch (const std::system_error&) {
    is_broken_ = true;
    throw;
  }
}

void AnswerOutput::try_to_write_file(std::string_view text) {
  if (!failure_.empty()) return;
  try {
    write_unguarded(text);
  } catch (const std::system_error& error) {
    failure_ = error.what();
  }
}

void AnswerOutput::publish(Exit exit) {
  if (is_broken_) return;
  try {
    if (failure_.empty() && zip_) zip_->complete();
    if (failure_.empty() && file_) file_->publish();
  } catch (const std::system_error& error) {
    failure_ = error.what();
  }
  if (failure_.empty()) return;
  const bool is_done = exit == Exit::done || exit == Exit::rejected;
  if (typed_.command->name != "purge" || typed_.arguments.flag("dry-run") || !is_done)
    throw CommandError(graver(exit, Exit::refused), failure_);
  const std::string left = file_ ? file_->leave() : "";
  throw CommandError(
      Exit::rejected,
      left.empty()
          ? fmt::format("the purge is complete, but its list is not there: {}", failure_)
          : fmt::format("the purge is complete, but its list is not in its place: {}; it is in {}",
                        failure_, left));
}

void AnswerOutput::publish_lists(const Failure& failure) {
  if (typed_.command->name != "purge") return;
  try {
    publish(failure.code);
  } catch (const CommandError& error) {
    throw CommandError(failure.code,
                       fmt::format("{}; its list is not there: {}", failure.message, error.what()));
  }
}

Exit AnswerOutput::publish_after(const std::function<Exit()>& work) {
  Exit exit = Exit::done;
  try {
    exit = work();
  } catch (const WireError&) {  // a list may have been cut
    throw;
  } catch (const std::exception& error) {
    clear_();
    publish_lists(failure_of(error));
    throw;
  }
  publish(exit);
  return exit;
}

}  // namespace roster
