// Request header: what the server learns from a request before its body comes, and what it refuses
// because of that.
#pragma once

#include <boost/beast/http/message.hpp>
#include <optional>

#include "daemon/http/message.hpp"
#include "daemon/http/server.hpp"

namespace roster::http {

/// The request without its target and body.
Request request_of(const boost::beast::http::request_header<>& header, const Peer& peer);

/// Why a request is not handed over, if so: it is for another host, from a page of another site, or
/// its target is invalid. Reads the target into `request`.
std::optional<Response> refusal(const boost::beast::http::request_header<>& header,
                                Request& request, const ServerOptions& options);

}  // namespace roster::http
