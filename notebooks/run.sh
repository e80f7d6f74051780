#!/usr/bin/env bash
# Runs the notebooks from top to bottom in a fresh virtual environment, from a clean clone:
#
#   notebooks/run.sh                  all of them, outputs into the notebooks
#   notebooks/run.sh 01 04            some of them
#   notebooks/run.sh --check          all of them, outputs thrown away; fails where one fails
#
# Needs Python 3.11 or later and Rust's toolchain. DEMARCHE_WHEEL names a wheel that is
# built already, NOTEBOOK_VENV an environment to keep.
set -euo pipefail
cd "$(dirname "$0")"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
check=
if [ "${1:-}" = --check ]; then check=1; shift; fi

venv=${NOTEBOOK_VENV:-$scratch/venv}
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --requirement requirements.txt
if [ -n "${DEMARCHE_WHEEL:-}" ]; then
    "$venv/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps "$DEMARCHE_WHEEL"
else
    "$venv/bin/pip" install --quiet --disable-pip-version-check ../python
fi

# A kernel of this environment alone, and no files of the user's.
export JUPYTER_PLATFORM_DIRS=1 JUPYTER_CONFIG_DIR=$scratch/config JUPYTER_DATA_DIR=$scratch/data
export IPYTHONDIR=$scratch/ipython PYTHONHASHSEED=0
export JUPYTER_PATH=$venv/share/jupyter

failed=0
for notebook in 0*.ipynb; do
    if [ $# -gt 0 ]; then
        wanted=
        for name in "$@"; do [[ $notebook == "$name"* ]] && wanted=1; done
        [ -n "$wanted" ] || continue
    fi
    began=$SECONDS
    target=(--inplace)
    [ -z "$check" ] || target=(--output-dir "$scratch/out")
    if "$venv/bin/jupyter" nbconvert --log-level WARN --to notebook --execute \
        --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.timeout=1200 \
        "${target[@]}" "$notebook"; then
        echo "ran $notebook ($((SECONDS - began)) s)"
    else
        echo "FAILED $notebook" >&2
        failed=1
    fi
done
exit $failed
