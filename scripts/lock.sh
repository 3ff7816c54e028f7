#!/usr/bin/env bash
# Writes both lock files anew. They hold versions and hashes, and no registry's address (docs/adr/0001).
set -euo pipefail
cd "$(dirname "$0")/.."

.venv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header --no-annotate --quiet "$@" -o requirements.lock
npm install --package-lock-only --silent
