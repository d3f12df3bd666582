#include "tests/support/postgres_cluster.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "tests/support/source_root.hpp"

namespace roster::test {

namespace {

struct Pipe {
  int read = -1, write = -1;
};

/// Neither end is inherited, else the cluster would outlive this process.
Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error(std::strerror(errno));
  return {ends[0], ends[1]};
}

/// Starts a program in a session of its own, so that a Control-C does not reach it.
pid_t spawn(const std::vector<std::string>& words, int input, int output) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  pid_t pid = 0;
  const int error =
      ::posix_spawn(&pid, arguments[0], &files, &attributes, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0) throw std::runtime_error(words[0] + ": " + std::strerror(error));
  return pid;
}

}  // namespace

PostgresCluster& PostgresCluster::shared() {
  static PostgresCluster cluster;
  return cluster;
}

PostgresCluster::PostgresCluster(const std::vector<std::string>& settings) { launch(settings); }

PostgresCluster::PostgresCluster(const PostgresCluster& primary,
                                 const std::vector<std::string>& settings) {
  std::vector<std::string> words{"--standby-of", primary.home()};
  words.insert(words.end(), settings.begin(), settings.end());
  launch(std::move(words));
}

PostgresCluster::~PostgresCluster() {
  std::fclose(orders_);
  std::fclose(answers_);
  ::waitpid(pid_, nullptr, 0);
}

void PostgresCluster::launch(std::vector<std::string> words) {
  words.insert(words.begin(), tests::source_root() + "/tests/support/postgres_cluster");
  const Pipe orders = make_pipe(), answers = make_pipe();
  pid_ = spawn(words, orders.read, answers.write);
  ::close(orders.read);
  ::close(answers.write);
  orders_ = ::fdopen(orders.write, "w");
  answers_ = ::fdopen(answers.read, "r");
  home_ = answer();
}

std::string PostgresCluster::answer() {
  std::string line;
  int byte = 0;
  while ((byte = std::fgetc(answers_)) != EOF && byte != '\n') line += static_cast<char>(byte);
  if (line.empty()) throw std::runtime_error("no PostgreSQL cluster: see standard error");
  return line;
}

void PostgresCluster::order(std::string_view line) {
  std::fprintf(orders_, "%.*s\n", static_cast<int>(line.size()), line.data());
  std::fflush(orders_);
  if (const std::string said = answer(); said != "done") throw std::runtime_error(said);
}

void PostgresCluster::start() { order("start"); }
void PostgresCluster::stop() { order("stop fast"); }
void PostgresCluster::stop_at_once() { order("stop immediate"); }
void PostgresCluster::promote() { order("promote"); }

std::string PostgresCluster::url(std::string_view database) const {
  return "postgresql:///" + std::string(database) + "?host=" + home_.string() + "&user=roster";
}

std::string PostgresCluster::database_in(const std::string& url) {
  const std::string rest = url.substr(std::string_view("postgresql:///").size());
  return rest.substr(0, rest.find('?'));
}

std::string PostgresCluster::fresh() {
  const std::string name = "test" + std::to_string(++made_);
  sql("postgres", "CREATE DATABASE " + name + " OWNER roster");
  return url(name);
}

std::string PostgresCluster::copy_of(std::string_view database) {
  const std::string name = "test" + std::to_string(++made_);
  sql("postgres", "CREATE DATABASE " + name + " OWNER roster TEMPLATE " + std::string(database));
  return url(name);
}

std::string PostgresCluster::sql(std::string_view database, std::string_view script) {
  const std::filesystem::path file = home_ / "script.sql";
  std::ofstream(file, std::ios::binary) << script;
  const std::string command =
      "/usr/lib/postgresql/15/bin/psql -qAtX -v ON_ERROR_STOP=1 -U postgres -h " + home_.string() +
      " -d " + std::string(database) + " -f " + file.string() + " 2>&1";
  std::FILE* psql = ::popen(command.c_str(), "re");
  if (psql == nullptr) throw std::runtime_error("psql: " + std::string(std::strerror(errno)));
  std::string said;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), psql))
    said.append(part.data(), size);
  if (::pclose(psql) != 0) throw std::runtime_error(said);
  return said;
}

}  // namespace roster::test
