#!/usr/bin/env bash
# Builds dbtool and runs its main job on SQLite, in a copy of examples/blog: models, init, migrate, upgrade,
# rows, changed models, migrate, the script, upgrade, downgrade, stamp.
set -euo pipefail
cd "$(dirname "$0")/.."
source_folder=$PWD

echo "Installing what is missing and building (some minutes the first time) ..."
scripts/install-deps.sh
build=${DBTOOL_BUILD:-build/demo}
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_UNITY_BUILD=ON -DCMAKE_CXX_COMPILER_LAUNCHER=ccache >/dev/null
cmake --build "$build" --target dbtool | tail -n 1
dbtool_binary=$(realpath "$build/dbtool")

work=$(mktemp -d /tmp/dbtool-demo-XXXXXX)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset DATABASE_URL

say() { printf '\n\033[1m# %s\033[0m\n' "$*"; }
dbtool() { printf '$ dbtool %s\n' "$*"; "$dbtool_binary" "$@"; }

say "A new project"
dbtool init --url sqlite:///blog.db
rm -f models/*.yaml
cp "$source_folder/examples/blog/models/blog.yaml" models/blog.yaml

say "The first revision: everything the models declare"
dbtool migrate -m "create the blog"
dbtool upgrade

say "Rows"
sqlite3 blog.db "PRAGMA foreign_keys = ON;
  INSERT INTO users (email, name) VALUES ('ada@example.com', 'Ada'), ('bob@example.com', 'Bob');
  UPDATE users SET bio = '' WHERE bio IS NULL;
  INSERT INTO posts (author_id, title, content, status) VALUES (1, 'Hello', 'First post', 'published'), (2, 'Draft', NULL, 'draft');
  INSERT INTO tags (name) VALUES ('news');
  INSERT INTO post_tags VALUES (1, 1);"
sqlite3 -header -column blog.db "SELECT posts.id, users.name AS author, title, content, status FROM posts JOIN users ON users.id = author_id"

say "The models change: a column added, one renamed, one no longer nullable, a foreign key, an index"
diff -u models/blog.yaml "$source_folder/examples/blog/next/blog.yaml" | grep '^[-+] ' || true
cp "$source_folder/examples/blog/next/blog.yaml" models/blog.yaml
dbtool diff
dbtool migrate -m "grow the blog"

say "The script, for review"
cat migrations/versions/*grow_the_blog.yaml

say "Applied: every row is still there"
dbtool upgrade
sqlite3 -header -column blog.db "SELECT posts.id, users.name AS author, title, body, status FROM posts JOIN users ON users.id = author_id"
dbtool check

say "Back, and forward again"
dbtool downgrade
dbtool upgrade
dbtool history
dbtool current

say "A database that is there already: record it without running anything"
sqlite3 blog.db "DELETE FROM alembic_version"
dbtool stamp head
dbtool current

say "Done: every row is still there"
sqlite3 blog.db "SELECT (SELECT count(*) FROM users) || ' users, ' || (SELECT count(*) FROM posts) || ' posts, ' || (SELECT count(*) FROM post_tags) || ' tagged'"
