// Named files: opens the files that a command line names with the caller's own rights.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/work/arguments.hpp"
#include "daemon/work/given_files.hpp"
#include "users/base/name_keeper.hpp"

namespace roster {

inline constexpr std::string_view kStandardInput = "-";

/// What becomes of files that lie on a network file system, whose server may hang.
enum class NetworkFiles : std::uint8_t {
  as_they_are,
  copied  // another process reads them: it waits for nobody's disk
};

/// Is it the type (statfs) of a network file system, or of one that a program serves?
bool is_network_file_system(std::int64_t type);

/// What the parameters FILE, --xsd and --confirmed name, kMaxFiles at most: descriptors, or why a
/// name could not be opened (it may be a profile's, perhaps). What TO names is made: it must not be
/// there yet. `-` is standard input, read to its end. Throws std::system_error when that cannot be
/// kept.
GivenFiles named_files(const Arguments& arguments, NetworkFiles network);

/// The file that TO names: removed, with the rights that made it, unless it is kept.
class MadeFile {
 public:
  MadeFile(const Arguments& arguments, const GivenFiles& files);
  ~MadeFile();
  MadeFile(const MadeFile&) = delete;
  MadeFile& operator=(const MadeFile&) = delete;
  void keep();

 private:
  std::string path_;
  std::unique_ptr<NameKeeper> keeper_;  // root's
};

}  // namespace roster
