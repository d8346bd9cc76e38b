#include "core/support/text.h"

#include "tests/support/catch.h"

using namespace dbtool;
using Strings = std::vector<std::string>;

TEST_CASE("split gives back what join made") {
  for (const Strings& parts : {Strings{""}, Strings{"a"}, Strings{"a", "", "b"}, Strings{"", ""}})
    CHECK(split(join(parts, ","), ',') == parts);
  CHECK(join(Strings{}, ", ").empty());
  CHECK(join(Strings{"a", "a"}, ", ") == "a, a");
}

TEST_CASE("trim takes blanks off both ends") {
  CHECK(trim(" \t a b\r\n") == "a b");
  CHECK(trim(" \n ").empty());
  CHECK(trim("").empty());
}

TEST_CASE("case is changed for ASCII letters alone") {
  CHECK(lower("AZaz09_É") == "azaz09_É");
  CHECK(upper("AZaz09_é") == "AZAZ09_é");
  CHECK(equals_ignoring_case("Select", "sELECT"));
  CHECK_FALSE(equals_ignoring_case("select", "selects"));
  CHECK_FALSE(equals_ignoring_case("@", "`"));
}

TEST_CASE("replace_all does not look at what it put in") {
  CHECK(replace_all("a.a.a", ".", "..") == "a..a..a");
  CHECK(replace_all("aaa", "aa", "b") == "ba");
  CHECK(replace_all("abc", "", "x") == "abc");
}

TEST_CASE("numbers and lists read as English") {
  CHECK(count_of(0, "table") == "0 tables");
  CHECK(count_of(1, "table") == "1 table");
  CHECK(count_of(1, "index", "indexes") == "1 index");
  CHECK(count_of(2, "index", "indexes") == "2 indexes");
  CHECK(list_of(Strings{}).empty());
  CHECK(list_of(Strings{"a"}) == "a");
  CHECK(list_of(Strings{"a", "b"}) == "a and b");
  CHECK(list_of(Strings{"a", "b", "c"}) == "a, b and c");
}

TEST_CASE("text is padded by characters, not by bytes") {
  CHECK(padded("ab", 4) == "ab  ");
  CHECK(padded("é→", 4) == "é→  ");
  CHECK(padded("abcd", 3) == "abcd");
  CHECK(padded("", 0).empty());
  CHECK(count_characters("é→a") == 3);
}

TEST_CASE("the edit distance counts inserting, removing, replacing and swapping neighbours") {
  struct Row {
    std::string a, b;
    std::size_t distance;
  };
  for (const Row& row : {Row{"", "", 0}, Row{"", "abc", 3}, Row{"abc", "", 3}, Row{"abc", "ABC", 0},
                         Row{"nullabel", "nullable", 1}, Row{"strng", "string", 1},
                         Row{"kitten", "sitting", 3}, Row{"ca", "ac", 1}, Row{"abcd", "badc", 2}}) {
    INFO(row.a << " " << row.b);
    CHECK(edit_distance(row.a, row.b) == row.distance);
    CHECK(edit_distance(row.b, row.a) == row.distance);
  }
}

TEST_CASE("a suggestion is made only when it is near") {
  const Strings words = {"type", "nullable", "default", "unique", "on_delete", "published"};
  struct Row {
    std::string word, meant;
  };
  for (const Row& row :
       {Row{"nullabel", "nullable"}, Row{"tpye", "type"}, Row{"Unique", "unique"},
        Row{"ondelete", "on_delete"}, Row{"pub", "published"}, Row{"xyz", ""}, Row{"", ""},
        Row{"t", ""}, Row{"colour", ""}, Row{std::string(10'000, 'a'), ""}}) {
    INFO(row.word.substr(0, 20));
    CHECK(nearest(row.word, words).value_or("") == row.meant);
  }
  CHECK(did_you_mean("tpye", words) == "did you mean \"type\"?");
  CHECK(did_you_mean("xyz", words).empty());
}

TEST_CASE("invalid UTF-8 is found where it begins") {
  for (const char* text :
       {"", "plain", "é", "\u20ac", "\U0001F600", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"}) {
    INFO(text);
    CHECK(is_valid_utf8(text));
  }
  for (const char* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80",
                           "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
                           "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "\xE2(\xAC"}) {
    INFO(text);
    CHECK_FALSE(is_valid_utf8(text));
    CHECK(find_invalid_utf8("é." + std::string(text)) == 3);
  }
}

TEST_CASE("globs match as in a shell") {
  struct Row {
    std::string text, pattern;
    bool matches;
  };
  const std::vector<Row> rows = {
      {"", "", true},
      {"", "*", true},
      {"a", "", false},
      {"users", "users", true},
      {"users", "user", false},
      {"users", "user?", true},
      {"user", "user?", false},
      {"audit_log", "audit_*", true},
      {"audit_", "audit_*", true},
      {"an_audit_log", "audit_*", false},
      {"models/a.yaml", "models/*.yaml", true},
      {"models/b/a.yaml", "models/*.yaml", false},
      {"models/b/a.yaml", "models/**.yaml", true},
      {"models/b/c/a.yaml", "models/**/*.yaml", true},
      {"models/a.yaml", "models/**/*.yaml", true},
      {"a.yaml", "**/a.yaml", true},
      {"ba.yaml", "**/a.yaml", false},
      {"a/b", "a?b", false},
      {"a/b", "*", false},
      {"a/b", "**", true},
      {"a.b", "a[.]b", false},
      {"aaa", "a*a*a*a", false},
      {"aaaa", "a*a*a*a", true},
  };
  for (const Row& row : rows) {
    INFO(row.text << " ~ " << row.pattern);
    CHECK(matches_glob(row.text, row.pattern) == row.matches);
  }
}

TEST_CASE("a hostile glob is answered at once") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "**a*";
  CHECK_FALSE(matches_glob(std::string(2000, 'a') + "b", pattern + "c"));
}

TEST_CASE("a name that is too long is cut and stays its own") {
  std::string name(70, 'a');
  std::string cut = shorten_name(name, 63);
  CHECK(cut.size() == 63);
  CHECK(cut.starts_with(std::string(54, 'a') + "_"));
  CHECK(cut != shorten_name(name + "b", 63));
  CHECK(shorten_name("users_pkey", 63) == "users_pkey");
  CHECK(shorten_name(std::string(63, 'a'), 63) == std::string(63, 'a'));
  CHECK(shorten_name(name, 4).size() == 4);
}

TEST_CASE("cutting a name never splits a character") {
  for (std::size_t limit = 9; limit < 40; ++limit) {
    std::string cut = shorten_name("tàblé_ñame_€uro_😀😀😀😀😀😀😀😀", limit);
    CHECK(cut.size() <= limit);
    CHECK(is_valid_utf8(cut));
  }
}

TEST_CASE("whole numbers are read in base 10") {
  struct Row {
    std::string text;
    std::optional<long long> number;
  };
  for (const Row& row :
       {Row{"0", 0}, Row{"010", 10}, Row{"-5", -5}, Row{"+5", 5},
        Row{"9223372036854775807", 9223372036854775807}, Row{"9223372036854775808", {}},
        Row{"", {}}, Row{"+", {}}, Row{"-", {}}, Row{"+-5", {}}, Row{"0x10", {}}, Row{"1e3", {}},
        Row{"1.0", {}}, Row{" 1", {}}, Row{"1 ", {}}}) {
    INFO(row.text);
    CHECK(parse_integer(row.text) == row.number);
  }
}
