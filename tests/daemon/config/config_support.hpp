// What the tests of the configuration share.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "daemon/config/config.hpp"
#include "tests/support/source_root.hpp"

namespace roster {

/// All that is wrong with a configuration, as an administrator sees it.
inline std::string complaints(const std::string& text) {
  return parse_config(text, "roster.yaml").problem_text();
}

/// What is wrong with one profile besides its code.
inline std::string profile_complaints(const std::string& lines) {
  return complaints("profiles:\n- code: SIS\n" + lines);
}

inline std::string purge_complaints(const std::string& lines) {
  return complaints("profiles: [{code: SIS}]\nobligations: none\npurge:\n  jobs:\n  - name: all\n" +
                    lines);
}

inline Config usable(const std::string& text) {
  const ConfigFile file = parse_config(text, "/etc/roster/roster.yaml");
  EXPECT_EQ(file.problem_text(), "");
  EXPECT_TRUE(file.is_usable());
  return file.config;
}

inline std::string contents(const std::string& file) {
  std::ifstream in{roster::tests::source_root() + "/" + file};
  EXPECT_TRUE(in.is_open()) << file;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace roster
