// What the service does for the console. All of it is called on the HTTP server's threads. Pages
// are made on a thread of their own: a search through all users makes no other client wait.
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>

#include "daemon/service/service.hpp"

namespace roster {

http::ConsoleBackend Service::console_backend() {
  http::ConsoleBackend backend;
  backend.config = [this] { return shared_config_.load(); };
  backend.config_file = config_file_;
  backend.look = [this](std::function<void(Session&)> work) {
    pages_->post("a page of the console", [this, work = std::move(work)] {
      Session session(*shared_config_.load(), surroundings_.clock);
      session.only_look();
      work(session);
    });
  };
  backend.changes = looks_;
  backend.status = [this] { return console_status(); };
  backend.queue = [this](http::Errand errand) { queue_errand(std::move(errand)); };
  backend.later = [this](std::chrono::milliseconds wait, std::function<void()> call) {
    boost::asio::post(io_, [this, wait, call = std::move(call)] {
      const auto timer = std::make_shared<boost::asio::steady_timer>(io_, wait);
      timer->async_wait([timer, call](boost::system::error_code error) {
        if (!error) call();
      });
    });
  };
  backend.reload = [this](std::string account,
                          std::function<void(std::optional<std::string>)> told) {
    boost::asio::post(io_, [this, account = std::move(account), told = std::move(told)] {
      told(reload(account));
    });
  };
  return backend;
}

/// On the runner's thread. Of who was erased by the task, nothing stays in the console's memory.
void Service::run_task(const std::function<void()>& task) {
  const Views::Writing writing(views_);
  task();
  if (!looks_->empty()) looks_->drop_old(*session_.view().begin(Access::read));
}

/// What `rosterctl status` says; what only the io_context's thread knows is as of its last beat.
Notice Service::console_status() const {
  LiveStatus status = *shared_status_.load();
  status.queue = runner_->queue();
  status.progress = seen_.progress();
  const auto config = shared_config_.load();
  const date::time_zone& zone = find_zone(config->timezone);
  const Time now = surroundings_.clock();
  try {
    views_.read([&](Transaction& transaction) {
      status.survey = survey(transaction, *config, {now, local_day(zone, now)});
      silence_.complete(*status.survey);
    });
  } catch (const StoreError& error) {
    status.store_trouble = error.what();
  }
  return status_notice(status, zone);
}

void Service::queue_errand(http::Errand errand) {
  const std::string what = errand.what + " in the console";
  log(Level::info, fmt::format("{}, asked by {}", what, errand.account), {{"BY", errand.account}});
  runner_->post(what, [this, errand = std::move(errand)] {
    static const GivenFiles kNone;
    Caller caller;
    caller.account = errand.account;
    caller.on_progress = [this](const Progress& progress) {
      runner_->progress();
      seen_.set_progress(progress);
    };
    caller.cancelled = [this] { return runner_->stopping(); };
    work_for(std::move(caller), errand.files ? *errand.files : kNone,
             [&] { errand.run(session_); });
  });
}

}  // namespace roster
