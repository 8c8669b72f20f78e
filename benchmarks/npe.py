"""Neural posterior estimation beside what is known: the random walk's posterior, the market's calibrations.

    python benchmarks/npe.py --data DATA.npz [--simulations 10000]   writes simulations
    PYTHON-OF-SBI benchmarks/npe_peer.py DATA.npz DRAWS.npz          in sbi's own environment (README.md)
    python benchmarks/npe.py --data DATA.npz --peer DRAWS.npz [--economies 5]

Both see the same prior and the same simulators. Of the walk NPE is given the share of steps up, which is
all there is to know of it; of the market log prices and volumes as they are.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from tradewinds.runtime import start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float64", "cpu", ROOT / ".cache" / "jax")
sys.path.insert(0, str(ROOT / "tests"))

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import yaml  # noqa: E402
from known_walk import GRID, PRIOR  # noqa: E402

from tradewinds.calibration.calibrate import calibrate  # noqa: E402
from tradewinds.calibration.comparison_rows import observed_of  # noqa: E402
from tradewinds.calibration.pose import PosedCalibration, pose_calibration  # noqa: E402
from tradewinds.settings.calibration import CalibrationSettings  # noqa: E402
from tradewinds.settings.schema import validated  # noqa: E402
from tradewinds.settings.simulator import SimulatorSettings  # noqa: E402
from tradewinds.simulators.random_walk import RANDOM_WALK  # noqa: E402
from tradewinds.simulators.registry import input_paths, simulated_series  # noqa: E402
from tradewinds.simulators.simulator import simulate_draws  # noqa: E402

ECONOMIES = 200
"""Markets drawn from the prior whose posteriors are wanted."""


def market() -> tuple[SimulatorSettings, CalibrationSettings, PosedCalibration]:
    """The shipped import market, and how it is calibrated."""
    of, settings = (
        validated(kind, yaml.safe_load((ROOT / "configs" / group / "import_market.yaml").read_text()))
        for kind, group in ((SimulatorSettings, "simulator"), (CalibrationSettings, "calibration"))
    )
    return of, settings, pose_calibration(simulated_series(of, 0), of, settings)


def simulations(path: Path, number: int) -> dict[str, np.ndarray]:
    """``number`` parameters from the prior and what is simulated at them, of the walk (its share of steps up)
    and of the market (log prices and volumes), written where the file is not there."""
    if path.exists():
        return dict(np.load(path))
    key, made = jax.random.key(11), {}
    theta = np.asarray(PRIOR.sample(key, (number,)))
    run = simulate_draws(RANDOM_WALK, key, RANDOM_WALK.natural(jnp.asarray(theta)), 100)
    made |= {
        "theta_walk": theta,
        "x_walk": np.asarray((jnp.diff(run[..., 0], axis=1) > 0).mean(axis=1))[:, None],
    }
    made |= {"given_walk": np.array([[20 / 99], [24 / 99]])}
    made |= {"mean_walk": np.asarray(PRIOR.mean), "deviation_walk": np.sqrt(np.asarray(PRIOR.variance))}
    of, _, posed = market()
    theta = np.asarray(posed.search.prior.sample(key, (number + ECONOMIES,)))
    inputs = {name: jnp.asarray(values) for name, values in input_paths(of).items()}
    run = np.asarray(simulate_draws(posed.simulator, key, posed.simulator.natural(theta), of.steps, inputs))
    logs = np.log(np.maximum(run[..., :2], 1e-4)).reshape(len(theta), -1)[:, 1:]  # the first price is known
    made |= {"theta_market": theta[ECONOMIES:], "x_market": logs[ECONOMIES:]}
    made |= {"given_market": logs[:ECONOMIES], "truth_market": theta[:ECONOMIES]}
    made |= {"series_market": run[:ECONOMIES]}
    prior = posed.search.prior
    made |= {"mean_market": np.asarray(prior.mean), "deviation_market": np.sqrt(np.asarray(prior.variance))}
    np.savez(path, **made)
    return made


def beside(given: dict[str, np.ndarray], peer: Path | None, economies: int) -> pd.DataFrame:
    """Neural posterior estimation beside the exact posterior (walk) and beside the calibration (market).

    Of the market: how often 90 % bands hold the truth, posterior by prior width, and how far means lie from
    the truth, in prior deviations; of the calibration by the likelihood for the first ``economies`` of them.
    """
    if peer is None:
        return pd.DataFrame({name: [str(values.shape)] for name, values in given.items()}).T
    drawn, rows = dict(np.load(peer)), []
    for place, ups in enumerate((20, 24)):
        log = ups * np.log(1 / (1 + np.exp(-GRID))) + (99 - ups) * np.log(1 / (1 + np.exp(GRID)))
        density = np.exp(log - ((GRID - np.log(9.0)) ** 2) / 2 - log.max())
        density /= density.sum()
        mean = float(density @ GRID)
        sd = float(np.sqrt(density @ (GRID - mean) ** 2))
        own = drawn["walk"][place, :, 0]
        rows.append(
            {
                "what": f"walk, {ups} of 99 up",
                "exact mean": mean,
                "exact sd": sd,
                "NPE mean": own.mean(),
                "NPE sd": own.std(),
            }
        )
    of, settings, posed = market()
    answers = []
    for number in range(economies):
        observed = observed_of(given["series_market"][number], input_paths(of), settings)
        answers.append(calibrate("market", posed.search, observed, 1.0, jax.random.key(number)).draws)
    width = given["deviation_market"]
    for place, name in enumerate(posed.simulator.parameter_names):
        row = {"what": f"market, {name}"}
        for method, draws in (("NPE", drawn["market"]), ("own", np.stack(answers))):
            truth = given["truth_market"][: len(draws), place]
            low, high = np.quantile(draws[..., place], [0.05, 0.95], axis=1)
            row[f"{method} holds"] = float(((low <= truth) & (truth <= high)).mean())
            row[f"{method} width"] = float(draws[..., place].std(axis=1).mean() / width[place])
            row[f"{method} error"] = float(
                np.sqrt(((draws[..., place].mean(axis=1) - truth) ** 2).mean()) / width[place]
            )
        rows.append(row)
    print({name: float(drawn[name]) for name in drawn if name.startswith("seconds")})
    return pd.DataFrame(rows).set_index("what")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("npe.npz"))
    parser.add_argument("--simulations", type=int, default=10_000)
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--economies", type=int, default=5)
    given = parser.parse_args()
    table = beside(simulations(given.data, given.simulations), given.peer, given.economies)
    print(table.to_string(float_format=lambda value: f"{value:.3f}"))


if __name__ == "__main__":
    main()
