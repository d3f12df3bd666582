// What a store's URL says, and what of it may be shown.
#include "users/store/url.hpp"

#include <gtest/gtest.h>

namespace roster {
namespace {

TEST(StoreUrlTest, ThereAreThreeKinds) {
  EXPECT_EQ(store_kind("sqlite:/var/lib/roster/roster.db"), StoreKind::file);
  EXPECT_EQ(store_kind("sqlite::memory:"), StoreKind::memory);
  EXPECT_EQ(store_kind("postgresql://roster@db.example/roster"), StoreKind::server);
  EXPECT_EQ(store_kind("postgresql:///roster"), StoreKind::server);
  for (const char* url : {"", "sqlite:", "postgresql://", "postgresql:roster", "mysql://x", "x.db"})
    EXPECT_EQ(store_kind(url), std::nullopt) << url;
}

TEST(StoreUrlTest, OnlyAFileHasAPath) {
  EXPECT_EQ(store_file("sqlite:a.db"), "a.db");
  EXPECT_EQ(store_file("sqlite::memory:"), std::nullopt);
  EXPECT_EQ(store_file("postgresql:///roster"), std::nullopt);
}

TEST(StoreUrlTest, APasswordIsNeverShown) {
  EXPECT_EQ(shown_url("postgresql://roster:secret@a,b:5433/roster?sslmode=verify-full"),
            "postgresql://roster@a,b:5433/roster?sslmode=verify-full");
  EXPECT_EQ(shown_url("postgresql://roster:se@cr:et@a/roster"), "postgresql://roster@a/roster");
  EXPECT_EQ(shown_url("postgresql:///roster?user=roster&password=secret&host=/run/x"),
            "postgresql:///roster?user=roster&host=/run/x");
  EXPECT_EQ(shown_url("postgresql:///roster?p%61ssword=secret&sslpassword=secret"),
            "postgresql:///roster");
  for (const char* mistake : {"postgresql://roster:sec/ret@a/roster",
                              "postgresql://roster:12/34@a/b", "postgresql://roster:se/cret"})
    EXPECT_EQ(shown_url(mistake), "postgresql://…") << mistake;
  EXPECT_EQ(shown_url("sqlite:/a:b@c.db"), "sqlite:/a:b@c.db");
  for (const char* none :
       {"postgres://roster:secret@a/roster", "postgres:///roster?password=secret",
        "host=a user=roster password=secret"})
    EXPECT_EQ(shown_url(none), "…") << "no URL of a store";
}

TEST(StoreUrlTest, WhereItIsIsShown) {
  for (const char* url :
       {"postgresql:///roster?host=/run/x&port=5433", "postgresql://a:5432,b/roster",
        "postgresql://roster@[::1]:5432/roster", "postgresql://%2Frun%2Fx/roster"})
    EXPECT_EQ(shown_url(url), url);
}

TEST(StoreUrlTest, APasswordIsFoundWhereverItStands) {
  for (const char* url :
       {"postgresql://roster:secret@a/roster", "postgresql:///roster?password=secret",
        "postgresql:///roster?host=a&sslpassword=secret", "postgresql:///roster?p%61ssword=secret",
        "postgresql://roster:sec/ret@a/roster", "postgresql://roster:12/34@a/roster"})
    EXPECT_TRUE(holds_password(url)) << url;
  for (const char* url : {"postgresql://roster@a/roster", "postgresql://roster:@a/roster",
                          "postgresql://a:5432/roster?sslmode=require", "sqlite:a:b@c"})
    EXPECT_FALSE(holds_password(url)) << url;
}

}  // namespace
}  // namespace roster
