#!/bin/sh
# Make the environment in the folder $1 from requirements.lock: with uv where it is there, else with venv and pip;
# then put the package itself into it, as it stands in this checkout.
# PYTHON names an interpreter; otherwise the first of python3, python3.13 … python3.11 that will do is taken.
# COMPILE=no leaves modules to be compiled when they are first imported, which takes less where few ever are.
set -eu
venv=$1

supported() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

python=${PYTHON:-}
if [ -n "$python" ]; then
  supported "$python" || { echo "PYTHON=$python is not Python 3.11, 3.12 or 3.13." >&2; exit 1; }
else
  for candidate in python3 python3.13 python3.12 python3.11; do
    if supported "$candidate"; then python=$candidate; break; fi
  done
  [ -n "$python" ] || { echo "Python 3.11, 3.12 or 3.13 is needed; name it with PYTHON=…" >&2; exit 1; }
fi

echo "Making the environment $venv from requirements.lock with $("$python" --version) …"
rm -rf "$venv"
if command -v uv >/dev/null 2>&1; then
  compile=--compile-bytecode
  [ "${COMPILE:-yes}" = yes ] || compile=--no-compile-bytecode
  uv venv --quiet --python "$("$python" -c 'import sys; print(sys.executable)')" "$venv"
  uv pip install --quiet --python "$venv/bin/python" --require-hashes --no-deps $compile \
    -r requirements.lock
  uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
else
  "$python" -c 'import ensurepip, venv' 2>/dev/null || {
    echo "This Python cannot make environments. On Debian and Ubuntu: sudo apt install python3-venv" >&2
    echo "(or install uv), then run make again." >&2
    exit 1
  }
  "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --compile \
    -r requirements.lock
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
fi
