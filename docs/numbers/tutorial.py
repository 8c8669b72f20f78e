"""The numbers and the picture of docs/tutorial.md: python docs/numbers/tutorial.py results/furniture

From the results that the commands of that page leave: the experiment, its sensitivity and its best path.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot as plt
from pages import DOCS, Number, band, signed, write

import tradewinds as tw
from tradewinds.artifacts import read_table

FURNITURE = "337"
OUTCOMES = ("price", "volume")
MIDDLE_90 = (0.05, 0.5, 0.95)
"""Quantiles: the ends of a 90 % band about its middle."""


def of_design(results: tw.Results) -> Iterator[Number]:
    """Verdicts of the design, and what its tests found."""
    for outcome in OUTCOMES:
        checks = results.effect.checks(outcome).set_index("check")
        least = checks.loc["power", "power"]
        meaning = "smallest effect that would be found, for each per cent of the price"
        yield Number(f"{outcome}_least", f"{least:.1f} %", least, meaning)
    for key, outcome, check in (("apart", "price", "levels and changes"), ("broken", "volume", "stability")):
        p = results.effect.checks(outcome).set_index("check").loc[check, "value"]
        yield Number(key, f"{p:.4f}", p, f"p-value of {check}, {outcome}")


def of_verdicts(results: tw.Results) -> Iterator[Number]:
    """How the checks of the fit ended."""
    verdicts = results.assessment.summary()
    for tier in ("tier1", "tier2"):
        own = verdicts[verdicts["tier"] == tier]
        yield Number(f"{tier}_checks", str(len(own)), len(own), f"checks of {tier}")
        for name, statuses in {"failed": ("failed", "not computed"), "undecided": ("undecided",)}.items():
            count = int(own["status"].isin(statuses).sum())
            yield Number(f"{tier}_{name}", str(count), count, f"of them {name}")
    price = verdicts[verdicts["equation"] == "price"].set_index("check")
    for key, check, digits in (
        ("rhat", "convergence, all rows", 2),
        ("draws", "effective draws, all rows", 0),
    ):
        value = price.loc[check, "value"]
        yield Number(key, f"{value:.{digits}f}", value, f"{check}, price")
    undecided = (verdicts[verdicts["check"] == "beats simple models"]["status"] == "undecided").sum()
    yield Number("alike_simple", str(undecided), undecided, "equations not told from the best simple model")
    yield Number("equations", str(len(results.fit.summary())), len(results.fit.summary()), "equations")


def of_path(results: tw.Results) -> Iterator[Number]:
    """The network's own figures at the end of the path, in per cent."""
    found = results.counterfactuals["furniture_doubles"]
    answers = {name: found.effect(name, FURNITURE) for name in OUTCOMES} | {"income": found.effect("income")}
    for name, answer in answers.items():
        end = answer.isel(period=-1).squeeze()
        low, middle, high = (float(end.sel(quantile=q)) for q in MIDDLE_90)
        digits = 2 if name == "income" else 1
        yield Number(name, f"{signed(middle, digits)} %", middle, f"effect on {name}, per cent")
        yield Number(f"{name}_band", f"{band(low, high, digits)} %", high - low, "its 90 % band, width")
    rates = found.path[found.path["sector"] == FURNITURE].iloc[-1]
    for name in ("baseline", "scenario"):
        yield Number(name, f"{100 * rates[name]:.1f} %", 100 * rates[name], f"rate on furniture, {name}")


def of_economics(results: tw.Results) -> Iterator[Number]:
    """Economic checks: middle and 90 % band."""
    checks = results.checks.summary().set_index("check")
    for name, digits, unit in (("import_elasticity", 1, ""), ("placebo", 0, " %")):
        row = checks.loc[name]
        yield Number(name, signed(row["median"], digits) + unit, row["median"], row["title"])
        shown = band(row["low"], row["high"], digits) + unit
        yield Number(f"{name}_band", shown, row["high"] - row["low"], "its 90 % band, width")


def of_sensitivity(folder: Path) -> Iterator[Number]:
    """Shares of the inputs, the other prior, contradicted independences."""
    shares = read_table(folder / "sensitivity/tier1/sobol.parquet")
    for name in OUTCOMES:
        own = shares[shares["equation"] == name].set_index("input")
        share = 100 * own.loc["tariff", "total"]
        yield Number(f"{name}_share", f"{share:.0f} %", share, f"total share of the tariff, {name}")
        top = own["total"].drop("tariff").idxmax()
        most = 100 * own.loc[top, "total"]
        yield Number(f"{name}_most", f"{most:.0f} %", most, f"largest other share, {top}")
    prior = read_table(folder / "sensitivity/priors.parquet").set_index("equation").loc["volume"]
    for name, column in (("own_prior", "effect"), ("other_prior", "other_effect")):
        value = 100 * prior[column]
        yield Number(name, f"{signed(value, 0 if abs(value) > 10 else 1)} %", value, f"{column} on volume")
    tests = read_table(folder / "sensitivity/independences.parquet")
    wrong = int((tests["status"] == "failed").sum())
    yield Number("independences", str(len(tests)), len(tests), "independences tested")
    yield Number("contradicted", str(wrong), wrong, "independences that the data contradict")


def of_optimum(results: tw.Results) -> Iterator[Number]:
    """The best path: how sure it is, and what it does."""
    best = results.optimum.policies.set_index("policy").loc["optimum"]
    better = 100 * best["gains"]
    yield Number("better", f"{better:.0f} %", better, "probability of being better than the baseline")
    yield Number("welfare", signed(best["welfare"], 1), best["welfare"], "welfare, mean")
    shown = band(best["welfare_low"], best["welfare_high"], 1)
    yield Number("welfare_band", shown, best["welfare_high"] - best["welfare_low"], "its 90 % band, width")
    rates = results.optimum.paths
    mean = 100 * rates[rates["policy"] == "optimum"].groupby("period")["rate"].mean()
    for name, value in (("first_rate", mean.iloc[0]), ("last_rate", mean.iloc[-1])):
        yield Number(name, f"{value:.1f} %", value, f"mean rate of the best path, {name}")


def numbers(folder: Path) -> list[Number]:
    """All numbers of the page."""
    results = tw.open_results(folder)
    parts = (of_design, of_verdicts, of_path, of_economics, of_optimum)
    return [*(one for part in parts for one in part(results)), *of_sensitivity(folder)]


def draw(results: tw.Results) -> plt.Figure:
    """Prices and imports about a rise, with leads and bands: what the design's verdict is read from."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for outcome, ax in zip(OUTCOMES, axes, strict=True):
        results.effect.plot(outcome, ax=ax)
        ax.set_title({"price": "Domestic producer price", "volume": "Import volume"}[outcome], loc="left")
        ax.set(xlabel="months since the rise", ylabel="% for each % of the price")
        ax.spines[["top", "right"]].set_visible(False)
    return figure


if __name__ == "__main__":
    plt.rcParams["svg.hashsalt"] = "tradewinds"  # the same picture, the same bytes
    folder = Path(sys.argv[1])
    write("tutorial", numbers(folder))
    draw(tw.open_results(folder)).savefig(DOCS / "images" / "tutorial.svg", metadata={"Date": None})
