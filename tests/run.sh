#!/usr/bin/env bash
# Check everything: lint, types, tests. Makes the environment first if it is not there.
#
#   bash tests/run.sh          no torch, no network, under three minutes
#   bash tests/run.sh --all    the slow tier too (torch, subprocesses, end to end)
#
# Further arguments go to pytest.
set -euo pipefail
marks="not slow and not gpu"
if [ "${1:-}" = --all ]; then
    shift
    marks="not gpu"
    export SRKIT_EXTRAS=dev,serving
fi
. "$(dirname "${BASH_SOURCE[0]}")/../recipes/environment.sh"
cd "$SRKIT_ROOT"
export HF_HUB_OFFLINE=1
ruff check .
ruff format --check .
mypy
pytest -m "$marks" "$@"
