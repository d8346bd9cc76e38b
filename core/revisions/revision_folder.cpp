#include "core/revisions/revision_folder.h"

#include "core/revisions/graph_checks.h"
#include "core/revisions/revision_header.h"
#include "core/support/file.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <system_error>
#include <unordered_set>

namespace dbtool {

namespace {

namespace fs = std::filesystem;

bool is_revision_file(const std::string& name) {
  if (name.starts_with('.') || name.starts_with('#') || name.ends_with('~')) return false;
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".sql");
}

bool is_below(const fs::path& path, const fs::path& folder) {
  return std::ranges::mismatch(folder, path).in1 == folder.end();
}

/// Collects files of several locations. Paths keep the form of the location they were found in;
/// links are judged by where they lead.
class Listing {
 public:
  Listing(bool recursive, std::vector<Problem>& problems)
      : recursive_(recursive), problems_(problems) {}

  void add(const std::vector<fs::path>& locations) {
    std::error_code error;
    for (const fs::path& location : locations) {
      const fs::path real = fs::canonical(location, error);
      if (!error) roots_.push_back(real);
    }
    for (const fs::path& location : locations) {
      if (fs::exists(fs::status(location, error))) visit(location);
    }
    std::ranges::sort(links_);
    for (const fs::path& link : links_) visit_link(link);
  }

  std::vector<fs::path> take() {
    std::ranges::sort(files_, {}, &fs::path::native);
    return std::move(files_);
  }

 private:
  void visit(const fs::path& folder) {
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    if (!error && !folders_.insert(real).second) return;
    fs::directory_iterator entries(folder, error);
    if (error) return report(folder, "cannot be read: " + error.message());
    for (; entries != fs::directory_iterator(); entries.increment(error)) {
      visit_entry(*entries, real);
      if (error) return report(folder, "cannot be read: " + error.message());
    }
  }

  void visit_entry(const fs::directory_entry& entry, const fs::path& real_folder) {
    std::error_code error;
    const std::string name = entry.path().filename().string();
    if (entry.is_symlink(error)) {
      if (is_revision_file(name)) links_.push_back(entry.path());
    } else if (entry.is_directory(error)) {
      if (recursive_ && !name.starts_with('.')) visit(entry.path());
    } else if (is_revision_file(name)) {
      if (!entry.is_regular_file(error)) return report(entry.path(), "is no regular file");
      keep(entry.path(), real_folder / name);
    }
  }

  void visit_link(const fs::path& link) {
    std::error_code error;
    const fs::path real = fs::canonical(link, error);
    if (error) return report(link, "is a link that leads nowhere");
    const auto holds = [&](const fs::path& root) { return is_below(real, root); };
    if (std::ranges::none_of(roots_, holds)) {
      return report(link, "is a link to a file outside of the revision folders");
    }
    if (!fs::is_regular_file(real, error)) return report(link, "is no regular file");
    keep(link, real);
  }

  void keep(const fs::path& path, const fs::path& real) {
    if (real_files_.insert(real.native()).second) files_.push_back(path);
  }

  void report(const fs::path& path, const std::string& what) {
    problems_.push_back({.code = "DBT608",
                         .message = "\"" + display_path(path) + "\" " + what,
                         .where = {.file = display_path(path)}});
  }

  bool recursive_;
  std::vector<Problem>& problems_;
  std::vector<fs::path> roots_;
  std::set<fs::path> folders_;
  std::unordered_set<std::string> real_files_;
  std::vector<fs::path> links_;  ///< looked at last: a file goes by its own name where it has one
  std::vector<fs::path> files_;
};

/// What the checks of the graph find besides files that cannot be read. What is missing is not
/// blamed when an unreadable file has its name.
void add_graph_problems(std::vector<Revision> revisions, std::vector<Problem>& problems) {
  std::string unreadable;
  for (const Revision& revision : revisions)
    if (revision.id.empty()) unreadable += fs::path(revision.file).filename().string() + "\n";
  std::erase_if(revisions, [](const Revision& revision) { return revision.id.empty(); });
  const auto may_be_there = [&](const std::string& id) {
    return unreadable.find(id) != std::string::npos;
  };
  for (Revision& revision : revisions) {
    std::erase_if(revision.parents, may_be_there);
    std::erase_if(revision.depends_on, may_be_there);
  }
  try {
    checked_edges(revisions);
  } catch (const HistoryError& error) {
    std::ranges::copy(error.problems(), std::back_inserter(problems));
  }
}

}  // namespace

std::vector<fs::path> revision_files(const std::vector<fs::path>& locations, bool recursive,
                                     std::vector<Problem>& problems) {
  std::vector<fs::path> shown;
  shown.reserve(locations.size());
  for (const fs::path& location : locations) shown.emplace_back(display_path(location));
  Listing listing(recursive, problems);
  listing.add(shown);
  return listing.take();
}

RevisionGraph load_revisions(const std::vector<fs::path>& locations, bool recursive) {
  std::vector<Problem> problems;
  std::vector<Revision> revisions;
  for (const fs::path& file : revision_files(locations, recursive, problems)) {
    revisions.push_back(read_header(file, problems));
  }
  if (!problems.empty()) {
    add_graph_problems(std::move(revisions), problems);
    throw UsageError(std::move(problems));
  }
  return RevisionGraph(std::move(revisions));
}

}  // namespace dbtool
