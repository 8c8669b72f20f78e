"""The package bde on splits made by ``uci.py``: run by it, in bde's own environment.

    PYTHON uci_peer.py splits.npz out.npz

bde (sklearn-contrib-bde) wants an older BlackJAX than this project, so the two cannot share a process.
For every split K the file holds x_K, y_K, x_test_K, y_test_K, standardised; out.npz gets the log density of
every test row, the share inside the 90 % band, and the seconds of the fit.
"""

import sys
import time

import numpy as np
from bde import BdeRegressor
from scipy.special import logsumexp
from scipy.stats import norm

SETTINGS = {
    "hidden_layers": [16, 16],
    "n_members": 12,
    "epochs": 1000,
    "patience": 20,
    "validation_split": 0.15,
    "lr": 1e-3,
    "weight_decay": 1e-4,
    "warmup_steps": 5000,
    "n_samples": 2000,
    "n_thinning": 2,
}
"""The package's own example on airfoil, with 12 members, trained until they stop getting better."""


def main(splits: str, out: str) -> None:
    given, found = np.load(splits), {}
    for index in range(sum(name.startswith("x_test_") for name in given)):
        x, y, x_test, y_test = (given[f"{name}_{index}"] for name in ("x", "y", "x_test", "y_test"))
        begin = time.perf_counter()
        peer = BdeRegressor(seed=index, **SETTINGS).fit(x, y[:, None])
        raw = np.asarray(peer.predict(x_test, raw=True), dtype=float)
        location, free = (raw[..., axis].reshape(-1, len(y_test)) for axis in (0, 1))
        scale = np.logaddexp(0.0, free) + 1e-6  # softplus, as the package maps it
        found[f"seconds_{index}"] = time.perf_counter() - begin
        densities = norm.logpdf(y_test, location, scale)
        found[f"log_density_{index}"] = logsumexp(densities, axis=0) - np.log(len(densities))
        found[f"pit_{index}"] = norm.cdf(y_test, location, scale).mean(axis=0)
    np.savez(out, **found)


if __name__ == "__main__":
    main(*sys.argv[1:])
