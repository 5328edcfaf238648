#!/usr/bin/env bash
# Checks every dependency by cargo-deny against deny.toml. Installs cargo-deny where it is missing.
#
# Known vulnerabilities are checked where the database of advisories can be fetched. It lies in a Git repository, which
# a machine that reaches only package registries can't; the other checks need nothing but the registry.
set -euo pipefail
cd "$(dirname "$0")/.."

export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

if ! cargo deny --version >/dev/null 2>&1; then
    echo "installing: cargo-deny, from source (some minutes, once)"
    cargo install cargo-deny --locked
fi

cargo deny --locked check bans licenses sources

if GIT_TERMINAL_PROMPT=0 timeout 20 git ls-remote --quiet https://github.com/RustSec/advisory-db HEAD >/dev/null 2>&1; then
    cargo deny --locked check advisories
else
    echo "advisories not checked: their database can't be reached from here"
fi
