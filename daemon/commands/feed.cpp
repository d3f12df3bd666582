#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "daemon/commands/commands.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/work/feed_file.hpp"
#include "sis/load/validate.hpp"
#include "sis/record/writer_v2.hpp"
#include "sis/sample/sample.hpp"

namespace roster {

namespace {

namespace json = boost::json;

/// The built-in profile as the command's options bend it.
sis::Profile profile_for(const Arguments& arguments) {
  sis::Profile profile;
  profile.synchronize.xsd = parse_xsd(arguments.optional_text("xsd").value_or("auto"));
  if (arguments.flag("strict")) profile.reading = sis::Reading::strict;
  return profile;
}

std::string to_text(const std::string& file, const sis::Finding& finding) {
  const std::string where = finding.entry.empty() ? file : file + "!" + finding.entry;
  const std::string who =
      finding.primary_id.empty() ? "" : fmt::format("user {}: ", finding.primary_id);
  return fmt::format("{}:{}: {}{}: {}\n", where, finding.line, who, finding.code, finding.message);
}

json::object finding_json(const sis::Finding& finding) {
  return {{"entry", finding.entry},
          {"line", finding.line},
          {"primary_id", finding.primary_id},
          {"code", finding.code},
          {"severity", finding.severity == sis::Severity::error ? "error" : "warning"},
          {"message", finding.message}};
}

/// One file's findings, told as they come (text) or collected (JSON).
class Findings {
 public:
  Findings(const std::string& file, const Output& out) : file_(file), out_(out) {}

  void add(const sis::Finding& finding) {
    if (finding.severity == sis::Severity::error)
      ++errors_;
    else
      ++warnings_;
    if (out_.format == Format::json)
      list_.push_back(finding_json(finding));
    else
      out_.write(to_text(file_, finding));
  }

  Exit validate(const FeedFile& file, const sis::ReadOptions& options, const sis::Limits& limits,
                unsigned workers) {
    try {
      users_ = sis::validate(
          file.fd(), file.name(), limits, options, workers, [&](const sis::Finding& f) { add(f); },
          progress_of(file.name(), out_));
    } catch (const sis::FeedError& refused) {
      if (out_.format == Format::text)
        out_.write(fmt::format("{}\n", refused.what()));
      else
        list_.push_back(
            finding_json(sis::Finding{{}, 0, {}, "refused", sis::Severity::error, refused.what()}));
      return Exit::refused;
    }
    if (out_.format == Format::text)
      out_.write(
          fmt::format("{}: {} users, {} errors, {} warnings\n", file_, users_, errors_, warnings_));
    return errors_ > 0 ? Exit::rejected : Exit::done;
  }

  json::object document() && {
    return {{"file", file_}, {"users", users_}, {"findings", std::move(list_)}};
  }

 private:
  std::string file_;
  const Output& out_;
  json::array list_;
  std::int64_t users_ = 0, errors_ = 0, warnings_ = 0;
};

/// Writes a feed to a file, which appears whole or not at all, or to the output.
using Produce = std::function<void(const std::function<void(std::string_view)>&)>;

void write_plain(const std::string& path, const Produce& produce) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr)
    throw std::system_error(errno, std::generic_category(), "cannot create " + path);
  bool sound = true;
  produce([&](std::string_view text) {
    sound &= std::fwrite(text.data(), 1, text.size(), file) == text.size();
  });
  if (std::fclose(file) != 0 || !sound)
    throw std::system_error(errno, std::generic_category(), "cannot write " + path);
}

void write_feed(const Arguments& arguments, const Output& out, const Produce& produce) {
  const std::optional<std::string> path = arguments.optional_text("output");
  if (!path) return produce(out.write);
  const std::string partial = *path + ".partial";
  try {
    if (path->ends_with(".zip"))
      sis::write_zip(partial, std::filesystem::path(*path).stem().string() + ".xml", produce);
    else
      write_plain(partial, produce);
  } catch (...) {
    std::filesystem::remove(partial);
    throw;
  }
  std::filesystem::rename(partial, *path);
}

}  // namespace

Exit run_validate(Session& session, const Arguments& arguments, const Output& out) {
  const sis::Profile profile = profile_for(arguments);
  const sis::ReadOptions options =
      sis::read_options(profile, profile.synchronize, JobKind::synchronize, nullptr);
  Exit worst = Exit::done;
  json::array files;
  for (const std::string& path : arguments.required_texts("FILE")) {
    const FeedFile file(path);
    Findings findings(path, out);
    worst = std::max(worst,
                     findings.validate(file, options, session.config().limits, session.workers()));
    if (out.format == Format::json) files.push_back(std::move(findings).document());
  }
  if (out.format == Format::json) out.json(json::object{{"files", std::move(files)}});
  return worst;
}

Exit run_sample(Session&, const Arguments& arguments, const Output& out) {
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
  write_feed(arguments, out, [&](const auto& write) { sis::write_sample(options, write); });
  return Exit::done;
}

Exit run_completion(Session&, const Arguments&, const Output& out) {
  out.write(bash_completion());
  return Exit::done;
}

namespace {

/// Writes the sound records of a file as V.2; answers how many there were.
std::int64_t convert(Session& session, const FeedFile& file, const sis::ReadOptions& options,
                     const sis::OnFinding& tell, const sis::Output& write) {
  std::int64_t users = 0;
  std::string text;
  sis::write_prologue(text);
  const auto sink = [&](sis::ReadBatch&& batch) {
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
  sis::read_feed(file.fd(), file.name(), session.config().limits, options, session.workers(), sink);
  sis::write_epilogue(text);
  write(text);
  return users;
}

}  // namespace

Exit run_convert(Session& session, const Arguments& arguments, const Output& out) {
  sis::Profile profile = profile_for(arguments);
  profile.code.clear();  // the converted users belong to no profile yet
  const sis::ReadOptions options =
      sis::read_options(profile, profile.synchronize, JobKind::synchronize, nullptr);
  const std::string path = arguments.text("FILE");
  if (!arguments.has("output")) throw CommandError(Exit::usage, "convert needs -o FILE");
  const FeedFile file(path);
  json::array findings;
  std::int64_t users = 0;
  bool rejected = false;
  const auto tell = [&](const sis::Finding& finding) {
    rejected |= finding.severity == sis::Severity::error;
    if (out.format == Format::json)
      findings.push_back(finding_json(finding));
    else
      out.write(to_text(path, finding));
  };
  write_feed(arguments, out,
             [&](const auto& write) { users = convert(session, file, options, tell, write); });
  if (out.format == Format::json)
    out.json(json::object{
        {"file", arguments.text("output")}, {"users", users}, {"findings", std::move(findings)}});
  else
    out.write(fmt::format("{}: {} users\n", arguments.text("output"), users));
  return rejected ? Exit::rejected : Exit::done;
}

}  // namespace roster
