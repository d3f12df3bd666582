// Feeds of a few users, as text.
#pragma once

#include <string>

namespace roster::test {

inline std::string user(const std::string& id, const std::string& group = "UNDERGRAD",
                        const std::string& more = "") {
  return "<user><primary_id>" + id + "</primary_id><last_name>Byron</last_name><user_group>" +
         group + "</user_group><purge_date>2030-01-01Z</purge_date>" + more + "</user>";
}

/// The records begin on line 2.
inline std::string users(const std::string& records) {
  return "<users>\n" + records + "\n</users>\n";
}

}  // namespace roster::test
