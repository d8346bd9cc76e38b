#!/usr/bin/env bash
# The suite tests/faults runs apart, as it takes long: scripts/with-postgres.sh ctest --test-dir BUILD -L faults
# Installs what is missing, builds dbtool and passes all its tests: scripts/test.sh [ctest options]
# DBTOOL_BUILD names the build folder, DBTOOL_SANITIZE the sanitizers ("address,undefined").
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-deps.sh
build=${DBTOOL_BUILD:-build/test}
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O0 -g1" \
  -DDBTOOL_WARNINGS_AS_ERRORS=ON -DCMAKE_UNITY_BUILD=ON -DDBTOOL_SANITIZE="${DBTOOL_SANITIZE:-}" \
  -DCMAKE_CXX_COMPILER_LAUNCHER=ccache >/dev/null
cmake --build "$build"
scripts/with-postgres.sh ctest --test-dir "$build" --output-on-failure -j "$(nproc)" -LE faults "$@"
