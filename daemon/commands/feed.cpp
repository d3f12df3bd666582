#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "daemon/commands/commands.hpp"
#include "daemon/show/finding_text.hpp"
#include "daemon/work/feed_file.hpp"
#include "sis/load/validate.hpp"
#include "sis/pack/zip.hpp"
#include "sis/record/writer_v2.hpp"
#include "sis/sample/sample.hpp"
#include "users/base/output_file.hpp"

namespace roster {

namespace {

/// The built-in profile with the command's options applied.
sis::Profile profile_for(const Arguments& arguments) {
  sis::Profile profile;
  profile.synchronize.xsd = parse_xsd(arguments.optional_text("xsd").value_or("auto"));
  if (arguments.flag("strict")) profile.reading = sis::Reading::strict;
  return profile;
}

std::shared_ptr<const FeedFile> opened(const Session& session, const std::string& path) {
  return std::shared_ptr<const FeedFile>(new FeedFile(session.open(path)));
}

using Produce = std::function<void(const std::function<void(std::string_view)>&)>;

/// Writes a feed to a file, which appears complete or not at all; packed when its name says so.
void write_feed(const std::string& path, const Produce& produce) {
  OutputFile file(path);
  const auto write = [&file](std::string_view text) { file.write(text); };
  if (path.ends_with(".zip")) {
    sis::ZipWriter zip(path, write);
    zip.entry(std::filesystem::path(path).stem().string() + ".xml");
    produce([&zip](std::string_view text) { zip.write(text); });
    zip.complete();
  } else {
    produce(write);
  }
  file.publish();
}

}  // namespace

Document run_validate(Session& session, const Arguments& arguments) {
  const auto profile = std::make_shared<sis::Profile>(profile_for(arguments));
  Validation validation;
  for (const std::string& path : arguments.required_texts("FILE")) {
    const auto file = opened(session, path);
    const auto read = [&session, profile, file](const sis::OnFinding& tell) {
      const sis::ReadOptions options =
          sis::read_options(*profile, profile->synchronize, JobKind::synchronize, nullptr);
      return sis::validate(file->fd(), file->name(), session.config().limits, options,
                           session.workers(), tell, progress_of(file->name(), session));
    };
    validation.files.push_back({path, read});
  }
  return validation;
}

namespace {

sis::SampleOptions sample_options(const Arguments& arguments) {
  const std::string version = arguments.optional_text("xsd").value_or("v2");
  if (version != "v1" && version != "v2")
    throw CommandError(Exit::usage, fmt::format("--xsd: '{}' is neither v1 nor v2", version));
  const auto count = [&](std::string_view name, std::int64_t otherwise) {
    const std::int64_t value = arguments.number(name).value_or(otherwise);
    if (value < 0) throw CommandError(Exit::usage, fmt::format("--{} must not be negative", name));
    return static_cast<std::uint64_t>(value);
  };
  sis::SampleOptions options;
  options.version = version == "v1" ? sis::FormatVersion::v1 : sis::FormatVersion::v2;
  options.users = count("users", 1);
  options.seed = count("seed", 1);
  options.night = count("night", 0);
  return options;
}

}  // namespace

Document run_sample(Session&, const Arguments& arguments) {
  const sis::SampleOptions options = sample_options(arguments);
  const Produce produce = [options](const auto& write) { sis::write_sample(options, write); };
  const std::optional<std::string> path = arguments.optional_text("output");
  if (!path || *path == "-") return Printed{produce};
  write_feed(*path, produce);
  return Notice{"", {{"file", *path}, {"users", options.users}}};
}

namespace {

/// Converts the valid records of a file to V.2; returns their number.
std::int64_t convert(Session& session, const FeedFile& file, const sis::ReadOptions& options,
                     const sis::OnFinding& tell, const sis::Output& write) {
  std::int64_t users = 0;
  std::string text;
  sis::write_prologue(text);
  const auto sink = [&](const sis::ReadBatch& batch) {
    sis::tell_warnings(batch.entry, {}, batch.warnings, tell);
    for (const sis::ReadRecord& record : batch.records) {
      sis::tell_findings(batch.entry, record, tell);
      if (record.rejection) continue;
      ++users;
      sis::write_user(record.user, text);
    }
    write(text);
    text.clear();
  };
  sis::read_feed(file.fd(), file.name(), session.config().limits, options, session.workers(),
                 [&](std::span<sis::ReadBatch> batches) {
                   std::for_each(batches.begin(), batches.end(), sink);
                 });
  sis::write_epilogue(text);
  write(text);
  return users;
}

}  // namespace

namespace {

/// Writes V.2 to a pipe; what was left out is reported beside it and determines the exit code.
Printed piped(Session& session, const std::string& from,
              std::function<std::int64_t(const sis::OnFinding&, const sis::Output&)> converted) {
  return {[&session, from, converted](const WriteText& write) {
    std::int64_t left_out = 0;
    const auto& remark = session.caller().on_remark;
    converted(
        [&](const sis::Finding& finding) {
          if (finding.severity == sis::Severity::error) ++left_out;
          if (remark) remark(finding_text(from, finding));
        },
        write);
    if (left_out > 0)
      throw CommandError(Exit::rejected, fmt::format("{} records were left out", left_out));
  }};
}

}  // namespace

Document run_convert(Session& session, const Arguments& arguments) {
  const auto profile = std::make_shared<sis::Profile>(profile_for(arguments));
  profile->code.clear();  // the converted users belong to no profile yet
  const std::string from = arguments.text("FILE"), to = arguments.text("output");
  const auto file = opened(session, from);
  const auto converted = [&session, profile, file](const sis::OnFinding& tell,
                                                   const sis::Output& write) {
    const sis::ReadOptions options =
        sis::read_options(*profile, profile->synchronize, JobKind::synchronize, nullptr);
    return convert(session, *file, options, tell, write);
  };
  if (to == "-") return piped(session, from, converted);
  return Conversion{to, {from, [to, converted](const sis::OnFinding& tell) {
                           std::int64_t users = 0;
                           write_feed(to,
                                      [&](const auto& write) { users = converted(tell, write); });
                           return users;
                         }}};
}

}  // namespace roster
