// How long the store takes for a first load, a second night and a look at everybody.
//
//   bench_store [USERS] [PATH] [seeded]      default: 1000000 below the temporary directory
//
// `seeded` puts one user in beforehand, so that the load is no first load: the log is written and
// the indexes are kept up to date all along.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include "users/document.hpp"
#include "users/store.hpp"

using namespace roster;

namespace {

constexpr std::size_t kBatch = 1000;

std::string number(const char* prefix, std::uint64_t value) {
  char text[32];
  std::snprintf(text, sizeof text, "%s%09llu", prefix, static_cast<unsigned long long>(value));
  return text;
}

/// A user of about 1.2 KB: the feed's order says nothing about the order of ids.
User make_user(std::uint64_t i) {
  const std::uint64_t shuffled = i * 2654435761U % 1000000007U;
  User user;
  user.record_type = {"PUBLIC", "Public"};
  user.primary_id = number("s", shuffled) + "@example.edu";
  user.first_name = "Firstname" + std::to_string(i % 977);
  user.last_name = "Lastname" + std::to_string(i % 7919);
  user.user_group = {i % 3 ? "STUDENT" : "STAFF", i % 3 ? "Student" : "Staff"};
  user.campus_code = {"MAIN", "Main campus"};
  user.account_type = {"EXTERNAL", "External"};
  user.status = {"ACTIVE", "Active"};
  user.external_id = "SIS";
  user.preferred_language = {"en", "English"};
  user.expiry_date = Day(std::chrono::days(21000 + i % 700));
  user.purge_date = *user.expiry_date + std::chrono::days(365);
  Address address;
  address.line1 =
      std::to_string(i % 500) + " Long Example Street, Staircase " + std::to_string(i % 20);
  address.city = "Exampleton";
  address.postal_code = "12345";
  address.country = {"NOR", "Norway"};
  address.types = {{"home", "Home"}};
  user.addresses = {address, address};
  user.emails.push_back({Segment::external, true, number("mail", i) + "@example.edu", "", {}});
  user.phones.push_back({Segment::external, true, false, "+47 22 00 00 00", {{"mobile", ""}}});
  user.user_identifiers.push_back(
      {.id_type = {"BARCODE", "Barcode"}, .value = number("B", shuffled)});
  user.user_identifiers.push_back(
      {.id_type = {"UNIV_ID", "Id"}, .value = number("U", shuffled / 7 + i)});
  user.user_notes.push_back(
      {.note_type = {"LIBRARY", "Library"}, .note_text = std::string(740, 'n')});
  return user;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

struct Stopwatch {
  double cpu_before = 0;
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  void say(const char* what) {
    const auto now = std::chrono::steady_clock::now();
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    std::printf("%-46s %6.2f s, of which processor %6.2f s; peak %ld MB\n", what,
                std::chrono::duration<double>(now - start).count(), cpu - cpu_before,
                usage.ru_maxrss / 1024);
    cpu_before = cpu;
    std::fflush(stdout);
    start = std::chrono::steady_clock::now();
  }
};

void create(Transaction& transaction, std::uint64_t first, std::uint64_t count) {
  transaction.begin_change(1, Time(std::chrono::seconds(1790000000)), "import SIS");
  std::vector<User> users(kBatch);
  std::vector<Write> writes(kBatch);
  std::vector<std::string_view> values;
  for (std::uint64_t done = 0; done < count; done += kBatch) {
    values.clear();
    for (std::size_t i = 0; i < kBatch; ++i) {
      users[i] = make_user(first + done + i);
      writes[i] = {0, &users[i], nullptr, Digest{first + done + i + 1, 7}, {}};
      values.push_back(users[i].primary_id);
      for (const auto& identifier : users[i].user_identifiers) values.push_back(identifier.value);
    }
    for (const Owners& owners : transaction.owners(values)) {
      if (owners.by_primary_id || owners.by_identifier) std::puts("a value is taken?");
    }
    transaction.put(writes);
  }
}

void create_one(Store& store) {
  auto transaction = store.begin(Access::write);
  transaction->begin_change(0, Time(std::chrono::seconds(1780000000)), "by hand");
  User user;
  user.primary_id = "the first";
  Write write{0, &user, nullptr, {}, {}};
  transaction->put({&write, 1});
  transaction->commit();
}

void second_night(Transaction& transaction, std::uint64_t users) {
  transaction.begin_change(2, Time(std::chrono::seconds(1790086400)), "synchronize SIS");
  for (std::uint64_t i = 0; i < 10000; i += 100) {
    std::vector<std::string> ids;
    for (std::uint64_t k = i; k < i + 100; ++k) {
      ids.push_back(make_user(k * 7919 % users).primary_id);
    }
    const std::vector<std::string_view> values(ids.begin(), ids.end());
    std::vector<UserId> found;
    for (const Owners& owners : transaction.owners(values)) found.push_back(owners.by_primary_id);
    const std::vector<StoredUser> before = transaction.get(found);
    std::vector<User> after;
    for (const StoredUser& stored : before) after.push_back(stored.user);
    std::vector<Write> writes;
    for (std::size_t k = 0; k < after.size(); ++k) {
      after[k].last_name += "-Changed";
      writes.push_back({found[k], &after[k], &before[k], Digest{9, i + k},
                        differing_fields(after[k], before[k].user)});
    }
    transaction.put(writes);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t users = argc > 1 ? std::stoull(argv[1]) : 1000000;
  const std::string path =
      argc > 2 ? argv[2] : (std::filesystem::temp_directory_path() / "bench.db").string();
  std::filesystem::remove(path);
  std::string document;
  encode_user(make_user(1), document);
  std::printf("%llu users, document %zu bytes\n", static_cast<unsigned long long>(users),
              document.size());
  Stopwatch watch;
  for (std::uint64_t i = 0; i < users; ++i) {
    if (make_user(i).primary_id.empty()) return 1;
  }
  watch.say("making the users alone (part of the next two)");
  auto store = open_store("sqlite:" + path);
  if (argc > 3) create_one(*store);
  auto transaction = store->begin(Access::write);
  create(*transaction, 0, users);
  watch.say("load: puts");
  transaction->commit();
  watch.say("load: commit");
  transaction = nullptr;
  transaction = store->begin(Access::write);
  std::size_t count = 0;
  transaction->digests([&](UserId, const Digest&) { ++count; });
  watch.say("second night: digests");
  second_night(*transaction, users);
  watch.say("second night: 10000 updates");
  transaction->commit();
  watch.say("second night: commit");
  transaction = nullptr;
  store->checkpoint();
  watch.say("second night: checkpoint");
  transaction = store->begin(Access::read);
  count = 0;
  transaction->scan({}, [&](const StoredUser&) { return ++count > 0; });
  watch.say("scan of everybody");
  std::printf("%zu users, %lld\n", count,
              static_cast<long long>(transaction->count({.external_id = "SIS"})));
  watch.say("count of a profile");
  transaction = nullptr;
  transaction = store->begin(Access::write);
  create(*transaction, users, users / 10);
  transaction->commit();
  watch.say("a tenth more, with indexes in place");
  std::printf("%ju MB\n", static_cast<std::uintmax_t>(std::filesystem::file_size(path) >> 20));
}
