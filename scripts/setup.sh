#!/usr/bin/env bash
# Builds .venv/ from requirements.lock. Does nothing when the lock, the project file and Python are those of last time.
set -euo pipefail
cd "$(dirname "$0")/.."

# uv reads neither pip's index nor pip's authority, so both are handed on; it trusts whom the system trusts.
if [ -n "${PIP_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"; fi
if [ -n "${PIP_CERT:-}" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"; fi
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"; fi
# A virtual environment that happens to be active must not receive our packages.
export VIRTUAL_ENV="$PWD/.venv"
# The Python that is there is the one to use.
export UV_PYTHON_DOWNLOADS=never

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "setup: Python 3.11 or newer with venv is needed (Debian: apt-get install python3 python3-venv)." >&2
    exit 1
}

fingerprint() {
    { cat requirements.lock pyproject.toml scripts/setup.sh; "$1" --version; pwd; } | sha256sum | cut -d' ' -f1
}

python=$(find_python)
wanted=$(fingerprint "$python")
stamp=.venv/.stamp
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then exit 0; fi

echo "setup: building .venv with $("$python" --version), up to a minute"
trap 'echo "setup: .venv is not complete, see above. Behind a proxy or a mirror, set PIP_INDEX_URL and PIP_CERT." >&2' ERR
rm -f "$stamp"
# An environment of another Python, or moved here from elsewhere, can't be mended: it is made anew.
if [ "$(.venv/bin/python --version 2>/dev/null)" != "$("$python" --version)" ] || ! .venv/bin/pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8,<1'
.venv/bin/uv pip sync --quiet --require-hashes requirements.lock
.venv/bin/uv pip install --quiet --no-deps --no-build-isolation -e .
echo "$wanted" > "$stamp"
