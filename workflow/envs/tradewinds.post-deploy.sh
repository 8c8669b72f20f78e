#!/bin/sh
# Runs in the new environment, from the checkout.
set -eu
python -m pip install --no-deps --require-hashes -r requirements.lock
exec python -m pip install --no-deps --no-build-isolation --editable .
