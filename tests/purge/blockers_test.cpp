#include "purge/blockers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "users/base/day.hpp"

namespace roster::purge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Now kNow{*parse_time("2026-11-22T12:00:00Z"), *parse_day("2026-11-22")};

class Blockers : public testing::Test {
 protected:
  User user_;
  std::vector<Obligation> owes_;
  std::optional<Lock> lock_;
  std::optional<Keep> keep_;
  Policy policy_;

  void owes(ObligationKind kind, std::int64_t count) { owes_.push_back({"s100", kind, count, {}}); }
  void owes(std::string_view amount) {
    owes_.push_back({"s100", ObligationKind::fee, 1, *parse_amount(amount)});
  }
  std::vector<std::string> found() const {
    return blockers(account_of({1, 1, user_}), {owes_, lock_, keep_}, policy_, kNow);
  }
};

TEST_F(Blockers, NobodyIsKeptWithoutAReason) { EXPECT_THAT(found(), IsEmpty()); }

TEST_F(Blockers, LoansOfAllSourcesAreCountedTogether) {
  owes(ObligationKind::loan, 1);
  owes(ObligationKind::loan, 1);
  EXPECT_THAT(found(), ElementsAre("loans:2"));
}

TEST_F(Blockers, ABalanceBlocks) {
  owes("10.00");
  owes("2.50");
  EXPECT_THAT(found(), ElementsAre("balance:12.50"));
}

TEST_F(Blockers, ABalanceUpToTheWaiveThresholdDoesNot) {
  policy_.waive_threshold = *parse_amount("5");
  owes("5.00");
  EXPECT_THAT(found(), IsEmpty());
  owes("0.01");
  EXPECT_THAT(found(), ElementsAre("balance:5.01"));
}

TEST_F(Blockers, ACreditIsNoDebt) {
  owes("-20");
  EXPECT_THAT(found(), IsEmpty());
  owes("20");
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Blockers, PurchaseOrderLines) {
  owes(ObligationKind::po_line, 1);
  EXPECT_THAT(found(), ElementsAre("po_lines:1"));
}

TEST_F(Blockers, PurchaseOrders) {
  owes(ObligationKind::purchase_order, 1);
  EXPECT_THAT(found(), ElementsAre("purchase_orders:1"));
}

TEST_F(Blockers, Invoices) {
  owes(ObligationKind::invoice, 1);
  EXPECT_THAT(found(), ElementsAre("invoices:1"));
}

TEST_F(Blockers, LockedBibliographicRecords) {
  owes(ObligationKind::locked_bib, 1);
  EXPECT_THAT(found(), ElementsAre("locked_bibs:1"));
}

TEST_F(Blockers, ImportProfiles) {
  owes(ObligationKind::import_profile, 1);
  EXPECT_THAT(found(), ElementsAre("import_profiles:1"));
}

TEST_F(Blockers, WorkInTheMetadataEditor) {
  owes(ObligationKind::md_editor, 1);
  EXPECT_THAT(found(), ElementsAre("md_editor:1"));
}

TEST_F(Blockers, Assets) {
  owes(ObligationKind::asset, 1);
  EXPECT_THAT(found(), ElementsAre("assets:1"));
}

TEST_F(Blockers, Grants) {
  owes(ObligationKind::grant, 1);
  EXPECT_THAT(found(), ElementsAre("grants:1"));
}

TEST_F(Blockers, RequestsOnTheHoldShelf) {
  owes(ObligationKind::hold_shelf_request, 1);
  EXPECT_THAT(found(), ElementsAre("hold_shelf_requests:1"));
}

TEST_F(Blockers, OrdinaryRequestsOnlyWhenTheJobSaysSo) {
  owes(ObligationKind::request, 3);
  EXPECT_THAT(found(), IsEmpty());
  policy_.block_on_requests = true;
  EXPECT_THAT(found(), ElementsAre("requests:3"));
}

TEST_F(Blockers, WhoActsOrAnswersForOthersOrIsBlocked) {
  owes(ObligationKind::block, 3);
  owes(ObligationKind::guarantee, 2);
  owes(ObligationKind::proxy, 1);
  EXPECT_THAT(found(), ElementsAre("proxies:1", "guarantees:2", "blocks:3"));
}

TEST_F(Blockers, WhatOnlyTheSourceUnderstands) {
  owes_ = {{"s100", ObligationKind::other, 1, {}, "thesis"},
           {"s100", ObligationKind::other, 2, {}, "locker"},
           {"s100", ObligationKind::other, 1, {}, "thesis"},
           {"s100", ObligationKind::other, 0, {}, "desk"}};
  EXPECT_THAT(found(), ElementsAre("other:locker:2", "other:thesis:2"));
}

TEST_F(Blockers, ACountOfNothingIsNothing) {
  owes(ObligationKind::loan, 0);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Blockers, ALeaseUntilItEnds) {
  lock_ = Lock{"desk", kNow.time + std::chrono::seconds(1)};
  EXPECT_THAT(found(), ElementsAre("locked:desk"));
  lock_ = Lock{"desk", kNow.time};
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Blockers, WhoIsKeptThroughTheLastDay) {
  keep_ = Keep{"emeritus", std::nullopt, "anna", kNow.time};
  EXPECT_THAT(found(), ElementsAre("kept:emeritus"));
  keep_->until = kNow.today;
  EXPECT_THAT(found(), ElementsAre("kept:emeritus"));
  keep_->until = kNow.today - std::chrono::days(1);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Blockers, AnAccountIsValidThroughItsExpiryDay) {
  user_.expiry_date = kNow.today + std::chrono::days(1);
  EXPECT_THAT(found(), ElementsAre("not_expired:2026-11-23"));
  user_.expiry_date = kNow.today;
  EXPECT_THAT(found(), ElementsAre("not_expired:2026-11-22"));
  user_.expiry_date = kNow.today - std::chrono::days(1);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Blockers, ExpiryDoesNotMatterWhenTheJobSaysSo) {
  user_.expiry_date = kNow.today + std::chrono::days(365);
  policy_.require_expired = false;
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Blockers, NoExpiryDateIsNoPromiseThatTheAccountLasts) {
  user_.expiry_date = std::nullopt;
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Blockers, AnAccountThatStaffMade) {
  user_.account_type = {"INTERNAL", ""};
  EXPECT_THAT(found(), ElementsAre("internal_account"));
  policy_.keep_internal = false;
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(Blockers, AllReasonsAreNamed) {
  for (const auto kind : {ObligationKind::request, ObligationKind::grant, ObligationKind::loan}) {
    owes(kind, 1);
  }
  owes("0.5");
  lock_ = Lock{"desk", kNow.time + std::chrono::hours(1)};
  user_.expiry_date = kNow.today;
  user_.account_type = {"INTERNAL", ""};
  policy_.block_on_requests = true;
  EXPECT_THAT(found(), ElementsAre("loans:1", "balance:0.50", "locked:desk", "grants:1",
                                   "not_expired:2026-11-22", "requests:1", "internal_account"));
}

}  // namespace
}  // namespace roster::purge
