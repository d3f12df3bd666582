#include "tests/users/store/postgres/sql_lint.hpp"

#include <algorithm>

namespace roster::test {

namespace {

/// Reads C++ as far as needed to tell literals from all else.
class Literals {
 public:
  Literals(const std::string& source, const std::string& name) : source_(source), name_(name) {}

  std::vector<SqlText> read() {
    while (at_ < source_.size()) step();
    finish();
    return std::move(found_);
  }

 private:
  const std::string& source_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of the text that is being put together
  bool open_ = false;
  std::string text_;
  std::vector<SqlText> found_;

  bool starts(std::string_view word) const { return source_.compare(at_, word.size(), word) == 0; }

  void step() {
    if (starts("//")) {
      at_ = std::min(source_.find('\n', at_), source_.size());
    } else if (starts("R\"(")) {
      const std::size_t end = source_.find(")\"", at_);
      add(source_.substr(at_ + 3, end - at_ - 3));
      at_ = end + 2;
    } else if (source_[at_] == '"') {
      read_plain();
    } else if (source_[at_] == '\'') {
      finish();
      at_ += starts("'\\") ? 4 : 3;  // a character
    } else {
      if (std::isspace(static_cast<unsigned char>(source_[at_])) == 0) finish();
      ++at_;
    }
  }

  void read_plain() {
    std::string literal;
    for (++at_; at_ < source_.size() && source_[at_] != '"'; ++at_) {
      if (source_[at_] == '\\') ++at_;
      literal += source_[at_];
    }
    ++at_;
    add(literal);
  }

  void add(const std::string& literal) {
    if (!open_) begin_ = at_;
    open_ = true;
    text_ += literal;
  }

  void finish() {
    if (!open_) return;
    const auto line =
        1 + std::count(source_.begin(), source_.begin() + static_cast<long>(begin_), '\n');
    found_.push_back({name_ + ":" + std::to_string(line), std::move(text_)});
    text_.clear();
    open_ = false;
  }
};

}  // namespace

std::vector<SqlText> literals_of(const std::string& source, const std::string& name) {
  return Literals(source, name).read();
}

std::vector<SqlText> statements_of(const std::string& script, const std::string& name) {
  std::vector<SqlText> statements;
  std::string text;
  std::size_t line = 1, first = 1;
  bool in_text = false;
  for (std::size_t at = 0; at < script.size(); ++at) {
    const char c = script[at];
    if (c == '\n') ++line;
    if (c == '\'') in_text = !in_text;
    if (!in_text && script.compare(at, 2, "--") == 0) {
      at = std::min(script.find('\n', at), script.size()) - 1;
    } else if (!in_text && c == ';') {
      statements.push_back({name + ":" + std::to_string(first), std::move(text)});
      text.clear();
    } else if (!text.empty() || std::isspace(static_cast<unsigned char>(c)) == 0) {
      if (text.empty()) first = line;
      text += c == '\n' ? ' ' : c;
    }
  }
  return statements;
}

}  // namespace roster::test
