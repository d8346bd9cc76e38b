#!/usr/bin/env bash
# Installs what building and testing dbtool needs, from Debian's packages, as root or with sudo.
# Packages that are there already cost nothing: without a missing one apt is not called.
set -euo pipefail

packages=(g++ cmake ninja-build ccache pkg-config
  libcli11-dev libsqlitecpp-dev libsqlite3-dev libpqxx-dev libpq-dev libyaml-cpp-dev libfmt-dev
  nlohmann-json3-dev libkainjow-mustache-dev libssl-dev catch2
  postgresql sqlite3 clang-format mandoc python3)
optional=(python3-alembic python3-psycopg2) # its test says "skipped" without it

missing() {
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

wanted=$(missing "${packages[@]}")
extra=$(missing "${optional[@]}")
if [ -n "$wanted$extra" ]; then
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -qq
fi
# shellcheck disable=SC2086  # a list of words
[ -z "$wanted" ] || as_root apt-get install -y -qq --no-install-recommends $wanted >/dev/null
# shellcheck disable=SC2086
[ -z "$extra" ] || as_root apt-get install -y -qq --no-install-recommends $extra >/dev/null || true
