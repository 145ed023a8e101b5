# Sourced by tests/run.sh and recipes/quickstart.sh: makes .venv at the top of the repository if it
# is not there, installs srkit with the tested set of packages, and puts it on the PATH. Does
# nothing but that last step when nothing has changed.
#
#   PYTHON              interpreter for a new environment (3.11 or newer)
#   SRKIT_TORCH_INDEX   address of a package index with CPU builds of torch, where the default
#                       index would bring CUDA ones
#   SRKIT_EXTRAS        what to install beside the base: dev, or dev,serving

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
    echo "srkit's scripts need bash 4.4 or newer and GNU tools; this is bash $BASH_VERSION" >&2
    exit 2
fi
SRKIT_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SRKIT_VENV="$SRKIT_ROOT/.venv"

srkit_python() {
    local name
    for name in ${PYTHON:+"$PYTHON"} python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null &&
            "$name" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "srkit needs Python 3.11 or newer with its venv module (PYTHON=… names one)" >&2
    return 1
}

srkit_environment() {
    local extras=${SRKIT_EXTRAS:-dev} wanted stamp="$SRKIT_VENV/.installed" part
    wanted=$(cat "$SRKIT_ROOT/pyproject.toml" "$SRKIT_ROOT/recipes/constraints.txt" | cksum)
    if [ ! -x "$SRKIT_VENV/bin/python" ]; then
        local python
        python=$(srkit_python) || return 1
        "$python" -m venv "$SRKIT_VENV" || return 1
    fi
    # The stamp lists extras one a line, under the sum of the files that decide the versions.
    for part in base ${extras//,/ }; do
        if ! grep -qxF "$wanted $part" "$stamp" 2>/dev/null; then
            echo "installing srkit[$extras] into $SRKIT_VENV" >&2
            "$SRKIT_VENV/bin/python" -m pip install --quiet --disable-pip-version-check \
                ${SRKIT_TORCH_INDEX:+--extra-index-url "$SRKIT_TORCH_INDEX"} \
                --constraint "$SRKIT_ROOT/recipes/constraints.txt" \
                --editable "$SRKIT_ROOT[$extras]" >&2 || return 1
            for part in base ${extras//,/ }; do echo "$wanted $part"; done >>"$stamp"
            break
        fi
    done
    export PATH="$SRKIT_VENV/bin:$PATH"
    # Small models run faster on one thread than on two that share a core.
    export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} TOKENIZERS_PARALLELISM=false
    export HF_HUB_DISABLE_TELEMETRY=1
}

srkit_environment
