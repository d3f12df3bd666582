#include "daemon/config/listen_address.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

TEST(ListenAddress, IsASocketAnAddressOrSystemd) {
  EXPECT_EQ(parse_listen_address("unix:/run/roster/http.sock")->path, "/run/roster/http.sock");
  EXPECT_EQ(parse_listen_address("127.0.0.1:8080")->port, 8080);
  EXPECT_EQ(parse_listen_address("[::1]:8080")->address, "::1");
  EXPECT_EQ(parse_listen_address("systemd")->kind, ListenAddress::Kind::systemd);
}

TEST(ListenAddress, AnythingElseIsNone) {
  for (const char* text :
       {"", "8080", "localhost:8080", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999",
        "127.0.0.1:80x", "unix:", "unix:relative.sock", "[::1]", ":8080"})
    EXPECT_FALSE(parse_listen_address(text)) << text;
}

TEST(ListenAddress, OnlyLoopbackAndSocketsAreLocal) {
  EXPECT_TRUE(parse_listen_address("unix:/run/http.sock")->is_local());
  EXPECT_TRUE(parse_listen_address("127.0.0.2:80")->is_local());
  EXPECT_TRUE(parse_listen_address("[::1]:80")->is_local());
  EXPECT_TRUE(parse_listen_address("systemd")->is_local());
  EXPECT_FALSE(parse_listen_address("0.0.0.0:80")->is_local());
  EXPECT_FALSE(parse_listen_address("[::]:80")->is_local());
  EXPECT_FALSE(parse_listen_address("192.0.2.1:80")->is_local());
}

}  // namespace
}  // namespace roster
