#include "daemon/work/begun_jobs.hpp"

#include "sis/unpack/unpack.hpp"

namespace roster {

namespace {

/// True when the job is over and only the file's times have changed since.
bool is_touched(const Begun& begun, const sis::DroppedFile& file,
                const sis::DropDirectory& directory, const sis::Limits& limits) {
  const FileStamp& read = begun.file.stamp;
  if (!is_over(begun.job.status) || begun.job.digest.empty() || read.inode != file.stamp.inode ||
      read.size != file.stamp.size)
    return false;
  const auto opened = directory.open(file);
  return opened && sis::file_digest(opened->fd(), file.name, limits) == begun.job.digest;
}

}  // namespace

std::vector<Begun> begun_in(Session& session, JobKind kind,
                            const std::filesystem::path& directory) {
  JobFilter filter;
  filter.kind = kind;
  filter.only_open = true;
  std::vector<Begun> all;
  for (Job& job : session.store().begin(Access::read)->jobs(filter)) {
    const JobFile file = file_in(job.payload);
    const std::filesystem::path dropped = file.dropped;
    if (dropped.parent_path() == directory)
      all.push_back({std::move(job), file, dropped.filename()});
  }
  return all;
}

std::optional<Begun> begun_on(const std::vector<Begun>& all, const sis::DroppedFile& file,
                              const sis::DropDirectory& directory, const sis::Limits& limits) {
  for (const Begun& begun : all)
    if (is_same_content(begun.file.stamp, file.stamp) || is_touched(begun, file, directory, limits))
      return begun;
  for (const Begun& begun : all)
    if (begun.name == file.name && !is_over(begun.job.status)) return begun;
  return {};
}

}  // namespace roster
