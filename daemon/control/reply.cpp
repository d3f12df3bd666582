#include "daemon/control/reply.hpp"

#include <boost/asio/post.hpp>

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace roster {

namespace {

namespace asio = boost::asio;
namespace json = boost::json;

/// Pieces sent before other clients get their turn.
constexpr int kTurn = 16;

}  // namespace

std::shared_ptr<Reply> Reply::make(asio::io_context& io, int fd, Settings settings,
                                   std::shared_ptr<std::atomic<int>> open) {
  // The last owner may be on any thread, but the socket belongs to the io_context's thread.
  std::shared_ptr<Reply> reply(
      new Reply(io, fd, std::move(settings), std::move(open)), [&io](Reply* last) {
        asio::post(io, [owned = std::unique_ptr<Reply>(last)]() mutable { owned.reset(); });
      });
  reply->self_ = reply;
  watch(reply);
  listen(reply);
  return reply;
}

Reply::Reply(asio::io_context& io, int fd, Settings settings,
             std::shared_ptr<std::atomic<int>> open)
    : socket_(io, fd),
      late_(io),
      settings_(std::move(settings)),
      open_(std::move(open)),
      unsent_(settings_.directory) {
  ++*open_;
}

Reply::~Reply() { --*open_; }

void Reply::send(const json::value& document) {
  const std::string line = json::serialize(document) + "\n";
  const std::lock_guard lock(mutex_);
  if (gone_) return;
  try {
    unsent_.add(line);
  } catch (const std::system_error&) {
    gone_ = true;  // an incomplete answer is worse than none
    return;
  }
  start_sending();
}

void Reply::send_error(Exit code, const std::string& message) {
  send(json::object{{"error", {{"code", to_string(code)}, {"message", message}}},
                    {"exit", static_cast<int>(code)}});
}

/// Requires mutex_ to be held.
void Reply::start_sending() {
  if (std::exchange(sending_, true)) return;
  asio::post(socket_.get_executor(), [reply = self_.lock()] { flush(reply); });
}

/// Detects that the client hangs up, without keeping the reply alive.
void Reply::watch(const std::shared_ptr<Reply>& reply) {
  reply->socket_.async_wait(asio::posix::stream_descriptor::wait_error,
                            [self = reply->self_](boost::system::error_code error) {
                              const auto watched = self.lock();
                              if (watched && error != asio::error::operation_aborted)
                                watched->gone_ = true;
                            });
}

/// Waits for a further word of the client's, without keeping the reply alive for that.
void Reply::listen(const std::shared_ptr<Reply>& reply) {
  reply->socket_.async_wait(
      asio::posix::stream_descriptor::wait_read,
      [self = reply->self_](boost::system::error_code error) {
        const auto heard = self.lock();
        if (error || !heard) return;
        std::array<char, 256> word;  // read whole: unread bytes would reset the connection
        if (::recv(heard->socket_.native_handle(), word.data(), word.size(), MSG_DONTWAIT) > 0)
          heard->withdrawn_ = true;
      });
}

/// On the io_context's thread: sends what the client takes now, and waits for it to take more.
void Reply::flush(const std::shared_ptr<Reply>& reply) {
  const std::lock_guard lock(reply->mutex_);
  for (int turn = 0; turn < kTurn; ++turn) {
    try {
      if (reply->unsent_.front().empty() || reply->gone_) {
        reply->sending_ = false;
        return;
      }
      if (!reply->send_some()) return wait_to_send(reply);
    } catch (const std::system_error&) {
      reply->gone_ = true;
    }
  }
  asio::post(reply->socket_.get_executor(), [reply] { flush(reply); });
}

/// Returns false when the client accepts nothing now.
bool Reply::send_some() {
  const std::string_view piece = unsent_.front();
  const ssize_t n =
      ::send(socket_.native_handle(), piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n > 0) unsent_.drop(static_cast<std::size_t>(n));
  if (n >= 0 || errno == EINTR) return true;
  if (errno == EAGAIN || errno == EWOULDBLOCK) return false;
  gone_ = true;
  return true;
}

void Reply::wait_to_send(const std::shared_ptr<Reply>& reply) {
  reply->late_.expires_after(reply->settings_.patience);
  reply->late_.async_wait([self = reply->self_](boost::system::error_code ended) {
    const auto late = self.lock();
    if (ended || !late) return;
    late->gone_ = true;
    late->socket_.cancel();
  });
  reply->socket_.async_wait(asio::posix::stream_descriptor::wait_write,
                            [reply](boost::system::error_code) {
                              reply->late_.cancel();
                              flush(reply);
                            });
}

}  // namespace roster
