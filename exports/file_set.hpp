// File set: the files that one export makes, in the export's own directory. As long as the job has
// not committed they have hidden names, `.JOB.N.partial`, or `.JOB.N.FENCE.partial` of a writer
// with a fence (Store::fence).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exports/out_file.hpp"
#include "exports/payload.hpp"
#include "sis/pack/zip.hpp"
#include "users/store/store.hpp"

namespace roster::exports {

/// May the files take names that are there? `free`: what lies there was not taken yet.
enum class Names : std::uint8_t { free, replaced };

/// Who makes the files.
struct Maker {
  JobNumber job = 0;
  std::int64_t fence = 0;
};

class FileSet {
 public:
  /// Makes the directory when it is missing.
  FileSet(std::filesystem::path directory, const Settings& settings, Maker maker, Day today,
          Names names);

  /// Removes hidden files of jobs that came to no good, and of earlier runs of this one; none of a
  /// later writer.
  void sweep(Transaction& transaction);
  /// Appends; the first text makes the file.
  void write(std::string_view text);
  /// What follows goes into another file: the next entry of the zip, or the next zip.
  void next();
  /// A file of ids beside the others.
  void write_removed(std::string_view text);
  /// Brings all to the disk. Without a text there is no file.
  std::vector<Made> complete();

 private:
  std::filesystem::path directory_;
  const Settings& settings_;
  Maker maker_;
  Day today_;
  Names names_;
  std::vector<Made> made_;
  std::unique_ptr<OutFile> plain_;
  std::unique_ptr<sis::ZipWriter> zip_;
  int entries_ = 0;  // of the zip
  bool wants_entry_ = true;
  int part_ = 0;

  bool is_zip() const;
  std::filesystem::path begin(const std::string& name);
  std::string name(std::string_view suffix) const;
  std::string free_name(const std::string& wanted, Names names) const;
  void end_zip();
};

/// `koha-{date}-{job}.csv` → `koha-2026-11-26-17.csv`. `{day}` is the date without dashes.
std::string expand_pattern(std::string_view pattern, Day today, JobNumber job);
/// Which words in braces a pattern has that mean nothing; empty when all do.
std::string unknown_word(std::string_view pattern);

}  // namespace roster::exports
