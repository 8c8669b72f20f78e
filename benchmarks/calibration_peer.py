"""BlackBIRDS on data sets of traders with thresholds, for ``calibration.py``: a process of its own.

    PYTHON-OF-BLACKBIRDS benchmarks/calibration_peer.py DATA.npz RESULTS.csv [EPOCHS]

DATA.npz: ``returns`` [S, T + 1] and ``truth`` [4] in log₁₀, as ``calibration.py --data`` writes it. A line of
RESULTS.csv a data set, written as soon as it is done; sets that are there already are not fitted again.
``seconds_an_epoch`` is the processor's time; ``wall_an_epoch`` the clock's, nothing in rows of before it was
taken. BlackBIRDS 1.3 takes names from a private module of PyTorch that newer versions no longer have there:
they are put back before it is imported.
"""

import csv
import os
import sys
import tempfile
import time
import typing
from functools import wraps
from pathlib import Path

import normflows as nf
import numpy as np
import torch
import torch._functorch.eager_transforms as transforms

for name, value in {"Callable": typing.Callable, "wraps": wraps}.items():
    if not hasattr(transforms, name):
        setattr(transforms, name, value)

from blackbirds.infer.vi import VI  # noqa: E402
from blackbirds.losses import SingleOutput_SimulateAndMMD  # noqa: E402
from blackbirds.models.rama_cont import RamaCont  # noqa: E402

SIZE, TEMPERATURE = 4, 0.001


def flow() -> nf.NormalizingFlow:
    """Five affine couplings that begin as the standard normal prior."""
    layers = []
    for _ in range(5):
        layers += [
            nf.flows.AffineCouplingBlock(nf.nets.MLP([2, 50, 50, SIZE], init_zeros=True)),
            nf.flows.Permute(SIZE, mode="swap"),
        ]
    return nf.NormalizingFlow(nf.distributions.DiagGaussian(SIZE), layers)


def fitted(returns: np.ndarray, truth: np.ndarray, epochs: int, seed: int) -> dict[str, float]:
    """As the tutorial fits it: 10 draws an epoch, AdamW, clipped at 1, KL by 10,000 draws."""
    torch.manual_seed(seed)
    y = torch.tensor(returns, dtype=torch.float)
    simulated = SingleOutput_SimulateAndMMD(y, RamaCont(1000, len(returns) - 1, 0.1, 5.0))
    q = flow()
    vi = VI(
        loss=lambda theta, y: simulated(10**theta, y) - 1,
        prior=torch.distributions.MultivariateNormal(torch.zeros(SIZE), torch.eye(SIZE)),
        posterior_estimator=q,
        w=TEMPERATURE,
        gradient_clipping_norm=1.0,
        optimizer=torch.optim.AdamW(q.parameters(), lr=1e-3),
        n_samples_per_epoch=10,
        n_samples_regularisation=10_000,
        diff_mode="reverse",  # PyTorch has no forward mode of ``cdist``
        progress_bar=False,
        log_tensorboard=False,
    )
    began, clock = time.process_time(), time.perf_counter()
    vi.run([y], epochs, max_epochs_without_improvement=epochs)
    seconds, wall = time.process_time() - began, time.perf_counter() - clock
    at = torch.tensor(truth[None], dtype=torch.float)
    with torch.no_grad():
        last = float(q.log_prob(at))
        draws = q.sample(2000)[0].numpy()
        q.load_state_dict(vi.best_estimator_state_dict)
        best = float(q.log_prob(at))
    low, high = np.nanquantile(draws, [0.05, 0.95], axis=0)
    return {
        "seed": seed,
        "log_q_best": best,
        "log_q_last": last,
        "total": float(np.nanmean(vi.losses_hist["total"][-20:])),
        "regularisation": float(np.nanmean(vi.losses_hist["regularisation"][-20:])),
        "news_inside": float(low[2] <= truth[2] <= high[2]),
        "depth_inside": float(low[3] <= truth[3] <= high[3]),
        "seconds_an_epoch": seconds / len(vi.losses_hist["total"]),
        "epochs": len(vi.losses_hist["total"]),
        "wall_an_epoch": wall / len(vi.losses_hist["total"]),
    }


def done(results: Path) -> list[dict[str, str]]:
    """Rows of earlier runs, none where the file is not there or empty."""
    if not results.exists():
        return []
    with open(results, newline="") as file:
        return list(csv.DictReader(file))


def written(rows: list[dict[str, typing.Any]], results: Path) -> None:
    """The whole file anew, so that it is never half there."""
    begun = results.with_suffix(".begun")
    with open(begun, "w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[-1]), restval="")
        writer.writeheader()
        writer.writerows(rows)
    begun.replace(results)


def main() -> None:
    torch.set_num_threads(1)
    given, results = np.load(sys.argv[1]), Path(sys.argv[2]).resolve()
    epochs = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    rows: list[dict[str, typing.Any]] = list(done(results))
    there = {int(row["seed"]) for row in rows}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # it leaves its states where it runs
        for seed, returns in enumerate(given["returns"]):
            if seed in there:
                continue
            rows.append(fitted(returns, given["truth"], epochs, seed))
            written(rows, results)


if __name__ == "__main__":
    main()
