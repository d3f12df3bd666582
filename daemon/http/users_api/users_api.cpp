#include "daemon/http/users_api/users_api.hpp"

#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <functional>
#include <optional>

#include "daemon/http/users_api/call.hpp"
#include "daemon/http/users_api/changing.hpp"
#include "daemon/http/users_api/reading.hpp"
#include "daemon/work/session.hpp"

namespace roster::http {
namespace {

using Path = std::span<const std::string>;

constexpr std::size_t kRootLength = 2;  // almaws, v1

/// A request with the data for its answer; lives until the answer is given.
struct Pending {
  Request request;
  Representation as = Representation::xml;
  std::string caller, root;
  Answer answer;

  Call call() const { return {request, as, caller, root}; }
  Path path() const { return Path(request.path).subspan(kRootLength); }
};

std::string tracking_id() {
  static std::atomic<std::uint64_t> last = 0;
  return fmt::format("E01-{:08d}", ++last);
}

void answer_error(const Pending& pending, const ApiError& error) {
  Response response = error_response(error, pending.as, tracking_id());
  if (error.status == 503) response.headers.emplace_back("Retry-After", "30");
  pending.answer(std::move(response));
}

/// Runs `work`; answers with an error when it throws.
template <class F>
void answering(const Pending& pending, F&& work) {
  try {
    work();
  } catch (const ApiError& error) {
    answer_error(pending, error);
  } catch (const StoreBehind&) {
    answer_error(pending, {503, "GENERAL_ERROR",
                           "No changes are taken until somebody decides about the store, please "
                           "retry later."});
  } catch (const StoreError&) {
    answer_error(pending,
                 {503, "GENERAL_ERROR", "The store is not available, please retry later."});
  } catch (const std::exception&) {
    answer_error(pending, {500, "GENERAL_ERROR", "The request failed."});
  }
}

ApiError unknown_path() { return {404, "NOT_FOUND", "There is no such address in this API."}; }

ApiError not_supported(std::string_view what) {
  return {400, "INVALID_REQUEST", fmt::format("Action is not supported: {}.", what)};
}

/// The scheme is `apikey`, in any case; the query parameter is for clients that cannot set the
/// header.
std::string key_of(const Request& request) {
  constexpr std::string_view kScheme = "apikey ";
  const std::string_view header = request.authorization;
  if (equal_without_case(header.substr(0, kScheme.size()), kScheme))
    return std::string(header.substr(kScheme.size()));
  return request.parameter("apikey").value_or("");
}

bool is_probe(Path path) {
  return path.size() == 3 && path[0] == "users" && path[1] == "operation" && path[2] == "test";
}

/// The read-only calls for one user.
std::string read_person(Transaction& transaction, const Call& call, Path path) {
  const std::string& id = path[1];
  if (path.size() == 2) return get_user(transaction, call, id);
  const std::string& part = path[2];
  if (path.size() != 3) throw unknown_path();
  if (part == "loans") return get_loans(transaction, call, id);
  if (part == "requests") return get_requests(transaction, call, id);
  if (part == "fees") return get_fees(transaction, call, id);
  if (part == "personal-data") return get_personal_data(transaction, call, id);
  if (part == "attachments") return get_attachments(transaction, call, id);
  if (part == "purchase-requests" || part == "resource-sharing-requests" || part == "deposits")
    throw not_supported(part);
  throw unknown_path();
}

std::string read_conf(const Backend& backend, Transaction& transaction, const Call& call,
                      Path path) {
  if (path.size() == 2 && path[1] == "general") return get_general(call);
  if (path.size() == 2 && path[1] == "test") return get_test(call);
  if (path.size() == 2 && path[1] == "libraries") return get_libraries(call);
  if (path.size() == 3 && path[1] == "code-tables" && path[2] == "UserGroups") {
    std::vector<std::string> groups;
    if (backend.user_groups) groups = backend.user_groups();
    return get_user_groups(call, groups.empty() ? transaction.user_groups() : groups);
  }
  throw unknown_path();
}

std::string read_any(const Backend& backend, Transaction& transaction, const Call& call,
                     Path path) {
  if (path.empty()) throw unknown_path();
  if (path[0] == "conf") return read_conf(backend, transaction, call, path);
  if (path[0] != "users") throw unknown_path();
  if (is_probe(path)) return get_test(call);
  if (path.size() == 1) return list_users(transaction, call);
  return read_person(transaction, call, path);
}

/// personal-data has no XML form.
Representation representation_of(const Pending& pending) {
  const bool data = pending.path().size() == 3 && pending.path()[2] == "personal-data";
  return data ? Representation::json : pending.as;
}

/// May the call look at every user?
bool is_long(const Pending& pending) {
  const Request& request = pending.request;
  return pending.path().size() == 1 || request.parameter("source_institution_code") ||
         request.parameter("user_id_type") == "linking_id";
}

/// Reads with `work`. What it refuses is thrown when the view is free again: a refusal does not
/// spoil the view.
void read(const Backend& backend, const std::function<void(Transaction&)>& work) {
  std::optional<ApiError> refused;
  backend.read([&](Transaction& transaction) {
    try {
      work(transaction);
    } catch (const ApiError& error) {
      refused = error;
    }
  });
  if (refused) throw ApiError(*refused);
}

void read_later(const std::shared_ptr<const Backend>& backend,
                const std::shared_ptr<Pending>& pending) {
  backend->later([backend, pending] {
    answering(*pending, [&] {
      std::string body;
      read(*backend, [&](Transaction& transaction) {
        body = read_any(*backend, transaction, pending->call(), pending->path());
      });
      pending->answer(ok(representation_of(*pending), std::move(body)));
    });
  });
}

Response change(Session& session, const Pending& pending) {
  const Path path = pending.path();
  switch (pending.request.method) {
    case Method::post:
      return ok(pending.as, create_user(session, pending.call()));
    case Method::put:
      return ok(pending.as, replace_user(session, pending.call(), path[1]));
    default:
      break;
  }
  delete_user(session, pending.call(), path[1]);
  return {204, {}, {}, {}};
}

void serve_changing(const Backend& backend, std::shared_ptr<Pending> pending) {
  backend.write(
      [pending](Session& session) {
        std::exception_ptr broken;
        answering(*pending, [&] {
          try {
            pending->answer(change(session, *pending));
          } catch (const StoreBroken&) {
            broken = std::current_exception();
            throw;
          }
        });
        if (broken) std::rethrow_exception(broken);  // it concerns the daemon, too
      },
      [pending] {
        answer_error(*pending, {503, "GENERAL_ERROR", "The service is busy, please retry later."});
      });
}

/// True for the three calls that write. Throws for calls that are known but not supported.
bool is_change(const Pending& pending) {
  const Path path = pending.path();
  const Method method = pending.request.method;
  if (method == Method::get || method == Method::head || is_probe(path)) return false;
  const bool users = !path.empty() && path[0] == "users";
  if (users && path.size() == 1 && method == Method::post) return true;
  if (users && path.size() == 2 && (method == Method::put || method == Method::remove)) return true;
  if (users && path.size() == 2 && method == Method::post) {
    const std::string op = pending.request.parameter("op").value_or("auth");
    if (op == "auth" || op == "refresh")
      throw ApiError(400, "401866", "User authentication failed");
    throw not_supported("op");
  }
  if (users && path.size() > 2) throw not_supported(path[2]);
  throw unknown_path();
}

/// Finds out who calls, and whether they write. Throws ApiError when they may not.
bool let_in(const Backend& backend, Transaction& transaction, Pending& pending) {
  const std::optional<KnownKey> key = backend.find_key(transaction, key_of(pending.request));
  if (!key) throw ApiError(401, "UNAUTHORIZED", "Invalid API Key");
  pending.caller = key->name;
  const bool looks =
      pending.request.method == Method::get || pending.request.method == Method::head;
  const bool probe_write = is_probe(pending.path()) && !looks;
  const bool changes = is_change(pending);
  if ((changes || probe_write) && key->right != KeyRight::write)
    throw ApiError(403, "FORBIDDEN", "This API key is read-only.");
  return changes;
}

void serve(const std::shared_ptr<const Backend>& backend, const std::shared_ptr<Pending>& pending) {
  bool changes = false;
  std::optional<std::string> body;
  read(*backend, [&](Transaction& transaction) {
    changes = let_in(*backend, transaction, *pending);
    if (!changes && !is_long(*pending))
      body = read_any(*backend, transaction, pending->call(), pending->path());
  });
  if (body) return pending->answer(ok(representation_of(*pending), std::move(*body)));
  changes ? serve_changing(*backend, pending) : read_later(backend, pending);
}

/// Links start with the address that the client used.
std::string root_of(const Request& request) {
  const bool https = request.forwarded_proto == "https";
  return fmt::format("{}://{}", https ? "https" : "http", request.host);
}

}  // namespace

UsersApi::UsersApi(Backend backend)
    : backend_(std::make_shared<const Backend>(std::move(backend))) {}

bool UsersApi::is_called(const Request& request) {
  return request.path.size() >= kRootLength && request.path[0] == "almaws" &&
         request.path[1] == "v1";
}

void UsersApi::handle(Request request, Answer answer) const {
  const auto pending = std::make_shared<Pending>();
  pending->as = wanted(request);
  pending->root = root_of(request);
  pending->request = std::move(request);
  pending->answer = std::move(answer);
  answering(*pending, [&] { serve(backend_, pending); });
}

}  // namespace roster::http
