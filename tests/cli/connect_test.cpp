#include "tests/support/catch.h"
#include "tests/support/project.h"

using dbtool::test::Project;

TEST_CASE("connect: only PostgreSQL needs libpq, and its absence is said with what to install") {
  Project project("postgresql://app:secret@localhost/shop");
  project.write("migrations/versions/.keep", "");
  project.write("lib/libpq.so.5", "not a library");
  project.environment["LD_LIBRARY_PATH"] = (project.folder() / "lib").string();

  auto refused = project.run({"current"});
  CHECK(refused.exit_code == 3);
  CHECK(refused.err.find("DBT206") != std::string::npos);
  CHECK(refused.err.find("apt install libpq5") != std::string::npos);
  CHECK(refused.err.find("secret") == std::string::npos);

  CHECK(project.run({"current", "--url", "sqlite:///app.db"}).exit_code == 0);
}
