#include "daemon/control/client.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace roster {

namespace {

namespace json = boost::json;

constexpr std::size_t kMaxAnswer = 1 << 30;  // a line of the daemon's; dumps come in many

/// The files a command names, opened with the caller's own rights.
class OpenFiles {
 public:
  explicit OpenFiles(const Arguments& arguments) {
    std::vector<std::string> names = arguments.texts("FILE");
    if (const auto name = arguments.optional_text("FILE")) names.push_back(*name);
    for (const std::string& name : names) {
      if (std::find(names_.begin(), names_.end(), name) != names_.end()) continue;
      const int fd = ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
      if (fd < 0) continue;  // it may be a profile's name; if not, the daemon says what is wrong
      names_.push_back(name);
      fds_.push_back(fd);
      if (fds_.size() == kMaxFiles) break;
    }
  }
  ~OpenFiles() {
    for (const int fd : fds_) ::close(fd);
  }
  OpenFiles(const OpenFiles&) = delete;
  OpenFiles& operator=(const OpenFiles&) = delete;

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<int>& fds() const { return fds_; }

 private:
  std::vector<std::string> names_;
  std::vector<int> fds_;
};

/// The daemon's lines, taken from it as they come: it must not wait for a pager that stands still.
class Answers {
 public:
  explicit Answers(Wire& wire) : wire_(wire), thread_([this] { read(); }) {}
  ~Answers() { thread_.join(); }  // which ends with the answer, or the connection
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  /// The next line; nothing at the end. Throws WireError.
  std::optional<json::value> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_ || !lines_.empty(); });
    if (lines_.empty() && failed_) std::rethrow_exception(failed_);
    if (lines_.empty()) return {};
    json::value line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }

 private:
  Wire& wire_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<json::value> lines_;
  bool ended_ = false;
  std::exception_ptr failed_;
  std::thread thread_;

  void read() {
    try {
      for (bool last = false; !last;) {
        std::optional<json::value> line = wire_.receive(kMaxAnswer);
        if (!line) break;
        last = line->is_object() && line->as_object().contains("exit");
        const std::lock_guard lock(mutex_);
        lines_.push_back(std::move(*line));
        changed_.notify_one();
      }
    } catch (const WireError&) {
      failed_ = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_one();
  }
};

void ask(Wire& wire, const Command& command, const Arguments& arguments, Format format) {
  const OpenFiles files(arguments);
  json::object request{{"command", command.name},
                       {"arguments", arguments.values()},
                       {"format", format == Format::json ? "json" : "text"}};
  if (!files.names().empty()) request["files"] = json::value_from(files.names());
  try {
    wire.send_with_files(request, files.fds());
  } catch (const WireError&) {
    // the daemon has hung up; why, it may have said
  }
}

}  // namespace

Exit run_remotely(Wire wire, const Command& command, const Arguments& arguments, Format format,
                  const AnswerSink& sink) {
  ask(wire, command, arguments, format);
  Answers answers(wire);
  while (const std::optional<json::value> answer = answers.next()) {
    const json::object& line = answer->as_object();
    const auto* code = line.if_contains("exit");
    if (const auto* out = line.if_contains("out")) sink.write(out->as_string());
    if (const auto* progress = line.if_contains("progress");
        progress != nullptr && sink.on_progress)
      sink.on_progress(parse_progress(*progress));
    if (const auto* error = line.if_contains("error"))
      sink.on_failure(code == nullptr ? Exit::refused : static_cast<Exit>(code->to_number<int>()),
                      std::string(error->at("message").as_string()));
    if (code != nullptr) return static_cast<Exit>(code->to_number<int>());
  }
  throw WireError("the daemon went away before it answered");
}

}  // namespace roster
