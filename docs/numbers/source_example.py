"""The numbers and the picture of docs/source_example.md: python docs/numbers/source_example.py (two minutes)

The source's model on a series like the source's, beside the default on the same rows: experiments ``source``
and ``falling_tariff``. One guide, as the source has it, where the answer otherwise pools twelve.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from pages import DOCS, Number, band, signed, write

import tradewinds as tw
from tradewinds.evaluation.refit import convergence_of_draws

ACCEPTABLE, PARTICLES = 0.75, 10
"""“Likelihood” at which the source stops, and the particles that it divides its loss by."""
RISE, STEPS = 0.1, 20
ONE_GUIDE = ["tier1.inference.variational.starts=1"]
INCREASING = {
    "price": {"outcome": "price", "rise": RISE, "horizon": 1, "above": 0},
    "volume": {"outcome": "volume", "rise": RISE, "horizon": 1, "below": 0},
}
NORMAL = 0.5 * math.log(2 * math.pi)
"""Nats that Normal(0, 1) loses at its mean."""


@dataclass
class Example:
    """Fits to the same series: the source's, that to its first periods alone, and the default's."""

    source: tw.FittedModel
    early: tw.FittedModel
    default: tw.FittedModel


def fitted(source: Sequence[str] = (), default: Sequence[str] = ()) -> Example:
    """Fits as the page has them, or with further settings."""
    asked = [*ONE_GUIDE, *source]
    models = (
        tw.Experiment("source", asked),
        tw.Experiment("source", [*asked, "split.refit=false"]),
        tw.Experiment("falling_tariff", list(default)),
    )
    panel = models[0].panel()
    return Example(*(model.fit(panel, progress=False) for model in models))


def of_loss(example: Example) -> Iterator[Number]:
    """The loss of the fit to all rows, its parts, and what the source's rule makes of it."""
    found = convergence_of_draws(example.source.answering).query("quantity == 'elbo'")
    rows = int(example.source.summary()["answer_rows"].iloc[0])
    yield Number("rows", str(rows), rows, "rows of an equation: 100 periods less one lag")
    for name, parts in found.groupby("equation"):
        part = parts.set_index("metric")["value"]
        loss = -rows * part["elbo_per_obs"]
        misfit = -rows * part["expected_loglik_per_obs"]
        yield Number(f"{name}_loss", f"{loss:.0f}", loss, f"loss of {name}, nats")
        yield Number(f"{name}_kl", f"{part['kl']:.0f}", part["kl"], "its KL term, nats")
        yield Number(
            f"{name}_misfit",
            signed(misfit).removeprefix("+"),
            misfit,
            "its other term, −E log p(y | w), nats",
        )
        per_row = part["elbo_per_obs"]
        yield Number(f"{name}_bound", signed(per_row, 1), per_row, "ELBO, nats an observation")
        again = per_row / PARTICLES
        yield Number(f"{name}_divided", signed(again, 2), again, "the same divided by the particles again")
        share = 100 * math.exp(again)
        yield Number(f"{name}_likelihood", f"{share:.0f} %", share, "exp of that, which is nothing")


def of_rule(rows: int) -> Iterator[Number]:
    """What passes the rule: loss / (particles × rows) below −log ACCEPTABLE."""
    allowed = -PARTICLES * math.log(ACCEPTABLE)
    constant = NORMAL + 0.5
    offset = math.sqrt(2 * (allowed - constant))
    yield Number("allowed", f"{allowed:.2f}", allowed, "nats an observation that the rule allows")
    yield Number("allowed_loss", f"{rows * allowed:.0f}", rows * allowed, "the same for all rows")
    yield Number("constant", f"{constant:.2f}", constant, "nats an observation of Normal(mean, deviation)")
    yield Number("constant_loss", f"{rows * constant:.0f}", rows * constant, "the same for all rows")
    yield Number("offset", f"{offset:.1f}", offset, "deviations that a constant may be off and still pass")


def of_path(example: Example) -> Iterator[Number]:
    """Effects at the end of twenty rising steps."""
    for name, fit in {"source": example.source, "default": example.default}.items():
        ends = fit.roll_out(tw.Ramp(RISE, periods=STEPS)).summary().set_index("variable")
        for variable in ("price", "volume"):
            end = ends.loc[variable]
            shown = signed(end["median"], 1)
            yield Number(f"{name}_{variable}", shown, end["median"], f"effect on {variable}, per cent")
            shown = band(end["low"], end["high"], 1)
            yield Number(f"{name}_{variable}_band", shown, end["high"] - end["low"], "its 90 % band, width")
            if name == "source":
                shown = signed(end["truth"], 1)
                yield Number(f"true_{variable}", shown, end["truth"], f"true effect on {variable}, per cent")
        away = ends["outside"].max()
        yield Number(f"{name}_outside", f"{away:.1f}", away, "widths of the training range that it leaves")
    row = example.early.roll_out(tw.Ramp(RISE, periods=STEPS)).summary().set_index("variable").loc["price"]
    yield Number("early_price", signed(row["median"]), row["median"], "the same by the fit to 80 periods")
    shown = band(row["low"], row["high"])
    yield Number("early_price_band", shown, row["high"] - row["low"], "its 90 % band, width")


def of_prior(example: Example) -> Iterator[Number]:
    """What each prior expects before any data."""
    for name, fit in {"source": example.source, "default": example.default}.items():
        table = fit.check(**INCREASING).summary().set_index("check")
        for check in INCREASING:
            share = 100 * table.loc[check, "prior_probability"]
            meaning = f"networks of the prior with the expected sign of {check}, per cent"
            yield Number(f"{name}_prior_{check}", f"{share:.0f} %", share, meaning)


def of_scores(example: Example) -> Iterator[Number]:
    """Forecasts of the last twenty periods, one period ahead, in the units of the data."""
    for name, fit in {"source": example.source, "default": example.default}.items():
        found = fit.assess()
        for variable in ("price", "volume"):
            score = _score(found.scores, variable, "lppd")
            meaning = f"log density of {variable} ahead, nats an observation, in its own unit"
            yield Number(f"{name}_{variable}_score", signed(score, 2), score, meaning)
            inside = found.calibration.query("holdout == 'ahead' and equation == @variable")
            held = 100 * float(inside.loc[np.isclose(inside["level"], 0.9), "coverage"].iloc[0])
            yield Number(f"{name}_{variable}_held", f"{held:.0f} %", held, "outcomes inside its 90 % band")
            if name == "default":
                best = _best(found.baselines, variable)
                yield Number(f"simple_{variable}_score", signed(best, 2), best, "of the best simple model")


def _score(scores: pd.DataFrame, variable: str, metric: str) -> float:
    ahead = scores.query("equation == @variable and holdout == 'ahead' and scale == 'original'")
    return float(ahead.loc[ahead["metric"] == metric, "value"].iloc[0])


def _best(baselines: pd.DataFrame, variable: str) -> float:
    ahead = baselines.query("equation == @variable and holdout == 'ahead' and scale == 'original'")
    return float(ahead.loc[ahead["metric"] == "lppd", "value"].max())


def draw_path(example: Example, variable: str, ax: Axes) -> Axes:
    """The effect of the rising steps: both models' middle and 90 % band, and the truth, dashed."""
    for label, colour, fit in (
        ("the essay's model", "#D55E00", example.source),
        ("the default", "#0072B2", example.default),
    ):
        found = fit.roll_out(tw.Ramp(RISE, periods=STEPS)).data["sectors"].isel(sector=0)
        effect, steps = found[f"{variable}_effect_quantile"], found["horizon"]
        ax.fill_between(steps, *(effect.sel(quantile=q) for q in (0.05, 0.95)), color=colour, alpha=0.2, lw=0)
        ax.plot(steps, effect.sel(quantile=0.5), color=colour, label=label)
    ax.plot(steps, found[f"{variable}_truth"], color="black", linestyle="--", label="the truth")
    ax.axhline(0, color="grey", linewidth=0.6)
    ax.set_title({"price": "Price", "volume": "Volume of imports"}[variable], loc="left")
    ax.set(xlabel="step", ylabel="difference, %", xticks=range(0, STEPS + 1, 5))
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def draw(example: Example) -> plt.Figure:
    """Price and volume beside each other."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for variable, ax in zip(("price", "volume"), axes, strict=True):
        draw_path(example, variable, ax)
    axes[0].legend(frameon=False, loc="upper left")
    return figure


def numbers(example: Example) -> list[Number]:
    """All numbers of the page."""
    loss = list(of_loss(example))
    parts = (of_rule(int(loss[0].value)), of_path(example), of_prior(example), of_scores(example))
    return [*loss, *(one for part in parts for one in part)]


if __name__ == "__main__":
    plt.rcParams["svg.hashsalt"] = "tradewinds"  # the same picture, the same bytes
    made = fitted()
    write("source_example", numbers(made))
    draw(made).savefig(DOCS / "images" / "source_example.svg", metadata={"Date": None})
