#!/usr/bin/env bash
# Copies the browser libraries from node_modules to ops/web/static/vendor/. Does nothing when the lock is that of last time.
set -euo pipefail
cd "$(dirname "$0")/.."

vendor=ops/web/static/vendor
stamp=node_modules/.copied
wanted=$(cat package-lock.json scripts/assets.sh | sha256sum | cut -d' ' -f1)

if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && [ -e "$vendor/uPlot.min.css" ]; then exit 0; fi
if ! command -v npm >/dev/null; then
    echo "assets: Node 20 or newer with npm is needed (Debian 13: apt-get install nodejs npm; else https://nodejs.org)." >&2
    exit 1
fi
echo "assets: copying the browser libraries to $vendor, some seconds"
if ! npm ci --loglevel=error --no-fund --no-audit --prefer-offline --fetch-retries=1 >/dev/null; then
    echo "assets: npm could not bring them, see above. May you write here, and is its registry within reach (npm ping)?" >&2
    exit 1
fi
mkdir -p "$vendor"
cp node_modules/htmx.org/dist/htmx.min.js \
    node_modules/uplot/dist/uPlot.iife.min.js \
    node_modules/uplot/dist/uPlot.min.css \
    node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2 \
    node_modules/@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2 \
    "$vendor/"
echo "$wanted" > "$stamp"
