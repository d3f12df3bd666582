// Console: the pages for people at `/`. Made on the server from the documents of rosterctl's
// commands, and usable without JavaScript: a form is posted, the browser is sent to a page that
// shows the result. A form is taken from this site's own pages alone (a token, Sec-Fetch-Site and
// Origin say so), and from who may.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/http/console/actions.hpp"
#include "daemon/http/console/base/page.hpp"
#include "daemon/http/console/base/tokens.hpp"
#include "daemon/http/console/base/visit.hpp"
#include "daemon/http/console/errands.hpp"

namespace roster::http {

/// What the console has of the daemon. All functions may be called from any thread.
struct ConsoleBackend {
  std::function<std::shared_ptr<const Config>()> config;  // as it is now
  std::string config_file;
  /// Runs `work`, which throws nothing, with a session that only looks; at once or later.
  std::function<void(std::function<void(Session&)> work)> look;
  std::function<Notice()> status;  // what `rosterctl status` says
  std::shared_ptr<ChangesKept> changes = std::make_shared<ChangesKept>();
  Errands::Queue queue;
  Errands::Later later;
  /// Reads the configuration again for an account, and says later what is wrong with it, if so.
  std::function<void(std::string account, std::function<void(std::optional<std::string>)>)> reload;
};

/// Owned by shared pointers: a page that waits for its turn outlives who made the console.
class Console : public std::enable_shared_from_this<Console> {
 public:
  explicit Console(ConsoleBackend backend);

  /// Answers any request, at once or later.
  void handle(const Request& request, const Answer& answer);

  /// ServerOptions::take_upload: only from who may send such a form, a few at a time.
  std::shared_ptr<Upload> take_upload(const Request& request);

 private:
  ConsoleBackend backend_;
  Tokens tokens_;
  Errands errands_;
  std::shared_ptr<Tried> tried_ = std::make_shared<Tried>();
  std::mutex mutex_;
  std::vector<std::weak_ptr<const Upload>> uploads_;  // that go on; guarded by mutex_

  void serve(const Request& request, const Visitor& visitor, const Answer& answer);
  void look(const Request& request, const Visitor& visitor, const std::string& cookie,
            const Answer& answer);
  Response shown(const Visit& visit) const;
  Response errand_page(const Request& request, const Visitor& visitor) const;
  void post(const Request& request, const Visitor& visitor, const std::string& cookie,
            const Answer& answer);
  void take(const Request& request, const Form& form, const Visitor& visitor, const Answer& answer);
  void reload(const Visitor& visitor, const Answer& answer) const;
  std::function<std::string(const Job&)> mark_for(const Visitor& visitor) const;
};

}  // namespace roster::http
