#!/usr/bin/env bash
# Installs what the tests need beyond the build and this machine lacks: rustfmt, clippy and cargo-nextest.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

have() { command -v "$1" >/dev/null 2>&1; }

# A program of a toolchain can be on the path without being in the toolchain: it is asked, not looked for.
works() { cargo "$1" --version >/dev/null 2>&1; }

missing=()
if ! works fmt; then missing+=(rustfmt); fi
if ! works clippy; then missing+=(clippy); fi
if [[ ${#missing[@]} -gt 0 ]]; then
    if ! have rustup; then
        echo "missing: ${missing[*]}; install them by the package manager that installed Rust" >&2
        exit 1
    fi
    rustup component add "${missing[@]}"
fi

if ! works nextest; then
    echo "installing: cargo-nextest, from source (some minutes, once)"
    cargo install cargo-nextest --locked
fi
