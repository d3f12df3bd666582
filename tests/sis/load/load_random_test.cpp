// Random nights: small feeds of people who share few ids, with staff at work in between. Whatever
// happens, ids stay unique, reports add up, an undo takes a load back, and it makes no difference
// how the records are spread over files and workers.
#include <map>
#include <random>
#include <regex>
#include <set>

#include "tests/sis/unpack/archives.hpp"
#include "tests/support/load_fixture.hpp"
#include "tests/support/memory_directory.hpp"

namespace roster::test {
namespace {

/// Dice that fall the same way everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class Container>
  auto pick(const Container& from) {
    return *std::next(std::begin(from), static_cast<std::ptrdiff_t>(below(std::size(from))));
  }

 private:
  std::mt19937_64 engine_;
};

// Some ids are the same but for their case; some serve as primary id and as identifier.
const char* const kPrimaryIds[] = {"ada", "ADA", "bob", "cy", "Cy", "100", "101"};
const char* const kValues[] = {"100", "101", "102", "x3", "X3", "bob"};
const char* const kTypes[] = {"BARCODE", "BARCODE", "UNIV_ID"};
const char* const kGroups[] = {"", "STAFF", "UNDERGRAD"};

std::string random_record(Dice& dice) {
  std::string items, elements;
  if (!dice.one_in(8)) elements += element("primary_id", dice.pick(kPrimaryIds));
  if (dice.one_in(2)) elements += element("last_name", dice.pick(kGroups));
  elements += element("user_group", dice.pick(kGroups));
  if (dice.one_in(2)) elements += "<purge_date>2026-11-22</purge_date>";
  for (std::size_t n = dice.below(4); n > 0; --n)
    items += identifier_xml(dice.pick(kTypes), dice.pick(kValues));
  return "<user>" + elements + element("user_identifiers", items) + "</user>";
}

std::vector<std::string> random_records(Dice& dice) {
  std::vector<std::string> records;
  for (std::size_t n = 1 + dice.below(8); n > 0; --n)
    records.push_back(records.empty() || !dice.one_in(10) ? random_record(dice)
                                                          : dice.pick(records));
  return records;
}

/// The records in documents of so many, zipped.
std::string zipped(const std::vector<std::string>& records, std::size_t together) {
  sis::testing::Zip zip;
  for (std::size_t at = 0; at < records.size(); at += together) {
    std::string document;
    for (std::size_t i = at; i < std::min(records.size(), at + together); ++i)
      document += records[i];
    zip.add({.name = fmt::format("{:03}.xml", at), .text = users(document), .method = 0});
  }
  return zip.bytes();
}

/// One store, with its own way to receive the same records.
class Night : public LoadWorld {
 public:
  Night(std::size_t together, unsigned workers) : together_(together) {
    request_.workers = workers;
    request_.reports = in_memory_.path();
  }

  Ended receive(JobKind kind, const std::vector<std::string>& records) {
    Ended ended = run(kind, zipped(records, together_));
    ended.lines = std::regex_replace(ended.lines, kEntry, "");
    return ended;
  }

  /// Staff put an identifier of the library's own on a user, unless somebody has it.
  void give_card(std::string_view id, std::string_view value) {
    {
      const auto transaction = store_->begin(Access::write);
      const std::string_view values[] = {value};
      const Owners owners = transaction->owners(values).front();
      if (owners.by_primary_id != 0 || owners.by_identifier != 0) return;
    }
    set(id, "user_identifier:CARD", value);
  }

 private:
  const std::regex kEntry{R"("entry":"[^"]*",)"};
  TemporaryDirectory in_memory_{memory_directory()};
  std::size_t together_;
};

/// Who has an id: as primary id or as identifier, whatever its case.
void expect_ids_unique(Night& night) {
  std::map<std::string, std::set<std::string>> holders;
  for (const std::string& id : night.everybody()) {
    holders[fold_primary_id(id)].insert(id);
    for (const Identifier& identifier : night.user(id).user_identifiers)
      holders[fold_identifier(identifier.value, IdentifierCase::insensitive)].insert(id);
  }
  for (const auto& [value, people] : holders)
    EXPECT_EQ(people.size(), 1U) << value << " belongs to several";
}

std::int64_t count_lines(const std::string& lines, const std::string& outcome) {
  const std::regex line("\\{\"outcome\":\"" + outcome + "\"");
  return std::distance(std::sregex_iterator(lines.begin(), lines.end(), line), {});
}

void expect_report_adds_up(const Ended& ended, std::size_t records) {
  auto counts = ended.job.counts;
  EXPECT_EQ(counts["processed"], static_cast<std::int64_t>(records));
  EXPECT_EQ(counts["processed"],
            counts["created"] + counts["updated"] + counts["unchanged"] + counts["rejected"]);
  for (const char* outcome : {"created", "updated", "rejected"})
    EXPECT_EQ(count_lines(ended.lines, outcome), counts[outcome]) << outcome;
}

class RandomNights : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  void choose_profile(Dice& dice) {
    const bool by_barcode = dice.one_in(3);
    const bool reject = dice.one_in(8);
    const bool generate = dice.one_in(2);
    for (Night* night : nights_) {
      night->profile_.synchronize.match = by_barcode ? "BARCODE" : "primary_id";
      night->profile_.synchronize.unmatched = reject ? sis::Unmatched::reject : sis::Unmatched::add;
      night->profile_.generate_primary_id = generate;
    }
  }

  void receive(Dice& dice) {
    const JobKind kind = dice.one_in(6) ? JobKind::import : JobKind::synchronize;
    const std::vector<std::string> records = random_records(dice);
    SCOPED_TRACE(::testing::PrintToString(records));
    const auto before = together_.dump();
    const Ended ended = together_.receive(kind, records);
    expect_report_adds_up(ended, records.size());
    expect_ids_unique(together_);
    expect_same_elsewhere(kind, records, ended);
    if (!dice.one_in(4)) return;
    for (Night* night : nights_) {
      EXPECT_EQ(night->undo(night->last_.number).job.counts.at("kept"), 0);
      EXPECT_EQ(night->dump(), before);
    }
  }

  void expect_same_elsewhere(JobKind kind, const std::vector<std::string>& records,
                             const Ended& ended) {
    for (Night* other : {&apart_, &mixed_}) {
      const Ended same = other->receive(kind, records);
      EXPECT_EQ(same.summary(), ended.summary());
      EXPECT_EQ(same.lines, ended.lines);
      EXPECT_EQ(other->dump(), together_.dump());
    }
  }

  void work_of_staff(Dice& dice) {
    const auto people = together_.everybody();
    if (people.empty()) return;
    const std::string id = dice.pick(people);
    const std::string value = dice.pick(kValues);
    const std::size_t what = dice.below(4);
    for (Night* night : nights_) {
      if (what == 0) night->set(id, "user_group", "VISITOR");
      if (what == 1) night->give_card(id, value);
      if (what == 2) night->set(id, "last_name", "Byron");
      if (what == 3) night->set(id, "account_type", value == "100" ? "INTERNAL" : "EXTERNAL");
    }
  }

  Night together_{100, 1}, apart_{1, 1}, mixed_{3, 4};
  Night* const nights_[3] = {&together_, &apart_, &mixed_};
};

constexpr std::uint64_t kSeedsEach = 20;

TEST_P(RandomNights, keep_every_promise) {
  for (std::uint64_t seed = GetParam(); seed < GetParam() + kSeedsEach; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Dice dice(seed);
    for (Night* night : nights_) night->store_ = open_store("sqlite::memory:");
    for (int step = 0; step < 6 && !HasFailure(); ++step) {
      choose_profile(dice);
      receive(dice);
      work_of_staff(dice);
    }
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomNights, ::testing::Range<std::uint64_t>(0, 200, kSeedsEach));

}  // namespace
}  // namespace roster::test
