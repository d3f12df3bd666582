#include "daemon/http/console/console.hpp"

#include <fmt/format.h>

#include "daemon/commands/command.hpp"
#include "daemon/http/console/base/address.hpp"
#include "daemon/http/console/base/pieces.hpp"
#include "daemon/http/console/pages/pages.hpp"
#include "daemon/http/console/routes.hpp"

namespace roster::http {
namespace {

unsigned status_of(Exit code) {
  switch (code) {
    case Exit::not_found:
      return 404;
    case Exit::usage:
      return 400;
    case Exit::unreachable:
      return 503;
    default:
      return 409;
  }
}

/// What went wrong, in the place of the page or of the result.
Page mistake(unsigned status, std::string title, std::string_view message) {
  Page page{std::move(title), "", {}, status, {}};
  page.main.leaf("p", {{"class", "mistake"}}, message);
  page.main.in("p", [&] { page.main.leaf("a", {{"href", "/"}}, "To the overview"); });
  return page;
}

Page not_done(const NotDone& why) {
  Page page = mistake(status_of(why.code), "Not done", why.message);
  page.main.leaf("p", "Nothing was changed by it.");
  return page;
}

Page nobody(const Visitor& visitor) {
  if (visitor.account.empty())
    return mistake(
        401, "Who are you?",
        "Nobody said who you are: the console is for people whom the reverse proxy names "
        "(roster.yaml: http.user_header), or who connect on the Unix socket.");
  return mistake(403, "No role",
                 fmt::format("{} has no role here (roster.yaml: http.roles).", visitor.account));
}

/// Is the request from a page of this site? Browsers say so; programs that are none say nothing.
bool is_same_site(const Request& request) {
  const auto values = request.headers_named("Sec-Fetch-Site");
  return values.empty() || (values.size() == 1 && values.front() == "same-origin");
}

bool is_htmx(const Request& request) { return !request.headers_named("HX-Request").empty(); }

/// To the page of an errand's result. htmx follows by its own header: what came behind a redirect
/// would be taken for a piece of the page.
Response go_to(const Request& request, const std::string& location) {
  if (!is_htmx(request)) return redirect(location);
  Response response{200, {}, {}, {{"HX-Redirect", location}}};
  add_headers(response);
  return response;
}

Page errand_in_progress(const std::string& id, const ErrandState& state) {
  Page page{state.step == ErrandState::Step::runs ? "Under way" : "Waiting for its turn",
            "",
            {},
            200,
            state.what};
  const std::string self = "/errands/" + id;
  page.main.in("p",
               {{"hx-get", self},
                {"hx-trigger", "every 2s"},
                {"hx-target", "#main"},
                {"hx-select", "#main"},
                {"hx-swap", "outerHTML"}},
               [&] {
                 page.main.text(state.what + ". ");
                 page.main.leaf("a", {{"href", self}}, "Look again");
               });
  return page;
}

Response refuse(const Visitor& visitor, unsigned status, std::string_view message) {
  return framed(mistake(status, "Not done", message), visitor);
}

}  // namespace

Console::Console(ConsoleBackend backend)
    : backend_(std::move(backend)), errands_(backend_.queue, backend_.later) {}

void Console::handle(const Request& request, const Answer& answer) {
  if (request.path.size() == 2 && request.path[0] == "assets")
    return answer(asset(request.path[1]));
  try {
    const Visitor visitor = visitor_of(request, backend_.config()->http);
    if (!visitor.may(Role::viewer)) return answer(framed(nobody(visitor), visitor));
    serve(request, visitor, answer);
  } catch (const BadIdentity& bad) {
    answer(framed(mistake(400, "Who are you?", bad.what()), {}));
  }
}

std::shared_ptr<Upload> Console::take_upload(const Request& request) {
  constexpr std::size_t kAtOnce = 4;
  if (!is_file_form(request) || !is_same_site(request)) return nullptr;
  const std::shared_ptr<const Config> config = backend_.config();
  try {
    if (!visitor_of(request, config->http).may(least_role(request))) return nullptr;
  } catch (const BadIdentity&) {
    return nullptr;  // handle() says so
  }
  const std::lock_guard lock(mutex_);
  std::erase_if(uploads_, [](const auto& upload) { return upload.expired(); });
  if (uploads_.size() >= kAtOnce)
    throw UploadRefused(503, "too many files are being uploaded; try again later\n");
  auto upload = std::make_shared<Upload>(request.content_type,
                                         Upload::Limits{config->spool, config->limits.file});
  uploads_.push_back(upload);
  return upload;
}

void Console::serve(const Request& request, const Visitor& visitor, const Answer& answer) {
  const auto came = Tokens::cookie_of(request);
  const std::string cookie = came ? *came : Tokens::make_cookie();
  if (request.method == Method::post) return post(request, visitor, came.value_or(""), answer);
  if (request.method != Method::get && request.method != Method::head)
    return answer(refuse(visitor, 405, "A page is looked at, or a form is sent."));
  look(request, visitor, cookie, [answer, came, cookie](Response response) {
    if (!came) response.headers.emplace_back("Set-Cookie", Tokens::set_cookie(cookie));
    answer(std::move(response));
  });
}

void Console::look(const Request& request, const Visitor& visitor, const std::string& cookie,
                   const Answer& answer) {
  if (request.path.size() == 2 && request.path[0] == "errands")
    return answer(errand_page(request, visitor));
  backend_.look([self = shared_from_this(), request, visitor, cookie, answer](Session& session) {
    const auto instead = [&](unsigned status, std::string title, std::string_view message) {
      answer(framed(mistake(status, std::move(title), message), visitor));
    };
    try {
      answer(self->shown({request, visitor, session, self->backend_.config_file,
                          self->tokens_.token(cookie, visitor.account), self->backend_.status,
                          self->mark_for(visitor), self->tried_.get()}));
    } catch (const StoreError& error) {
      instead(503, "The store cannot be read now", error.what());
    } catch (const CommandError& error) {
      const unsigned status = status_of(error.code);
      instead(status, status == 404 ? "Not there" : "That makes no sense", error.what());
    } catch (const std::exception&) {
      instead(500, "The page could not be made", "The log of rosterd may say more.");
    }
  });
}

Response Console::shown(const Visit& visit) const {
  const auto& path = visit.request.path;
  const auto number = path.size() == 3 && path[0] == "jobs" ? number_in(path[1]) : std::nullopt;
  if (number && path[2] == "changes") {
    backend_.changes->drop_old(*visit.session.view().begin(Access::read));
    return framed(changes_page(visit, *number, backend_.changes->find(*number).get()),
                  visit.visitor);
  }
  if (auto data = data_of(visit)) return std::move(*data);
  if (auto page = page_of(visit)) return framed(*page, visit.visitor);
  return framed(mistake(404, "Not there", "There is no such page."), visit.visitor);
}

Response Console::errand_page(const Request& request, const Visitor& visitor) const {
  const auto state = errands_.find(request.path[1]);
  if (!state)
    return framed(mistake(404, "Not there", "This is not known any more; see the list of jobs."),
                  visitor);
  if (state->step == ErrandState::Step::done) return go_to(request, state->location);
  if (state->step == ErrandState::Step::not_done) return framed(not_done(state->not_done), visitor);
  return framed(errand_in_progress(request.path[1], *state), visitor);
}

void Console::post(const Request& request, const Visitor& visitor, const std::string& cookie,
                   const Answer& answer) {
  const Role least = least_role(request);
  if (!visitor.may(least))
    return answer(refuse(
        visitor, 403,
        fmt::format("{} may not do that: it takes an {}.", visitor.account, to_string(least))));
  const std::optional<Form> form = Form::read(request);
  if (!form) return answer(refuse(visitor, 400, "This is no form."));
  if (!is_same_site(request) || cookie.empty() ||
      !tokens_.fits(form->text("token"), cookie, visitor.account))
    return answer(
        refuse(visitor, 403,
               "This form is not from a page that you have open here, or the page is from "
               "before a restart: load it again."));
  take(request, *form, visitor, answer);
}

void Console::take(const Request& request, const Form& form, const Visitor& visitor,
                   const Answer& answer) {
  const auto& path = request.path;
  const bool reloads = path.size() == 2 && path[0] == "configuration" && path[1] == "reload";
  try {
    Action action;
    if (!reloads)
      action = action_of(
          {request, form, visitor, backend_.config(), mark_for(visitor), backend_.changes, tried_});
    if (!reloads && !action.work) return answer(refuse(visitor, 404, "There is no such form."));
    if (reloads) return reload(visitor, answer);
    errands_.start(action.what, visitor.account, action.files, std::move(action.work),
                   [answer, visitor](const std::string& id, const ErrandState& state) {
                     if (state.step == ErrandState::Step::done)
                       answer(redirect(state.location));
                     else if (state.step == ErrandState::Step::not_done)
                       answer(framed(not_done(state.not_done), visitor));
                     else
                       answer(redirect("/errands/" + id));
                   });
  } catch (const std::exception& error) {
    const Failure failure = failure_of(error);
    answer(framed(not_done({failure.code, failure.message}), visitor));
  }
}

void Console::reload(const Visitor& visitor, const Answer& answer) const {
  backend_.reload(visitor.account, [answer, visitor](const std::optional<std::string>& problems) {
    if (!problems) return answer(redirect("/configuration"));
    answer(framed(not_done({Exit::usage,
                            "The configuration has errors; what was read before is "
                            "used. The page of the configuration says which."}),
                  visitor));
  });
}

std::function<std::string(const Job&)> Console::mark_for(const Visitor& visitor) const {
  return [tokens = tokens_, account = visitor.account](const Job& job) {
    return tokens.token(to_json(job), account);
  };
}

}  // namespace roster::http
