// Who somebody is, and what they may do in the console.
#include "daemon/http/console/base/visitor.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "daemon/accounts/account.hpp"

namespace roster::http {
namespace {

class Visitors : public testing::Test {
 protected:
  Visitors() {
    config_.user_header = "X-Remote-User";
    config_.group_header = "X-Remote-Groups";
    config_.trusted_proxies = {"10.0.0.1"};
    config_.roles = {{"vera", "@staff"}, {"olaf"}, {"anna", "@heads"}};
    request_.peer.uid = 33;
  }

  Visitor as(const std::string& account, const std::string& groups = "") {
    request_.headers = {{"x-remote-user", account}};
    if (!groups.empty()) request_.headers.emplace_back("X-Remote-Groups", groups);
    return visitor_of(request_, config_);
  }

  HttpConfig config_;
  Request request_;
};

TEST_F(Visitors, AreWhomTheProxyNames) {
  EXPECT_EQ(as("anna").account, "anna");
  EXPECT_EQ(as("anna").role, Role::approver);
  EXPECT_EQ(as("olaf").role, Role::operating);
  EXPECT_EQ(as("vera").role, Role::viewer);
  EXPECT_EQ(as("mallory").role, Role::nobody);
  EXPECT_EQ(as("Anna").role, Role::nobody) << "accounts differ by case";
}

TEST_F(Visitors, HaveTheRolesOfTheirGroups) {
  EXPECT_EQ(as("carl", "all, heads").role, Role::approver);
  EXPECT_EQ(as("carl", "staff;all").role, Role::viewer);
  EXPECT_EQ(as("carl", "headstrong").role, Role::nobody);
  config_.group_header.clear();
  EXPECT_EQ(as("carl", "heads").role, Role::nobody) << "nobody configured that header";
}

TEST_F(Visitors, AreNotBelievedFromAnywhereElse) {
  request_.peer = {std::nullopt, "127.0.0.1"};
  EXPECT_EQ(as("anna").account, "") << "loopback is no proxy unless it is listed";
  request_.peer.address = "10.0.0.1";
  EXPECT_EQ(as("anna").role, Role::approver);
}

TEST_F(Visitors, WhoAreNamedTwiceAreRefused) {
  request_.headers = {{"X-Remote-User", "vera"}, {"x-remote-user", "anna"}};
  EXPECT_THROW(visitor_of(request_, config_), BadIdentity);
  EXPECT_THROW(as("a\u202Eb"), BadIdentity);
  EXPECT_THROW(as(std::string(256, 'a')), BadIdentity);
}

TEST_F(Visitors, OnTheSocketWithoutAProxyAreWhoTheKernelSays) {
  request_.headers.clear();
  EXPECT_EQ(visitor_of(request_, config_).account, account_name(33));
  EXPECT_EQ(visitor_of(request_, config_).role, Role::nobody);
  config_.roles.viewer.push_back(account_name(33));
  EXPECT_EQ(visitor_of(request_, config_).role, Role::viewer);
  request_.peer.uid = ::geteuid();
  EXPECT_EQ(visitor_of(request_, config_).role, Role::approver)
      << "the daemon's own account may do all with rosterctl, too";
}

}  // namespace
}  // namespace roster::http
