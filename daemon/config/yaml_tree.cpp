#include "daemon/config/yaml_tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cassert>
#include <sstream>
#include <utility>

namespace roster {
namespace {

constexpr Position kStart{1, 1};  // of what is wrong with the file as a whole

Position position_of(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

/// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::vector<Problem>& problems) : problems_{problems} {}

  YamlNode& root() { return root_; }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_extras(mark, "", anchor);
    add({.kind = YamlNode::Kind::null, .at = position_of(mark)});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    problem(mark, "aliases (*name) are not supported: write the value out");
    add({.kind = YamlNode::Kind::null, .at = position_of(mark)});
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_extras(mark, tag, anchor);
    add({.kind = YamlNode::Kind::scalar, .at = position_of(mark), .text = value});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    refuse_extras(mark, tag, anchor);
    open_.push_back({{.kind = YamlNode::Kind::list, .at = position_of(mark)}, {}});
  }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    refuse_extras(mark, tag, anchor);
    open_.push_back({{.kind = YamlNode::Kind::map, .at = position_of(mark)}, {}});
  }

  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  /// A list or map that is not closed yet; for a map, with the key whose value comes next.
  struct Open {
    YamlNode node;
    std::optional<YamlNode> key;
  };

  void problem(const YAML::Mark& mark, std::string message) {
    problems_.push_back({Severity::error, position_of(mark), std::move(message)});
  }

  void refuse_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    // yaml-cpp's own tags: "?" for a plain value, "!" for a quoted one.
    if (!tag.empty() && tag != "?" && tag != "!") problem(mark, "tags (!name) are not supported");
    if (anchor != YAML::NullAnchor) {
      problem(mark, "anchors (&name) are not supported: write the value out each time");
    }
  }

  void close() {
    assert(!open_.empty());
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }

  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      if (node.kind != YamlNode::Kind::scalar) {
        problems_.push_back({Severity::error, node.at, "a key must be plain text"});
      }
      parent.key = std::move(node);
    } else {
      parent.node.entries.push_back({std::move(parent.key->text), parent.key->at, std::move(node)});
      parent.key.reset();
    }
  }

  std::vector<Problem>& problems_;
  std::vector<Open> open_;
  YamlNode root_;
};

void parse_document(const std::string& text, TreeBuilder& builder, std::vector<Problem>& problems) {
  std::istringstream in{text};
  YAML::Parser parser{in};
  if (!parser.HandleNextDocument(builder)) {
    problems.push_back({Severity::error, kStart, "the file is empty"});
    return;
  }
  std::vector<Problem> ignored;
  TreeBuilder second{ignored};
  if (parser.HandleNextDocument(second)) {
    problems.push_back({Severity::error, second.root().at, "a second document begins here"});
  }
}

}  // namespace

std::string format_problem(std::string_view file, const Problem& problem) {
  std::string where{file};
  if (problem.at.line > 0) where += fmt::format(":{}:{}", problem.at.line, problem.at.column);
  return fmt::format("{}: {}{}", where, problem.severity == Severity::warning ? "warning: " : "",
                     problem.message);
}

std::optional<YamlNode> parse_yaml(const std::string& text, std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  if (text.size() > kLongestYaml) {
    problems.push_back({Severity::error, kStart, "the file is larger than 1MiB"});
    return std::nullopt;
  }
  TreeBuilder builder{problems};
  try {
    parse_document(text, builder, problems);
  } catch (const YAML::DeepRecursion& error) {
    problems.push_back({Severity::error, position_of(error.mark), "nested too deeply"});
  } catch (const YAML::Exception& error) {
    problems.push_back({Severity::error, position_of(error.mark), "not YAML: " + error.msg});
  }
  if (problems.size() != before) return std::nullopt;
  return std::move(builder.root());
}

}  // namespace roster
