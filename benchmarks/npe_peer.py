"""Neural posterior estimation by sbi on simulations of ours, for ``npe.py``: a process of its own.

    PYTHON-OF-SBI benchmarks/npe_peer.py DATA.npz DRAWS.npz

DATA.npz, as ``npe.py --data`` writes it, has of every case ``theta_CASE`` [S, d] from the normal
prior with ``mean_CASE`` and ``deviation_CASE`` [d], ``x_CASE`` [S, k] simulated at them, and ``given_CASE``
[O, k] whose posteriors are wanted. DRAWS.npz gets ``CASE`` [O, 1000, d] and ``seconds_CASE``. The settings
are sbi's own: a masked autoregressive flow, trained until a tenth of the simulations, held out, gets no
better.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from sbi.inference import NPE

DRAWS = 1000


def main() -> None:
    torch.set_num_threads(1)
    given, draws, found = dict(np.load(sys.argv[1])), Path(sys.argv[2]).resolve(), {}
    os.chdir(tempfile.mkdtemp())  # where sbi keeps its logs
    for case in (name.removeprefix("theta_") for name in given if name.startswith("theta_")):
        torch.manual_seed(0)
        theta, x, observed, mean, deviation = (
            torch.tensor(given[f"{name}_{case}"], dtype=torch.float)
            for name in ("theta", "x", "given", "mean", "deviation")
        )
        prior = torch.distributions.MultivariateNormal(mean, torch.diag(deviation**2))
        began = time.perf_counter()
        inference = NPE(prior=prior)
        inference.append_simulations(theta, x).train()
        found[f"seconds_{case}"] = np.array(time.perf_counter() - began)
        posterior = inference.build_posterior()
        drawn = [posterior.sample((DRAWS,), x=one, show_progress_bars=False).numpy() for one in observed]
        found[case] = np.stack(drawn)
    np.savez(draws, **found)


if __name__ == "__main__":
    main()
