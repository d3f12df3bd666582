#include "daemon/control/client.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace roster {

namespace {

namespace json = boost::json;

constexpr std::size_t kMaxAnswer = 1 << 30;  // bytes of one line; long answers have many lines

/// Reads the daemon's lines on a thread of its own, so that the daemon does not wait for a pager.
class Answers {
 public:
  Answers(Wire& wire, std::function<bool()> interrupted)
      : wire_(wire), interrupted_(std::move(interrupted)), thread_([this] { read(); }) {}
  ~Answers() { thread_.join(); }  // it ends with the answer, or the connection
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  /// The next line; nothing at the end. Throws WireError.
  std::optional<json::value> next() {
    std::unique_lock lock(mutex_);
    for (bool ready = false; !ready;) {
      ready = changed_.wait_for(lock, kLook, [this] { return ended_ || !lines_.empty(); });
      if (ended_ || withdrawn_ || !interrupted_ || !interrupted_()) continue;
      withdrawn_ = true;  // what became of the work, the daemon says
      withdraw();
    }
    if (lines_.empty() && failed_) std::rethrow_exception(failed_);
    if (lines_.empty()) return {};
    json::value line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }

 private:
  static constexpr std::chrono::milliseconds kLook{100};  // interval of the checks for an interrupt

  Wire& wire_;
  std::function<bool()> interrupted_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<json::value> lines_;
  bool ended_ = false, withdrawn_ = false;
  std::exception_ptr failed_;
  std::thread thread_;

  void withdraw() {
    try {
      wire_.send(json::object{{"withdraw", true}});
    } catch (const WireError&) {
      // the daemon has hung up; why, it may have said
    }
  }

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

void ask(Wire& wire, const RemoteCommand& remote, const Presentation& wanted) {
  json::object request{{"command", remote.command->name},
                       {"arguments", remote.arguments.values()},
                       {"format", wanted.format == Format::json ? "json" : "text"},
                       {"columns", wanted.columns},
                       {"line_columns", wanted.line_columns},
                       {"colour", wanted.colour == Colour::yes}};
  json::array names;
  json::object missing;
  std::vector<int> fds;
  for (const auto& [name, file] : remote.files->all()) {
    if (file.fd < 0) {
      missing[name] = file.error;
      continue;
    }
    names.emplace_back(name);
    fds.push_back(file.fd);
  }
  if (!fds.empty()) request["files"] = std::move(names);
  if (!missing.empty()) request["missing"] = std::move(missing);
  try {
    wire.send_with_files(request, fds);
  } catch (const WireError&) {
    // The daemon has closed the connection; it may have sent the reason.
  }
}

}  // namespace

Exit run_remotely(Wire wire, const RemoteCommand& remote, const Presentation& wanted,
                  const AnswerSink& sink) {
  ask(wire, remote, wanted);
  Answers answers(wire, sink.interrupted);
  while (const std::optional<json::value> answer = answers.next()) {
    const json::object& line = answer->as_object();
    const auto* code = line.if_contains("exit");
    if (const auto* out = line.if_contains("out")) sink.write(out->as_string());
    if (const auto* text = line.if_contains("file")) sink.write_file(text->as_string());
    if (const auto* progress = line.if_contains("progress");
        progress != nullptr && sink.on_progress)
      sink.on_progress(parse_progress(*progress));
    if (const auto* remark = line.if_contains("remark"); remark != nullptr && sink.on_remark)
      sink.on_remark(std::string(remark->as_string()));
    if (const auto* error = line.if_contains("error"))
      sink.on_failure(code == nullptr ? Exit::refused : static_cast<Exit>(code->to_number<int>()),
                      std::string(error->at("message").as_string()));
    if (code != nullptr) return static_cast<Exit>(code->to_number<int>());
  }
  throw WireError("the daemon closed the connection before it answered");
}

}  // namespace roster
