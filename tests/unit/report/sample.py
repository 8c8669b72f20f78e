"""Made-up artifacts with the layout of real ones, so that the page can be tried without a run."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.settings import data as d

from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.experiment import Experiment
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.sections import plain
from tradewinds.settings.tier import TierSettings

INDUSTRIES = (
    "AGRICULTURAL PRODUCTS;FOOD & KINDRED PRODUCTS;TEXTILES & FABRICS;WOOD PRODUCTS;PAPER;CHEMICALS;"
    "PLASTICS & RUBBER PRODUCTS;NONMETALLIC MINERAL PRODUCTS;PRIMARY METAL MFG;FABRICATED METAL PRODUCTS, NESOI;"
    "MACHINERY, EXCEPT ELECTRICAL;COMPUTER & ELECTRONIC PRODUCTS;ELECTRICAL EQUIPMENT, APPLIANCES & COMPONENTS;"
    "TRANSPORTATION EQUIPMENT;FURNITURE & FIXTURES;LEATHER & ALLIED PRODUCTS;BEVERAGES & TOBACCO PRODUCTS"
).split(";")
LEVELS = (0.5, 0.8, 0.9)
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
MODELS = ("network", "last value", "drift", "sector-month means", "ridge", "ridge, Student-t")


@dataclass
class Sample:
    """Everything ``render`` takes, by name."""

    experiment: dict
    panels: dict[str, pd.DataFrame]
    predictions: dict[str, xr.DataTree] = field(default_factory=dict)
    scores: dict[str, pd.DataFrame] = field(default_factory=dict)
    calibration: dict[str, pd.DataFrame] = field(default_factory=dict)
    convergence: dict[str, pd.DataFrame] = field(default_factory=dict)
    verdicts: dict[str, pd.DataFrame] = field(default_factory=dict)
    recovery: dict[str, pd.DataFrame] = field(default_factory=dict)
    posterior_training: dict[str, xr.DataTree] = field(default_factory=dict)
    rollout: xr.DataTree = field(default_factory=xr.DataTree)
    provenance: list[dict] = field(default_factory=list)
    settings: ReportSettings = field(default_factory=ReportSettings)


def sample(
    sectors: int = 8,
    periods: int = 80,
    frequency: str = "step",
    national: bool = True,
    synthetic: bool = True,
    network_advantage: float = 0.15,
    seed: int = 0,
) -> Sample:
    """A complete set of artifacts; ``network_advantage`` in nats over the best simple model."""
    rng = np.random.default_rng(seed)
    settings = _settings(frequency, national, synthetic, sectors, periods)
    experiment = plain(settings)
    panels = {"sectors": _panel(rng, settings.data.tables["sectors"], sectors, periods, frequency)}
    if national:
        own = "quarter" if frequency == "month" else frequency
        panels["national"] = _panel(rng, settings.data.tables["national"], 0, periods, own)
    made = Sample(experiment, panels, settings=settings.report)
    tiers = {"tier1": {"price": "sectors", "volume": "sectors"}}
    if national:
        tiers["tier1"] |= {"wages": "national", "employment": "national"}
        tiers["tier2"] = dict.fromkeys(("gdp", "income", "unemployment"), "national")
    for tier, equations in tiers.items():
        made.predictions[tier] = _predictions(rng, equations, panels)
        made.scores[tier] = _scores(rng, equations, network_advantage)
        made.calibration[tier] = _calibration(equations)
        made.convergence[tier] = _convergence(rng, equations)
        made.verdicts[tier] = _verdicts(tier, equations, network_advantage)
        made.posterior_training[tier] = _training(rng, equations)
        if synthetic:
            made.recovery[tier] = _recovery(equations)
    made.rollout = _rollout(rng, panels, tiers, experiment, synthetic)
    made.provenance = [
        {
            "path": f"fit/{tier}/posterior.nc",
            "stage": "fit",
            "values": "5f2a" * 16,
            "settings_hash": "91bc" * 16,
            "code": "77aa" * 16,
            "seed": 1,
            "inputs": {"imports.parquet": "c0de" * 16},
            "packages": {"jax": "0.10.0"},
            "python": "3.11.2",
            "device": "cpu",
            "precision": "float64",
        }
        for tier in tiers
    ]
    return made


def _settings(frequency: str, national: bool, synthetic: bool, sectors: int, periods: int) -> Experiment:
    def variable(label: str, unit: str, scale: str = "log", rate: bool = False) -> d.VariableSettings:
        return d.VariableSettings(label=label, unit=unit, scale=d.Scale(scale), rate=rate)

    tables = {
        "sectors": d.TableSettings(
            frequency=d.Frequency(frequency),
            keys={"industry": "naics3"},
            variables={
                "tariff": variable("Tariff", "fraction", "level", True),
                "price": variable("Producer price", "index, 2017 = 100"),
                "volume": variable("Import volume", "US dollars of 2017"),
            },
            identities={"customs_revenue": "tariff * price / 100 * volume"},
            identity_units={"customs_revenue": "US dollars"},
        )
    }
    if national:
        tables["national"] = d.TableSettings(
            frequency=d.Frequency("quarter" if frequency == "month" else frequency),
            variables={
                "wages": variable("Real hourly wages", "index, 2017 = 100"),
                "employment": variable("Employment", "thousand persons"),
                "gdp": variable("Real GDP per adult", "US dollars of 2017"),
                "income": variable("Real disposable income per adult", "US dollars of 2017"),
                "unemployment": variable("Unemployment rate", "fraction", "level", True),
            },
        )
    lags = "dlog(price[t-1]) + dlog(price[t-2]) + dlog(price[t-3])"
    first = [
        f"dlog(price[t]) ~ {lags} + d(tariff[t]) + d(tariff[t-1]) + common(dlog(price[t-1])) + t",
        "volume[t] ~ tariff[t] + tariff[t-1] + price[t-1] + volume[t-1] + t",
    ]
    if national:
        first += ["wages[t] ~ wages[t-1]", "employment[t] ~ employment[t-1] + wages[t-1]"]
    second = [
        "dlog(gdp[t]) ~ dlog(gdp[t-1]) + dlog(wages[t-1]) + dlog(employment[t-1])",
        "dlog(income[t]) ~ dlog(income[t-1]) + dlog(wages[t-1])",
        "d(unemployment[t]) ~ d(unemployment[t-1]) + dlog(employment[t-1])",
    ]
    return Experiment(
        seed=7,
        data=d.DataSettings(
            name="two-tier synthetic economy" if synthetic else "US imports by industry",
            description="A made-up economy for trying the page: nothing in it is a finding.",
            tables=tables,
            synthetic=d.SyntheticSettings(d.Economy.two_tier, sectors, periods) if synthetic else None,
            caveats=[
                "One trade war, on sectors that move together: twenty sectors are worth about three.",
                "These data cannot tell the effect of tariffs on volumes from zero or from earlier trends.",
            ],
        ),
        tier1=TierSettings("policy → indicators", first, ["sector", "period"]),
        tier2=TierSettings("indicators → prosperity", second if national else []),
        diagnostics=DiagnosticsSettings(),
        scenario=ScenarioSettings(),
        report=ReportSettings(
            title="Rising tariffs and prosperity",
            question="What would tariffs ten points higher, phased in over twenty periods, do to prices and incomes?",
        ),
    )


def _periods(frequency: str, periods: int) -> np.ndarray:
    if frequency == "step":
        return np.arange(1, periods + 1)
    step = {"month": 1, "quarter": 3, "year": 12}[frequency]
    return (np.datetime64("2013-01") + step * np.arange(periods)).astype("datetime64[ns]")


def _panel(
    rng: np.random.Generator, table: d.TableSettings, sectors: int, periods: int, frequency: str
) -> pd.DataFrame:
    when = _periods(frequency, periods)
    names = [f"{111 + i}" for i in range(sectors)] if sectors else ["nation"]
    frames = []
    for i, name in enumerate(names):
        frame = pd.DataFrame({"sector": name, "period": when})
        label = INDUSTRIES[i % len(INDUSTRIES)] if sectors else "nation"
        frame.insert(1, "label", label)
        for variable, settings in table.variables.items():
            walk = rng.normal(0.001, 0.01, periods).cumsum()
            if settings.rate:
                base = 0.05 if variable == "unemployment" else 0.02
                frame[variable] = np.abs(base + walk / 4) + (np.arange(periods) > 50) * 0.03 * (i % 2)
            else:
                start = {"volume": 10.0 ** (8 + i % 3), "gdp": 70000, "income": 50000, "employment": 150000}
                frame[variable] = start.get(variable, 100.0) * np.exp(walk)
        if "customs_revenue" in table.identities:
            frame["customs_revenue"] = frame["tariff"] * frame["price"] / 100 * frame["volume"]
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _predictions(rng: np.random.Generator, equations: dict, panels: dict) -> xr.DataTree:
    groups = {}
    for equation, table in equations.items():
        frame = panels[table]
        start = frame["period"].drop_duplicates().iloc[-max(6, frame["period"].nunique() // 5)]
        for question, rows in (
            ("ahead", frame[frame["period"] >= start]),
            ("inside", frame[frame["period"] < start].iloc[::9]),
        ):
            observed = rows[equation].to_numpy()
            middle = observed * (1 + rng.normal(0, 0.01, len(rows)))
            half = observed * 0.01 * np.array([0.67, 1.28, 1.64])[:, None]
            groups[f"{equation}/{question}"] = xr.Dataset(
                {
                    "sector": ("row", rows["sector"].to_numpy().astype(str)),
                    "period": ("row", rows["period"].to_numpy()),
                    "observed": ("row", observed),
                    "median": ("row", middle),
                    "lower": (("level", "row"), middle - half),
                    "upper": (("level", "row"), middle + half),
                    "pit": ("row", rng.uniform(size=len(rows))),
                    "log_density": ("row", rng.normal(size=len(rows))),
                },
                coords={"level": list(LEVELS)},
            )
    return xr.DataTree.from_dict(groups)


def _scores(rng: np.random.Generator, equations: dict, advantage: float) -> pd.DataFrame:
    rows = []
    for equation in equations:
        for question in ("ahead", "inside"):
            for i, model in enumerate(MODELS):
                better = (advantage if i == 0 else 0) - (0.3 if i in (1, 2, 3) else 0.0)
                for metric, scale, value, error in (
                    ("lppd", "standardised", 0.3 + better + rng.normal(0, 0.01), 0.04),
                    ("lppd", "original", -1.3 + better, 0.04),
                    ("crps", "original", 1.2 - better, 0.05),
                    ("rmse", "original", 2.2 - better + rng.normal(0, 0.01), 0.07),
                    ("skill", "original", 0.3 + better, 0.05),
                ):
                    rows.append((equation, question, model, metric, scale, value, error, 128))
                if i:
                    lead = advantage + (0.3 if i in (1, 2, 3) else 0.0)
                    rows.append((equation, question, model, "lppd lead", "standardised", lead, 0.03, 128))
    columns = ["equation", "question", "model", "metric", "scale", "value", "error", "rows"]
    return pd.DataFrame(rows, columns=columns)


def _calibration(equations: dict) -> pd.DataFrame:
    rows = [
        (equation, question, level, level - 0.03 * i, 0.025, 128)
        for i, equation in enumerate(equations)
        for question in ("ahead", "inside")
        for level in LEVELS
    ]
    return pd.DataFrame(rows, columns=["equation", "question", "level", "coverage", "error", "rows"])


def _convergence(rng: np.random.Generator, equations: dict) -> pd.DataFrame:
    numbers = {
        ("prediction", "rhat"): 1.012,
        ("prediction", "ess_bulk"): 412.3,
        ("prediction", "ess_tail"): 288.0,
        ("noise scale", "rhat"): 1.003,
        ("sampler", "divergences"): 0.0,
        ("loo", "elpd_loo"): -212.3,
        ("loo", "pareto_k_max"): 0.61,
        ("training", "non_finite"): 0.0,
        ("predictive check", "standard deviation"): 0.41,
        ("predictive check", "largest"): 0.992,
        ("predictive check", "smallest"): 0.3,
        ("predictive check", "persistence"): 0.55,
    }
    rows = [(e, q, m, value, "") for e in equations for (q, m), value in numbers.items()]
    return pd.DataFrame(rows, columns=["equation", "quantity", "metric", "value", "note"])


def _verdicts(tier: str, equations: dict, advantage: float) -> pd.DataFrame:
    rows = [
        ("acceptance", "", 0.82, 1.0, "pass", "Mean loss 0.82 is below the accepted 1.0."),
        ("leave-one-out", "", 0.01, 0.05, "pass", "Leave-one-out scores can be trusted."),
    ]
    for equation in equations:
        wins = "pass" if advantage > 0.1 else "fail"
        rows += [
            ("beats simple models", equation, advantage, 0.0, wins, "Log density against ridge, Student-t."),
            ("effective draws", equation, 412.0, 200.0, "pass", "Enough independent draws."),
            ("coverage", equation, 0.04, 0.1, "pass", "Bands hold about what they claim."),
            ("convergence", equation, float("nan"), 1.05, "not applicable", "One draw a fit: R̂ does not apply."),
        ]
    return pd.DataFrame(rows, columns=["check", "equation", "value", "threshold", "verdict", "sentence"])


def _training(rng: np.random.Generator, equations: dict) -> xr.DataTree:
    steps = np.arange(2000)
    groups = {}
    for equation in equations:
        loss = 120 * np.exp(-steps / 250) + 40 + rng.normal(0, 1, len(steps))
        groups[f"{equation}/training"] = xr.Dataset({"loss": ("step", loss)})
    return xr.DataTree.from_dict(groups)


def _recovery(equations: dict) -> pd.DataFrame:
    rows = [
        (equation, raised, 0.1, level, level - 0.02, 128, 0.001, 0.021, 0.022, 0.03)
        for equation, table in equations.items()
        for raised in (("tariff",) if table == "sectors" else ("employment",))
        for level in LEVELS
    ]
    columns = "equation intervention rise level coverage rows bias mean_true mean_estimate interval_width".split()
    return pd.DataFrame(rows, columns=columns)


def _rollout(
    rng: np.random.Generator, panels: dict, tiers: dict, experiment: dict, synthetic: bool
) -> xr.DataTree:
    groups = {}
    for table, frame in panels.items():
        described = experiment["data"]["tables"][table]
        frequency = described["frequency"]
        horizon = 20 if frequency != "quarter" else 7
        last = frame["period"].max()
        when = (
            np.arange(last, last + horizon + 1)
            if frequency == "step"
            else _periods(frequency, 500)[np.searchsorted(_periods(frequency, 500), np.datetime64(last)) :][: horizon + 1]
        )
        sectors = list(dict.fromkeys(frame["sector"]))
        shape = (len(sectors), len(when))
        explained = [e for equations in tiers.values() for e, where in equations.items() if where == table]
        variables, ramp = {}, np.linspace(0, 1, len(when))
        z = np.array([-1.64, -1.28, -0.67, 0, 0.67, 1.28, 1.64])
        for name in [*explained, *described["identities"]]:
            start = frame.groupby("sector", sort=False)[name].last().to_numpy()[:, None] * np.ones(shape)
            log = name != "unemployment"
            effect = rng.normal(0, 0.03 if log else 0.01) * ramp * np.ones(shape)
            spread = (0.02 if log else 0.004) * np.sqrt(ramp)
            both = np.stack([start, start * np.exp(effect) if log else start + effect])
            quantiles = both[:, None] + z[None, :, None, None] * (both if log else 1)[..., None, :, :].reshape(
                (2, 1, *shape) if log else (1, 1, 1, 1)
            ) * spread if log else both[:, None] + z[None, :, None, None] * spread
            scale = 100 if log else 1
            variables |= {
                f"{name}_mean": (("path", "sector", "period"), both, {}),
                f"{name}_quantile": (("path", "quantile", "sector", "period"), quantiles),
                f"{name}_effect_mean": (("sector", "period"), effect * scale),
                f"{name}_effect_quantile": (
                    ("quantile", "sector", "period"),
                    (effect[None] + z[:, None, None] * spread * 0.6) * scale,
                ),
                f"{name}_effect_positive": (("sector", "period"), np.where(effect > 0, 0.86, 0.12)),
            }
            if synthetic:
                variables[f"{name}_truth"] = (("sector", "period"), effect * scale * 1.2)
        if table == "sectors":
            now = frame.groupby("sector", sort=False)["tariff"].last().to_numpy()[:, None] * np.ones(shape)
            variables["tariff"] = (("path", "sector", "period"), np.stack([now, now + 0.1 * ramp]))
        outside = np.stack([np.zeros(shape), np.maximum(0, ramp - 0.6) * np.ones(shape)])
        variables["outside"] = (("path", "sector", "period"), outside)
        groups[table] = xr.Dataset(
            variables,
            coords={"path": ["baseline", "scenario"], "sector": sectors, "period": when, "quantile": list(QUANTILES)},
        )
    return xr.DataTree.from_dict(groups)
