#include "core/support/error.h"
#include "core/support/file.h"
#include "core/support/text.h"

#include <algorithm>
#include <functional>

namespace dbtool {

namespace {

namespace fs = std::filesystem;

// Hidden files count as droppings: a shell's `*` passes them over too.
bool is_dropping(const std::string& name) {
  return name.starts_with(".") || name.starts_with("#") || name.ends_with("~") ||
         name.ends_with(".swp") || name.ends_with(".swo");
}

// Walks the files below a folder. Linked folders are followed (a model must not vanish because it
// is linked), but not in a circle.
class FolderWalk {
 public:
  using Each = std::function<void(const fs::path& file)>;

  FolderWalk(std::size_t depth, Each each) : depth_(depth), each_(std::move(each)) {}

  void visit(const fs::path& folder) {
    std::error_code error;
    fs::path real = fs::canonical(folder, error);
    if (std::ranges::find(inside_, real) != inside_.end()) return;
    fs::directory_iterator entries(folder, error);
    if (error)
      throw UsageError(Problem{
          .code = "DBT109",
          .message = "cannot read folder \"" + display_path(folder) + "\": " + error.message()});
    inside_.push_back(std::move(real));
    for (const fs::directory_entry& entry : entries) visit_entry(entry);
    inside_.pop_back();
  }

 private:
  void visit_entry(const fs::directory_entry& entry) {
    std::error_code error;
    if (is_dropping(entry.path().filename().string())) return;
    if (!entry.is_directory(error))
      each_(entry.path());
    else if (inside_.size() < depth_)
      visit(entry.path());
  }

  std::size_t depth_;
  Each each_;
  std::vector<fs::path> inside_ = {};
};

constexpr std::size_t any_depth = 64;

bool ends_with_any(const std::string& name, const std::vector<std::string>& endings) {
  return std::ranges::any_of(endings, [&](const std::string& end) { return name.ends_with(end); });
}

bool is_pattern(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

// The folder before the first part that has a wildcard.
fs::path fixed_folder(const fs::path& pattern) {
  fs::path folder;
  for (const fs::path& part : pattern.parent_path()) {
    if (is_pattern(part.string())) break;
    folder /= part;
  }
  return folder;
}

std::vector<fs::path> files_of_folder(const fs::path& folder,
                                      const std::vector<std::string>& endings) {
  std::vector<fs::path> files;
  FolderWalk walk(any_depth, [&](const fs::path& file) {
    if (ends_with_any(file.filename().string(), endings)) files.push_back(file);
  });
  walk.visit(folder);
  return files;
}

std::vector<fs::path> files_matching(const fs::path& pattern) {
  std::vector<fs::path> files;
  fs::path folder = fixed_folder(pattern);
  std::string rest = pattern.lexically_relative(folder).generic_string();
  bool deep = rest.find("**") != std::string::npos;
  std::size_t depth =
      deep ? any_depth : 1 + static_cast<std::size_t>(std::ranges::count(rest, '/'));
  FolderWalk walk(depth, [&](const fs::path& file) {
    if (matches_glob(file.lexically_relative(folder).generic_string(), rest)) files.push_back(file);
  });
  if (std::error_code error; fs::is_directory(folder, error)) walk.visit(folder);
  return files;
}

}  // namespace

std::vector<fs::path> expand_files(const fs::path& base, std::string_view pattern,
                                   const std::vector<std::string>& endings) {
  fs::path path = (base / fs::path(pattern)).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "models/"
  std::error_code error;
  std::vector<fs::path> files;
  if (fs::is_directory(path, error))
    files = files_of_folder(path, endings);
  else if (fs::exists(fs::symlink_status(path, error)))
    files = {path};
  else if (is_pattern(pattern))
    files = files_matching(path);
  std::ranges::sort(files);
  return files;
}

}  // namespace dbtool
