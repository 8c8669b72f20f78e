#!/bin/sh
# Runs in the new environment, from the checkout.
exec python -m pip install --no-deps --require-hashes -r requirements.lock
