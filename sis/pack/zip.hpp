// Zip: zip files to be written. Entries carry no time, so that equal contents give equal bytes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace roster::sis {

using Output = std::function<void(std::string_view)>;

/// A zip file under construction at `path`, created anew. Unless it is completed it is removed.
/// Throws std::system_error when the file cannot be written, FeedError when the archive cannot be
/// made.
class ZipWriter {
 public:
  explicit ZipWriter(const std::string& path);
  /// The same, whose bytes `output` gets: what it throws comes through. Errors call it `name`.
  ZipWriter(const std::string& name, Output output);
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;

  /// Ends the entry before, if there is one, and begins the next.
  void entry(const std::string& name);
  /// Appends to the entry.
  void write(std::string_view bytes);
  /// Ends the file. Nothing may follow.
  void complete();

 private:
  struct Archive;
  std::unique_ptr<Archive> archive_;
};

/// Writes what `produce` writes as the only entry `name` of a zip file. What it throws comes
/// through.
void write_zip(const std::string& path, const std::string& name,
               const std::function<void(const Output&)>& produce);

}  // namespace roster::sis
