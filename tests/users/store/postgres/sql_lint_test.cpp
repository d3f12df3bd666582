// Every SQL text of the store in PostgreSQL stays in the subset that other databases know, too.
#include "tests/users/store/postgres/sql_lint.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/files.hpp"
#include "tests/support/source_root.hpp"

namespace roster::test {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(const std::string& folder, const std::string& extension) {
  std::vector<fs::path> files;
  const fs::path root = fs::path(tests::source_root()) / folder;
  if (!fs::exists(root)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.path().extension() == extension) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string shown(const fs::path& file) {
  return fs::relative(file, tests::source_root()).string();
}

/// Of the engine, and of what it shares with others.
std::vector<SqlText> texts_in_code() {
  std::vector<SqlText> texts;
  for (const char* folder : {"users/store/sql", "users/store/postgres"})
    for (const char* extension : {".cpp", ".hpp"})
      for (const fs::path& file : files_below(folder, extension))
        for (SqlText& text : literals_of(read_file(file), shown(file)))
          if (is_sql(text.text)) texts.push_back(std::move(text));
  return texts;
}

std::vector<SqlText> texts_in_schemas() {
  std::vector<SqlText> texts;
  for (const fs::path& file : files_below("schemas/sql", ".sql"))
    if (file.filename().string().starts_with("postgres_"))
      for (SqlText& text : statements_of(read_file(file), shown(file)))
        texts.push_back(std::move(text));
  return texts;
}

std::string complaints(const std::vector<SqlText>& texts) {
  std::string all;
  for (const SqlText& text : texts)
    for (const std::string& reason : lint_sql(text.text))
      all += text.where + ": " + reason + "\n  " + text.text + "\n";
  return all;
}

TEST(SqlLintTest, TheEngineStaysInTheSubset) {
  const std::vector<SqlText> texts = texts_in_code();
  ASSERT_GT(texts.size(), 100U) << "the texts were not found";
  EXPECT_EQ(complaints(texts), "");
}

TEST(SqlLintTest, TheSchemaStaysInTheSubset) {
  const std::vector<SqlText> texts = texts_in_schemas();
  ASSERT_GT(texts.size(), 30U) << "the statements were not found";
  EXPECT_EQ(complaints(texts), "");
}

TEST(SqlLintTest, TextsOfTheSchemaAreOrderedByTheirBytes) {
  const std::regex column(R"re(\btext\b(?! COLLATE "C"))re");
  for (const SqlText& text : texts_in_schemas()) {
    if (!text.text.starts_with("CREATE TABLE")) continue;
    EXPECT_FALSE(std::regex_search(text.text, column)) << text.where << ": " << text.text;
  }
}

TEST(SqlLintTest, EachStatementOfTheSchemaCanBeRepeated) {
  const std::regex once(R"(^CREATE (TABLE|INDEX|UNIQUE INDEX) (?!IF NOT EXISTS)|^CREATE VIEW)");
  for (const SqlText& text : texts_in_schemas())
    EXPECT_FALSE(std::regex_search(text.text, once)) << text.where << ": " << text.text;
}

TEST(SqlLintTest, FindsWhatIsBanned) {
  for (const char* text : {
           "MERGE INTO users USING staged ON id = number WHEN MATCHED THEN DELETE",
           "CREATE OR REPLACE RULE r AS ON DELETE TO users DO NOTHING",
           "CREATE TRIGGER t AFTER UPDATE ON users",
           "LISTEN jobs",
           "NOTIFY jobs",
           "LOCK TABLE users IN SHARE MODE",
           "CREATE TEMP TABLE known (id bigint)",
           "CREATE UNLOGGED TABLE staged (id bigint)",
           "CREATE TABLE x (id bigint REFERENCES users DEFERRABLE)",
           "SELECT pg_try_advisory_lock(1)",
           "CREATE TABLE x (id bigserial PRIMARY KEY)",
           "SELECT nextval('numbers')",
           "SELECT txid_current()",
           "CREATE UNIQUE INDEX i ON users (lower(primary_id))",
           "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
           "COPY users FROM STDIN WITH (FREEZE)",
           "INSERT INTO users VALUES (1) ON CONFLICT DO NOTHING",
           "INSERT INTO users VALUES (1) ON CONFLICT ON CONSTRAINT users_pkey DO NOTHING",
           "INSERT INTO users VALUES (1) ON CONFLICT (lower(id)) DO NOTHING",
           "BEGIN",
       })
    EXPECT_FALSE(lint_sql(text).empty()) << text;
  EXPECT_TRUE(
      lint_sql("INSERT INTO users VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 2").empty());
  EXPECT_TRUE(lint_sql("BEGIN ISOLATION LEVEL READ COMMITTED").empty());
}

TEST(SqlLintTest, ReadsTheTextsOfASourceFile) {
  const std::vector<SqlText> texts = literals_of(
      "// \"no text\"\nrun(\"SELECT \\\"user\\\"\"\n    \" FROM users\", '\"');\nR\"(a)\"",
      "x.cpp");
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts[0].text, "SELECT \"user\" FROM users");
  EXPECT_EQ(texts[0].where, "x.cpp:2");
  EXPECT_EQ(texts[1].text, "a");
}

}  // namespace
}  // namespace roster::test
