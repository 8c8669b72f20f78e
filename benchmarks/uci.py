"""UCI regressions: the default sampler beside boosting and the package bde, microcanonical ensembles too.

    TRADEWINDS_DATA=… python benchmarks/uci.py [--sets concrete airfoil] [--seeds 1 2 3] [--bde PYTHON]
        [--warmup 8000] [--thin 400]

Needs uci/NAME.data of every set in the data folder (white space between columns, target last).
Networks have two hidden layers of 16 ReLU units, splits are 80/20, everything is standardised by training
rows. Ours is configs/model/default.yaml (priors, linear path, noise that depends on the inputs) with that
shape and configs/inference/microcanonical.yaml, whose chains have 4,000 steps of warm-up and 100 from draw to
draw; here they are longer unless told, which two hidden layers need. Boosting is scikit-learn's, its noise a
Student-t law of the residuals of rows that each of five learners has not seen (conformal, CV+). ``--bde`` is
the Python of an environment that has bde (README.md here says how), whose settings stand in ``uci_peer.py``.
All get the same splits. Printed are the mean log predictive density of a test row, the share inside the 90 %
band and seconds, by split and together with the standard error over splits, and what ours has more than the
others, with its own.
"""

import argparse
import os
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from omegaconf import OmegaConf
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.model_selection import KFold, train_test_split
from threadpoolctl import threadpool_limits

from tradewinds.runtime import start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")

from plain_rows import Standardised, predicted, standardise  # noqa: E402
from side_by_side import machine  # noqa: E402

from tradewinds.evaluation.mixture import Predictive, log_density, pit  # noqa: E402
from tradewinds.evaluation.noise import student_noise  # noqa: E402
from tradewinds.settings.inference import InferenceSettings  # noqa: E402
from tradewinds.settings.model import Activation, ModelSettings  # noqa: E402
from tradewinds.settings.schema import validated  # noqa: E402

PUBLISHED = {"concrete": 0.453, "airfoil": 0.611}
"""Mean log predictive density of such ensembles, 12 members and the same network, on other splits."""
TEST_SHARE = 0.2
FOLDS, ROUNDS, RATE = 5, 1500, 0.1


def split(folder: Path, name: str, seed: int) -> Standardised:
    table = np.loadtxt(folder / "uci" / f"{name}.data")
    fit, test = train_test_split(table, test_size=TEST_SHARE, random_state=seed)
    return standardise(fit[:, :-1], fit[:, -1], test[:, :-1], test[:, -1])


def ours(splits: list[Standardised], warmup: int, thin: int) -> list[dict]:
    configs = ROOT / "configs"
    model = ModelSettings()
    model = replace(model, width=16, depth=2, activation=Activation.relu)
    inference = validated(
        InferenceSettings,
        OmegaConf.to_container(OmegaConf.load(configs / "inference" / "microcanonical.yaml")),
    )
    inference = replace(inference, microcanonical=replace(inference.microcanonical, warmup=warmup, thin=thin))
    rows = []
    for index, data in enumerate(splits):
        begin = time.perf_counter()
        found = predicted(data, model, inference, index)
        seconds = time.perf_counter() - begin
        rows.append(_scored(log_density(found, data.y_test), pit(found, data.y_test), seconds))
    return rows


def boosted(splits: list[Standardised]) -> list[dict]:
    """Of as many rounds as predict the rows left out best; the location is the mean of the five learners."""
    rows = []
    for data in splits:
        begin = time.perf_counter()
        with threadpool_limits(1):
            found = _boosted(data)
        seconds = time.perf_counter() - begin
        rows.append(_scored(log_density(found, data.y_test), pit(found, data.y_test), seconds))
    return rows


def _boosted(data: Standardised) -> Predictive:
    learners, outside = [], np.empty((ROUNDS, len(data.y)))
    for fit, aside in KFold(FOLDS, shuffle=True, random_state=0).split(data.x):
        learner = HistGradientBoostingRegressor(
            learning_rate=RATE,
            max_iter=ROUNDS,
            max_leaf_nodes=16,
            min_samples_leaf=5,
            early_stopping=False,
            random_state=0,
        ).fit(data.x[fit], data.y[fit])
        outside[:, aside] = list(learner.staged_predict(data.x[aside]))
        learners.append(learner)
    best = int(((data.y - outside) ** 2).mean(axis=1).argmin())
    one = np.zeros(len(data.y), dtype=int)  # all rows are of one sector
    noise = student_noise(data.y - outside[best], one)
    location = np.mean([list(learner.staged_predict(data.x_test))[best] for learner in learners], axis=0)
    return Predictive(location[None], np.full((1, len(location)), noise.pooled), np.array([noise.df]))


def theirs(splits: list[Standardised], python: str) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        given, out = Path(folder) / "splits.npz", Path(folder) / "out.npz"
        fields = {f"{name}_{i}": v for i, data in enumerate(splits) for name, v in data._asdict().items()}
        np.savez(given, **fields)
        script = Path(__file__).with_name("uci_peer.py")
        alone = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        command = [python, str(script), str(given), str(out)]
        subprocess.run(command, check=True, env=alone, stdout=subprocess.DEVNULL)
        found = np.load(out)
        return [
            _scored(found[f"log_density_{i}"], found[f"pit_{i}"], float(found[f"seconds_{i}"]))
            for i in range(len(splits))
        ]


def _scored(density: np.ndarray, place: np.ndarray, seconds: float) -> dict:
    return {"lppd": density.mean(), "cover 90": (np.abs(place - 0.5) <= 0.45).mean(), "seconds": seconds}


def _mean(values: pd.Series) -> str:
    return f"{values.mean():.3f} ± {values.std(ddof=1) / np.sqrt(len(values)):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=list(PUBLISHED))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--warmup", type=int, default=8000)
    parser.add_argument("--thin", type=int, default=400)
    parser.add_argument("--without-ours", action="store_true", help="the others alone")
    parser.add_argument("--bde", help="Python of an environment with bde")
    arguments = parser.parse_args()
    folder = Path(os.environ.get("TRADEWINDS_DATA", "data"))
    print(machine("jax", "blackjax"))
    if not arguments.bde:
        print("without --bde: benchmarks/README.md says how to install it")
    for name in arguments.sets:
        splits = [split(folder, name, seed) for seed in arguments.seeds]
        found = {}
        if not arguments.without_ours:
            own = ours(splits, arguments.warmup, arguments.thin)
            found["ours"] = pd.DataFrame(own, index=arguments.seeds)
        found["boosting"] = pd.DataFrame(boosted(splits), index=arguments.seeds)
        if arguments.bde:
            found["bde"] = pd.DataFrame(theirs(splits, arguments.bde), index=arguments.seeds)
        published = f"; published {PUBLISHED[name]}" if name in PUBLISHED else ""
        print(f"{name}, {len(splits[0].y)} training rows{published}")
        print(pd.concat(found, axis=1).round(3).to_string())
        for who, table in found.items():
            inside = table["cover 90"].mean()
            print(f"  {who}: lppd {_mean(table['lppd'])}, inside the 90 % band {inside:.2f}", flush=True)
        for who in [] if arguments.without_ours else [*found][1:]:
            print(f"  ours − {who}: {_mean(found['ours']['lppd'] - found[who]['lppd'])}", flush=True)


if __name__ == "__main__":
    main()
