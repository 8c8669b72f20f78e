"""Calibrations with known answers, and beside BlackBIRDS.

    python benchmarks/calibration.py walk [--seeds 10] [--temperatures 1 0.1 0.01] [--gradients score]
                                                          the random walk against quadrature
    python benchmarks/calibration.py beta                     the conjugate case
    python benchmarks/calibration.py traders [--sets 20] [--peer RESULTS.csv] [--data DATA.npz]
                                             [--epochs 100] [--rate 0.003]
    python benchmarks/calibration.py market [--economies 50] [--loss likelihood] [--temperatures 1]
    python benchmarks/calibration.py identified PANEL         real tariff paths of a read panel (us_statute's)

``traders --data`` writes the data sets; ``calibration_peer.py`` fits them in BlackBIRDS' own environment
(README.md here says how that is made) and writes the file that ``--peer`` reads. Every part prints a table.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from tradewinds.runtime import start_jax

ROOT = Path(__file__).resolve().parent.parent
start_jax("float32" if "traders" in sys.argv else "float64", "cpu", ROOT / ".cache" / "jax")
sys.path.insert(0, str(ROOT / "tests"))

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpyro.distributions as dist  # noqa: E402
from known_walk import best_normal, energy_to_exact, search_of_walk, walk  # noqa: E402
from side_by_side import machine  # noqa: E402

from tradewinds.calibration.calibrate import calibrate  # noqa: E402
from tradewinds.calibration.comparison_rows import (  # noqa: E402
    loss_of_simulations,
    observed_of,
    simulated_units,
)
from tradewinds.calibration.contraction import contraction_table  # noqa: E402
from tradewinds.calibration.coverage import ranks_of_truths, truths_covered  # noqa: E402
from tradewinds.calibration.families import family_of  # noqa: E402
from tradewinds.calibration.pose import pose_calibration  # noqa: E402
from tradewinds.calibration.search import GeneralisedSearch  # noqa: E402
from tradewinds.settings.calibration import CalibrationSettings, DescentSettings, GradientEstimator  # noqa: E402
from tradewinds.settings.schema import validated  # noqa: E402
from tradewinds.settings.simulator import MarketSettings, SimulatorSettings  # noqa: E402
from tradewinds.simulators.market_mean import long_run_elasticity, long_run_pass_through  # noqa: E402
from tradewinds.simulators.registry import input_paths, simulated_series  # noqa: E402
from tradewinds.simulators.traders import traders  # noqa: E402

AT_TARIFF, HOME_PRICE = 0.2, 0.92
"""Where the market's long-run elasticity is asked for."""


def read(kind: type, name: str, group: str):
    return validated(kind, yaml.safe_load((ROOT / "configs" / group / f"{name}.yaml").read_text()))


WALKS = ((20, 1.0), (24, 1.0), (24, 0.1), (24, 0.01), (20, 0.01))
"""Steps up of 99, and temperature, whose best Gaussian is known."""


def of_walk(seeds: int, temperatures: list[float], gradients: list[GradientEstimator]) -> pd.DataFrame:
    """Worst of the seeds beside the best Gaussian, with the shipped settings, by each of the gradients."""
    rows = []
    shipped = read(CalibrationSettings, "random_walk", "calibration")
    for gradient in gradients:
        for ups, w in ((ups, w) for ups, w in WALKS if w in temperatures):
            search, observed = search_of_walk(replace(shipped, gradient=gradient), ups)
            best, expected, divergence = best_normal(ups / 99, w)
            for seed in range(seeds):
                answer = calibrate("walk", search, observed, w, jax.random.key(seed))
                location = float(answer.free["location"][0])
                scale = float(np.exp(answer.free["log_scale"][0]))
                rows.append(
                    {
                        "gradient": gradient.value,
                        "ups": ups,
                        "w": w,
                        "seed": seed,
                        "location": location - best.location,
                        "scale": scale - best.scale,
                        "distance": energy_to_exact(ups / 99, w, location, scale),
                        "best": energy_to_exact(ups / 99, w, *best),
                        "loss": answer.expected_loss - expected,
                        "divergence": answer.divergence - divergence,
                        "epochs": answer.facts["epochs"],
                    }
                )
                print(rows[-1], flush=True)
    found = pd.DataFrame(rows)
    worst = {name: lambda values: values.abs().max() for name in ("location", "scale", "loss", "divergence")}
    return found.groupby(["gradient", "ups", "w"]).agg(
        {**worst, "distance": "max", "best": "first", "epochs": "median"}
    )


def of_beta() -> pd.DataFrame:
    """Mean and deviation of the conjugate posterior, relative error."""
    rows = []
    simulator = SimulatorSettings("random_walk", "A walk.", parameters={"probability": 0.2})
    for ups in (20, 24):
        settings = validated(
            CalibrationSettings,
            {
                "prior": {"probability": {"mean": 0.5, "deviation": float(np.sqrt(0.05))}},
                "family": "beta",
                "discrepancy": "likelihood",
                "descent": {"epochs": 2500, "learning_rate": 0.01, "draws": 500},
            },
        )
        series = pd.DataFrame({"position": walk(ups)[:, 0]})
        posed = pose_calibration(series, simulator, settings)
        exact = dist.Beta(2.0 + ups, 2.0 + 99 - ups)
        for seed in range(3):
            answer = calibrate("walk", posed.search, posed.observed, 1.0, jax.random.key(seed))
            q = posed.search.family.member(answer.free)
            rows.append(
                {
                    "ups": ups,
                    "seed": seed,
                    "mean, relative error": float(q.mean[0] / exact.mean - 1),
                    "deviation, relative error": float(np.sqrt(q.variance[0] / exact.variance) - 1),
                    "epochs": answer.facts["epochs"],
                }
            )
    return pd.DataFrame(rows)


TRUTH = np.log10([1.0, 0.5, 1.0, 0.7])


def trader_data(sets: int, path: Path) -> dict[str, np.ndarray]:
    """Data sets of a thousand traders over 100 periods, written for the peer where the file is not there."""
    if not path.exists():
        settings = read(SimulatorSettings, "volatility", "simulator")
        parameters = dict(zip(traders().parameter_names, (10**TRUTH).tolist(), strict=True))
        settings = replace(settings, parameters=parameters)
        made = [simulated_series(settings, seed)["return"].to_numpy() for seed in range(sets)]
        np.savez(path, returns=np.stack(made), truth=TRUTH)
    return dict(np.load(path))


def of_traders(sets: int, data: Path, peer: Path | None, epochs: int, rate: float) -> pd.DataFrame:
    given = trader_data(sets, data)
    prior = dist.Normal(jnp.zeros(4), jnp.ones(4)).to_event(1)
    descent = DescentSettings(epochs, min(25, epochs), epochs, 0, rate, 1.0, 10, 1, 1000)
    settings = validated(
        CalibrationSettings, {"family": "flow", "discrepancy": "mmd", "temperatures": [0.001]}
    )
    settings = replace(settings, descent=descent)
    loss = loss_of_simulations(traders(), settings, False, temperature=0.2)
    search = GeneralisedSearch(loss, prior, family_of(settings.family, prior, settings.flow), settings)
    rows = []
    for seed, returns in enumerate(given["returns"][:sets]):
        observed = observed_of(returns[:, None], {}, settings)
        began = time.process_time()
        answer = calibrate("traders", search, observed, 0.001, jax.random.key(seed))
        seconds = time.process_time() - began
        low, high = np.quantile(answer.draws, [0.05, 0.95], axis=0)
        inside = (low <= given["truth"]) & (given["truth"] <= high)
        rows.append(
            {
                "seed": seed,
                "log_q": float(search.log_density(answer.free, jnp.asarray(given["truth"]))),
                "total": answer.total - 1,  # the constant that the published total leaves out
                "kl": answer.divergence,
                "not_finite": answer.facts["non_finite"] / answer.facts["simulations"],
                "news_inside": inside[2],
                "depth_inside": inside[3],
                "seconds_an_epoch": seconds / answer.facts["epochs"],
                "compiled": seed == 0,
            }
        )
        print(rows[-1], flush=True)
    ours = pd.DataFrame(rows).set_index("seed")
    if peer is None:
        return ours
    theirs = pd.read_csv(peer).set_index("seed")
    both = ours.join(theirs, how="inner", rsuffix="_peer")
    for state in ("best", "last"):
        apart = both["log_q"] - both[f"log_q_{state}"]
        print(
            f"log q(truth) over {len(both)} data sets: ours {both['log_q'].mean():.2f}, BlackBIRDS' {state} "
            f"{both[f'log_q_{state}'].mean():.2f}, apart {apart.mean():.2f} ± {apart.sem():.2f}"
        )
    warm = both[~both["compiled"]]
    print(f"total: ours {both['total'].mean():.4f}, BlackBIRDS {both['total_peer'].mean():.4f}")
    print(f"epoch: {(warm['seconds_an_epoch_peer'] / warm['seconds_an_epoch']).median():.0f} times as fast")
    return both


def market_quantities(names: list[str], parameters) -> dict[str, np.ndarray]:
    """Long-run pass-through and elasticity, and every parameter, at learned coordinates [R, d]."""

    def quantities(theta: np.ndarray) -> dict[str, np.ndarray]:
        natural = np.asarray(parameters(theta))
        values = dict(zip(names, natural.T, strict=True))
        market = MarketSettings(**{name: values[name] for name in values if name != "demand_noise"})
        asked = {
            "long-run pass-through": long_run_pass_through(market),
            "long-run elasticity": long_run_elasticity(market, np.array(AT_TARIFF), np.log(HOME_PRICE)),
        }
        return asked | values

    return quantities


def of_market(economies: int, loss: str, temperatures: list[float], budget: int) -> pd.DataFrame:
    """How often bands hold the truth over economies drawn from the prior, at each temperature."""
    of = read(SimulatorSettings, "import_market", "simulator")
    settings = read(CalibrationSettings, "import_market", "calibration")
    if loss == "mmd":
        descent = DescentSettings(budget or 400, 25, 3, 2, 0.03, 1.0, 10)
        settings = replace(settings, discrepancy="mmd", changes=True, lags=1, descent=descent)
    elif budget:
        settings = replace(settings, descent=replace(settings.descent, epochs=budget))
    posed = pose_calibration(simulated_series(of, 0), of, settings)
    inputs = input_paths(of)
    names = list(posed.simulator.parameter_names)
    like = np.asarray(posed.observed.series[0])

    @jax.jit
    def simulated(key, theta):
        return simulated_units(posed.simulator, key, posed.simulator.natural(theta), posed.observed)[0]

    tables = []
    for w in temperatures:

        def answer(series, key, w=w):
            observed = observed_of(np.asarray(series), inputs, settings)
            return calibrate("market", posed.search, observed, w, key).draws[::20]

        found = ranks_of_truths(
            "market",
            simulated,
            posed.search.prior.sample,
            answer,
            market_quantities(names, posed.parameters),
            like,
            range(economies),
            100,
            jax.random.key(7),
            lambda line: print(line, flush=True),
        )
        print(found["status"].value_counts().to_dict())
        tables.append(truths_covered(found).assign(w=w))
    return pd.concat(tables)


def of_identified(panel: Path, sectors: int, agents: int) -> pd.DataFrame:
    """What the tariff paths of a panel identify of the market's parameters: posterior by prior width.

    Data are simulated along the paths with the settings' parameters; one calibration to the sector whose
    tariff moves most, one to the median one, one to all of ``sectors`` together.
    """
    table = pd.read_parquet(panel)
    rates = table.pivot(index="period", columns="sector", values="tariff").dropna(axis=1)
    spread = (rates.max() - rates.min()).sort_values()
    chosen = {
        "moves most": [spread.index[-1]],
        "median": [spread.index[len(spread) // 2]],
        f"{sectors} spread evenly": list(spread.index[np.linspace(0, len(spread) - 1, sectors).astype(int)]),
    }
    of = read(SimulatorSettings, "import_market", "simulator")
    of = replace(of, steps=len(rates), agents=agents)
    settings = read(CalibrationSettings, "import_market", "calibration")
    found = {}
    for label, columns in chosen.items():
        series = []
        for number, sector in enumerate(columns):
            path = rates[sector].to_numpy()
            one = one_market(of, path, number)
            series.append(one.assign(unit=sector))
        posed = pose_calibration(pd.concat(series), of, settings)
        answer = calibrate("market", posed.search, posed.observed, 1.0, jax.random.key(0))
        names = posed.simulator.parameter_names
        widths = contraction_table(names, [answer], posed.search.prior, settings.identified)
        moved = ", ".join(f"{spread[one]:.3f}" for one in columns[:3])
        found[f"{label} (range of the rate {moved})"] = widths.set_index("parameter")["ratio"]
        print(label, answer.facts, flush=True)
    return pd.DataFrame(found)


def one_market(of: SimulatorSettings, path: np.ndarray, number: int) -> pd.DataFrame:
    """A market along a tariff path, as the workflow simulates one along stated inputs."""
    from tradewinds.simulators.registry import simulator_of
    from tradewinds.simulators.simulator import simulate

    simulator = simulator_of(of)
    inputs = {"tariff": np.maximum(path, 1e-4), "home_price": np.full(len(path), HOME_PRICE)}
    observed = simulate(
        simulator, jax.random.key(100 + number), simulator.vector(of.parameters), len(path), inputs
    )
    columns = dict(zip(simulator.observables, np.asarray(observed).T, strict=True))
    return pd.DataFrame(inputs | columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("part", choices=["walk", "beta", "traders", "market", "identified"])
    parser.add_argument("panel", nargs="?", type=Path)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument(
        "--gradients", nargs="+", type=GradientEstimator, default=list(GradientEstimator), help="of the walk"
    )
    parser.add_argument("--sets", type=int, default=20)
    parser.add_argument("--data", type=Path, default=Path("traders.npz"))
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--economies", type=int, default=50)
    parser.add_argument("--loss", choices=["likelihood", "mmd"], default="likelihood")
    parser.add_argument("--temperatures", type=float, nargs="+", default=[1.0])
    parser.add_argument("--budget", type=int, default=0, help="epochs of each calibration of a market")
    parser.add_argument("--sectors", type=int, default=6)
    parser.add_argument("--agents", type=int, default=1000)
    given = parser.parse_args()
    parts = {
        "walk": lambda: of_walk(given.seeds, given.temperatures, given.gradients),
        "beta": of_beta,
        "traders": lambda: of_traders(given.sets, given.data, given.peer, given.epochs, given.rate),
        "market": lambda: of_market(given.economies, given.loss, given.temperatures, given.budget),
        "identified": lambda: of_identified(given.panel, given.sectors, given.agents),
    }
    print(machine("jax", "numpyro", "optax"))
    print(parts[given.part]().to_string(float_format=lambda value: f"{value:.4f}"))


if __name__ == "__main__":
    main()
