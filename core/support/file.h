// Files: read whole, written atomically.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace dbtool {

/// The bytes of a regular file of at most `limit` bytes. Throws UsageError (DBT109) when it cannot
/// be read, is no regular file, or is larger.
std::string read_file(const std::filesystem::path& path, std::size_t limit = 64U << 20U);
/// At most the first `bytes` of a regular file.
std::string read_head(const std::filesystem::path& path, std::size_t bytes);
/// Writes a new file through a temporary one in the same folder (fsync, then link): it is whole or
/// it is not there. Throws UsageError (DBT110) when the file exists or cannot be written.
void write_new_file(const std::filesystem::path& path, std::string_view text);
/// The same, replacing an existing file.
void replace_file(const std::filesystem::path& path, std::string_view text);
/// Files a pattern (`models/*.yaml`, a folder, a file) stands for, sorted; editor droppings
/// (`*~`, `.#*`, `*.swp`) are left out. `endings` filters the files of a folder (read recursively).
std::vector<std::filesystem::path> expand_files(const std::filesystem::path& base,
                                                std::string_view pattern,
                                                const std::vector<std::string>& endings);
/// A file that another one names: relative to its folder, and in it. Throws UsageError (DBT109) for
/// a name that leaves the folder, by `..`, a root or a link.
std::filesystem::path file_beside(const std::filesystem::path& file, const std::string& name);
/// The path as a person would write it from the working directory: relative when below it.
std::string display_path(const std::filesystem::path& path);

}  // namespace dbtool
