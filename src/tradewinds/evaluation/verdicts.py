"""Verdicts: a computed value, a threshold from the settings, and a sentence. NaN or nothing is a fail."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.settings.diagnostics import DiagnosticsSettings

COLUMNS = ("check", "equation", "value", "threshold", "verdict", "sentence")
NETWORK = "network"
FULL_RANK = 2000
"""Parameters past which the covariance of them all is out of reach."""
_DECIMALS = 12
"""Places to which a share is compared with a limit, so that 0.7 is 0.1 away from 0.8."""


class Verdict(NamedTuple):
    check: str
    equation: str
    value: float
    threshold: float
    verdict: str
    sentence: str


def judge(
    scores: pd.DataFrame,
    leads: pd.DataFrame,
    calibration: pd.DataFrame,
    convergence: pd.DataFrame,
    diagnostics: DiagnosticsSettings,
    tier: str,
) -> pd.DataFrame:
    """Every verdict on one tier, the acceptance constraint first; an equation is any that a table names.

    ``scores`` are the network's, ``leads`` how much better they are than those of each simple model.
    """
    tables = (scores, leads, calibration, convergence)
    equations = list(dict.fromkeys(name for table in tables for name in table["equation"]))
    verdicts = [_acceptance(equations, scores, diagnostics.epsilon[tier])]
    for equation in equations:
        of = convergence[convergence["equation"] == equation]
        verdicts.append(_beats(equation, leads, diagnostics.skill_margin))
        verdicts.append(_coverage(equation, calibration, diagnostics.coverage))
        verdicts.extend(_sampling(equation, of, diagnostics))
        verdicts.extend(_approximation(equation, of, diagnostics))
        verdicts.extend(_reference(equation, of, diagnostics))
        verdicts.extend(_mode(equation, of))
        verdicts.extend(_few_rows(equation, of))
        verdicts.append(_training(equation, of))
    return pd.DataFrame(verdicts, columns=list(COLUMNS))


def _acceptance(equations: list[str], scores: pd.DataFrame, epsilon: float) -> Verdict:
    """Mean over the tier's equations of the mean squared error ahead, standardised (docs/model.md §5)."""
    chosen = _pick(scores, question="ahead", metric="rmse", scale="standardised", model=NETWORK)
    errors = [_only(_pick(chosen, equation=equation)["value"]) for equation in equations]
    loss = float(np.mean(np.square(errors))) if errors else np.nan
    return _at_most(
        "acceptance",
        "",
        loss,
        epsilon,
        "Mean squared error of the tier one period ahead, in units of the training variance of what is "
        f"explained: {{value}}, allowed {epsilon:g}.",
        "The tier is not accepted: look at the equations that score worst.",
    )


def _beats(equation: str, leads: pd.DataFrame, margin: float) -> Verdict:
    """Whether the lead over the best simple model is beyond the margin by more than two errors; below it also
    where nearly all resamples are, however far apart.
    """
    check = "beats simple models"
    leads = _pick(leads, equation=equation, question="ahead", metric="lppd lead")
    if not len(leads) or not np.isfinite(leads[["value", "error"]].to_numpy()).all():
        return Verdict(
            check, equation, np.nan, margin, "fail", "No comparison with simple models was computed."
        )
    least = leads.loc[leads["value"].idxmin()]
    value, error, rival = float(least["value"]), float(least["error"]), least["model"]
    against = f"Against the best simple model one period ahead ({rival})"
    text = f"{against} the network's mean log predictive density"
    amount = f"is {'lower' if value < 0 else 'higher'} by {abs(value):.2f} ± {error:.2f}"
    if value - 2 * error > margin:
        return Verdict(check, equation, value, margin, "pass", f"{text} {amount}.")
    asked = f", where {margin:g} more is asked for" if margin else ""
    if value + 2 * error < margin or least["upper"] < margin:
        advice = f": use {rival}" if value < 0 else ""
        return Verdict(check, equation, value, margin, "fail", f"{text} {amount}{asked}{advice}.")
    told = "not decided" if margin else "no better, no worse"
    sentence = f"{text} differs by {value:+.2f} ± {error:.2f}{asked}: {told}."
    return Verdict(check, equation, value, margin, "inconclusive", sentence)


def _coverage(equation: str, calibration: pd.DataFrame, limit: float) -> Verdict:
    """The band farthest from its claim. A gap within the limit passes; one beyond it fails only where it is
    beyond by two errors, and is not decided before.
    """
    check = "coverage"
    bands = _pick(calibration, equation=equation, question="ahead")
    if not len(bands) or not np.isfinite(bands[["coverage", "error"]].to_numpy()).all():
        return Verdict(check, equation, np.nan, limit, "fail", "No coverage was computed.")
    level = bands["level"]
    # resampling finds no error in a coverage of 0 or 1; that of the claim itself is the least there is
    error = np.maximum(bands["error"], np.sqrt(level * (1 - level) / bands["rows"]))
    gap = (bands["coverage"] - level).abs().round(_DECIMALS)
    beyond = gap - 2 * error
    row = beyond.idxmax() if beyond.max() > limit else gap.idxmax()
    claimed, seen = level[row], bands["coverage"][row]
    sentence = f"The {claimed:.0%} band holds {seen:.0%} of the rows one period ahead."
    if gap[row] <= limit:
        return Verdict(check, equation, gap[row], limit, "pass", sentence)
    advice = "Too confident: widen the noise family or the prior." if seen < claimed else "Too cautious."
    verdict = "fail" if beyond[row] > limit else "inconclusive"
    if verdict == "inconclusive":
        advice = f"{int(bands['rows'].max())} rows cannot tell whether that is chance."
    return Verdict(check, equation, gap[row], limit, verdict, f"{sentence} {advice}")


def _sampling(equation: str, of: pd.DataFrame, diagnostics: DiagnosticsSettings) -> Iterator[Verdict]:
    chains, draws = (_value(of, "prediction", metric) for metric in ("chains", "draws_per_chain"))
    if chains == 1 or draws == 1:
        sentence = "One draw or one chain per fit: R̂ compares chains and does not apply."
        yield Verdict("convergence", equation, np.nan, diagnostics.rhat, "not applicable", sentence)
    else:
        rhat, where = _worst(of, np.argmax, "rhat")
        yield _at_most(
            "convergence",
            equation,
            rhat,
            diagnostics.rhat,
            f"Largest R̂ over {chains:.0f} chains, of {where}: {{value}}, allowed {diagnostics.rhat:g}.",
            f"The chains disagree about {where}: draw longer, or look for several modes.",
        )
        ess, where = _worst(of, np.argmin, "ess_bulk", "ess_tail")
        more = "nuts.draws" if (of["metric"] == "bfmi").any() else "microcanonical.thin"
        yield _at_least(
            "effective draws",
            equation,
            ess,
            diagnostics.ess,
            f"Smallest effective number of draws, of {where}: {{value}}, wanted {diagnostics.ess:.0f}.",
            f"Too few independent draws: raise inference.{more}.",
        )
    if (of["quantity"] == "sampler").any():
        yield _at_most(
            "divergences",
            equation,
            _value(of, "sampler", "divergences"),
            diagnostics.divergences,
            f"Share of divergent transitions: {{value}}, allowed {diagnostics.divergences:g}.",
            "Raise inference.nuts.target_accept, or lower inference.microcanonical.energy_variance.",
        )
        if (of["metric"] == "chains_left_out").any():
            lost = _value(of, "sampler", "chains_left_out")
            sentence = f"{lost:.0f} chains strayed to far lower densities, or stalled, and are left out."
            advice = "What they found is in no number here: raise inference.microcanonical.warmup."
            yield Verdict("chains left out", equation, lost, 0.0, "inconclusive", f"{sentence} {advice}")
        if (of["metric"] == "energy_error").any():
            yield _at_most(
                "energy error",
                equation,
                _value(of, "sampler", "energy_error"),
                diagnostics.energy_error,
                "Mean squared energy error of a step: {value} times the one the steps are set for, allowed "
                f"{diagnostics.energy_error:g}.",
                "The draws may be off: lower inference.microcanonical.energy_variance, or compare with NUTS.",
            )
        if (of["metric"] == "bfmi").any():
            yield _at_least(
                "energy",
                equation,
                _value(of, "sampler", "bfmi"),
                diagnostics.bfmi,
                "Smallest fraction of missing information over chains: {value}, wanted "
                f"{diagnostics.bfmi:g} at least.",
                "The sampler hardly reaches the tails: raise inference.nuts.warmup, or take narrower priors.",
                digits=2,
            )
        yield _at_most(
            "leave-one-out",
            equation,
            _value(of, "loo", "pareto_k_high"),
            diagnostics.pareto_k_share,
            f"Share of rows whose Pareto k̂ is above 0.7: {{value}}, allowed {diagnostics.pareto_k_share:g}.",
            "Leave-one-out scores want 100 draws and rows that no draw hangs on; the held-out scores stand.",
        )


def _approximation(equation: str, of: pd.DataFrame, diagnostics: DiagnosticsSettings) -> Iterator[Verdict]:
    """Whether a guide covers the posterior; of any fit that has an evidence bound."""
    if (of["quantity"] == "elbo").any():
        yield _at_most(
            "approximation",
            equation,
            _value(of, "approximation", "pareto_k"),
            diagnostics.pareto_k,
            f"Pareto k̂ of the guide's importance weights: {{value}}, allowed {diagnostics.pareto_k:g}.",
            "The approximation misses parts of the posterior, and its bands may be too narrow: "
            f"{_instead(of)}.",
            digits=2,
        )


def _instead(of: pd.DataFrame) -> str:
    """What to use in place of the guide, by the parameters it has."""
    if _value(of, "approximation", "parameters") > FULL_RANK:
        return "use inference=microcanonical if time allows, inference=low_rank, or fewer effects"
    return "use inference=microcanonical, or inference=full_rank in place of a simpler guide"


def _reference(equation: str, of: pd.DataFrame, diagnostics: DiagnosticsSettings) -> Iterator[Verdict]:
    """Whether the posterior is that of MCMC on the same model, where a run of it was asked for."""
    if (of["quantity"] == "reference").any():
        distance, floor, width, rhat = (
            _value(of, "reference", metric) for metric in ("distance", "distance_floor", "width", "rhat")
        )
        limit = diagnostics.distance
        text = (
            "Distance to the reference: {value} standard deviations of a prediction "
            f"({floor:.3f} between its own halves), allowed {limit:g}; posterior {width:.2f} times as wide."
        )
        check = "distance to the reference"
        found = _at_most(check, equation, distance, limit, text, "Its bands may be wrong: see their width.")
        if found.verdict == "fail" and not rhat <= diagnostics.rhat:
            advice = f"The reference has not converged itself (R̂ {rhat:.3f}): draw it longer."
            found = found._replace(
                verdict="inconclusive", sentence=f"{text.format(value=f'{distance:.3f}')} {advice}"
            )
        yield found


def _mode(equation: str, of: pd.DataFrame) -> Iterator[Verdict]:
    """Whether Normal distributions at modes are at modes, and bend down in every direction there."""
    if (of["metric"] == "unsettled").any():
        lost, flat = (_value(of, "training", metric) for metric in ("unsettled", "flat"))
        sentence = f"{lost:.0f} networks are not at the mode of their posterior"
        sentence += f", which is flat in {flat:.0f} of their directions in all." if flat else "."
        advice = (
            "Their width is a guess: raise inference.laplace.newton_steps, or use inference=microcanonical."
        )
        held = lost == 0 and flat == 0
        said = "All networks are at the mode of their posterior." if held else f"{sentence} {advice}"
        yield Verdict("mode", equation, lost + flat, 0.0, "pass" if held else "fail", said)


def _few_rows(equation: str, of: pd.DataFrame) -> Iterator[Verdict]:
    """Said of an equation with no more rows than inputs alone."""
    rows, inputs = (_value(of, "training", metric) for metric in ("rows", "inputs"))
    if rows <= inputs:
        sentence = f"{rows:.0f} training rows for {inputs:.0f} inputs: what they do is the prior's word."
        advice = "Drop inputs, shorten lags, or give it more periods."
        yield Verdict("rows", equation, rows, inputs, "fail", f"{sentence} {advice}")


def _training(equation: str, of: pd.DataFrame) -> Verdict:
    return _at_most(
        "training",
        equation,
        _value(of, "training", "non_finite"),
        0.0,
        "Updates skipped because a loss or gradient was not finite: {value}.",
        "Some updates were skipped: lower inference.optimiser.learning_rate.",
        digits=0,
    )


def _at_most(
    check: str, equation: str, value: float, limit: float, text: str, advice: str, digits: int = 3
) -> Verdict:
    return _verdict(check, equation, value, limit, value <= limit, text, advice, digits)


def _at_least(
    check: str, equation: str, value: float, limit: float, text: str, advice: str, digits: int = 0
) -> Verdict:
    return _verdict(check, equation, value, limit, value >= limit, text, advice, digits)


def _verdict(
    check: str, equation: str, value: float, limit: float, holds: bool, text: str, advice: str, digits: int
) -> Verdict:
    if not np.isfinite(value):
        return Verdict(check, equation, value, limit, "fail", f"Not computed. {advice}")
    sentence = text.format(value=f"{value:.{digits}f}")
    if holds:
        return Verdict(check, equation, value, limit, "pass", sentence)
    return Verdict(check, equation, value, limit, "fail", f"{sentence} {advice}")


def _worst(of: pd.DataFrame, find: Callable, *metrics: str) -> tuple[float, str]:
    """What ``find`` (argmax or argmin, for which NaN comes first) picks of some metrics of predictions and of
    the noise scale, where that moves; and of which of the two it is.
    """
    found = [
        (_value(of, quantity, metric), text)
        for quantity, text in (("prediction", "predictions"), ("noise scale", "the noise scale"))
        if quantity == "prediction" or (of["quantity"] == quantity).any()
        for metric in metrics
    ]
    return found[find([value for value, _ in found])]


def _pick(table: pd.DataFrame, **equal: str) -> pd.DataFrame:
    for column, value in equal.items():
        table = table[table[column] == value]
    return table


def _value(of: pd.DataFrame, quantity: str, metric: str) -> float:
    """The one value of a metric; NaN when it was not computed."""
    return _only(_pick(of, quantity=quantity, metric=metric)["value"])


def _only(values: pd.Series) -> float:
    return float(values.iloc[0]) if len(values) == 1 else np.nan
