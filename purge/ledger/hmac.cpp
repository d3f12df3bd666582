#include "purge/ledger/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace roster::purge {

namespace {

constexpr std::size_t kHashBytes = 32;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

[[noreturn]] void not_available() { throw std::runtime_error("HMAC-SHA-256 is not available"); }

evp_mac_ctx_st* new_context() {
  EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  evp_mac_ctx_st* const context = EVP_MAC_CTX_new(mac);
  EVP_MAC_free(mac);  // the context keeps it
  if (context == nullptr) not_available();
  return context;
}

}  // namespace

void Hmac::Free::operator()(evp_mac_ctx_st* context) const { EVP_MAC_CTX_free(context); }

Hmac::Hmac(std::string_view key) : context_(new_context()) {
  char sha256[] = "SHA256";
  const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string("digest", sha256, 0),
                                 OSSL_PARAM_construct_end()};
  if (EVP_MAC_init(context_.get(), bytes_of(key), key.size(), settings) != 1) not_available();
}

std::string Hmac::operator()(std::string_view text) {
  std::string out(kHashBytes, '\0');
  std::size_t size = 0;
  // Without a key, init starts again with the previous key.
  const bool done = EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1 &&
                    EVP_MAC_update(context_.get(), bytes_of(text), text.size()) == 1 &&
                    EVP_MAC_final(context_.get(), reinterpret_cast<unsigned char*>(out.data()),
                                  &size, out.size()) == 1;
  if (!done || size != kHashBytes) not_available();
  return out;
}

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1) {
    throw std::runtime_error("the system gives no random bytes");
  }
  return out;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(2 * bytes.size(), '0');
  auto* to = out.data();
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *to++ = kDigits[byte >> 4];
    *to++ = kDigits[byte & 0xF];
  }
  return out;
}

}  // namespace roster::purge
