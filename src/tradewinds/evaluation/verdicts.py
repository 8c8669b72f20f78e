"""Verdicts: a computed value, a threshold from the settings, and a sentence. NaN or nothing is a fail."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.settings.diagnostics import DiagnosticsSettings

COLUMNS = ("check", "equation", "value", "threshold", "verdict", "sentence")
NETWORK = "network"


class Verdict(NamedTuple):
    check: str
    equation: str
    value: float
    threshold: float
    verdict: str
    sentence: str


def judge(
    scores: pd.DataFrame,
    simple: pd.DataFrame,
    calibration: pd.DataFrame,
    convergence: pd.DataFrame,
    diagnostics: DiagnosticsSettings,
    tier: str,
) -> pd.DataFrame:
    """Every verdict on one tier, the acceptance constraint first.

    ``scores`` are the network's, ``simple`` those of the simple models on the same rows, with the
    network's lead over each (metric ``lppd lead``).
    """
    verdicts = [_acceptance(scores, diagnostics, tier)]
    for equation in dict.fromkeys(scores["equation"]):
        of = convergence[convergence["equation"] == equation]
        verdicts.append(_beats(equation, scores, simple, diagnostics))
        verdicts.append(_coverage(equation, calibration, diagnostics))
        verdicts.extend(_sampling(equation, of, diagnostics))
        verdicts.append(_training(equation, of))
    return pd.DataFrame(verdicts, columns=list(COLUMNS))


def _acceptance(scores: pd.DataFrame, diagnostics: DiagnosticsSettings, tier: str) -> Verdict:
    """Mean over the tier's equations of the mean squared error ahead, standardised (MODEL.md §5)."""
    chosen = _pick(scores, question="ahead", metric="rmse", scale="standardised", model=NETWORK)
    loss = float(np.mean(chosen["value"] ** 2)) if len(chosen) else np.nan
    epsilon = diagnostics.epsilon[tier]
    return _at_most(
        "acceptance",
        "",
        loss,
        epsilon,
        "Mean squared error of the tier one period ahead, in units of the training variance of what is "
        f"explained: {{value}}, allowed {epsilon:g}.",
        "The tier is not accepted: look at the equations that score worst.",
    )


def _beats(
    equation: str, scores: pd.DataFrame, simple: pd.DataFrame, diagnostics: DiagnosticsSettings
) -> Verdict:
    lead = _pick(simple, equation=equation, question="ahead", metric="lppd lead")
    check = "beats simple models"
    if not len(lead) or lead["value"].isna().any():
        return Verdict(check, equation, np.nan, 0.0, "fail", "No comparison with simple models was computed.")
    worst = lead.loc[lead["value"].idxmin()]
    value, error = float(worst["value"]), float(worst["error"])
    rival = worst["model"]
    text = f"Against the best simple model one period ahead ({rival}) the network's mean log predictive density"
    margin = diagnostics.skill_margin
    if value - 2 * error > margin:
        return Verdict(check, equation, value, margin, "pass", f"{text} is higher by {value:.2f} ± {error:.2f}.")
    if value + 2 * error < margin:
        return Verdict(
            check, equation, value, margin, "fail", f"{text} is lower by {-value:.2f} ± {error:.2f}: use {rival}."
        )
    sentence = f"{text} differs by {value:+.2f} ± {error:.2f}: no better, no worse."
    return Verdict(check, equation, value, margin, "inconclusive", sentence)


def _coverage(equation: str, calibration: pd.DataFrame, diagnostics: DiagnosticsSettings) -> Verdict:
    chosen = _pick(calibration, equation=equation, question="ahead")
    check, limit = "coverage", diagnostics.coverage
    if not len(chosen) or chosen["coverage"].isna().any():
        return Verdict(check, equation, np.nan, limit, "fail", "No coverage was computed.")
    row = chosen.loc[chosen["level"].idxmax()]
    gap = float(row["coverage"] - row["level"])
    sentence = f"The {row['level']:.0%} band holds {row['coverage']:.0%} of the rows one period ahead."
    if abs(gap) <= limit:
        return Verdict(check, equation, abs(gap), limit, "pass", sentence)
    within_error = abs(gap) - 2 * float(row["error"]) <= limit
    advice = "Too confident: widen the noise family or the prior." if gap < 0 else "Too cautious."
    verdict = "inconclusive" if within_error else "fail"
    return Verdict(check, equation, abs(gap), limit, verdict, f"{sentence} {advice}")


def _sampling(equation: str, of: pd.DataFrame, diagnostics: DiagnosticsSettings) -> Iterator[Verdict]:
    rhat, chains = _value(of, "prediction", "rhat"), _value(of, "prediction", "chains")
    if not (_pick(of, quantity="prediction")["metric"] == "rhat").any():
        sentence = "One draw or one chain per fit: R̂ compares chains and does not apply."
        yield Verdict("convergence", equation, np.nan, diagnostics.rhat, "not applicable", sentence)
    else:
        yield _at_most(
            "convergence",
            equation,
            rhat,
            diagnostics.rhat,
            f"Largest R̂ of predictions over {chains:.0f} chains: {{value}}, allowed {diagnostics.rhat:g}.",
            "The chains disagree about predictions: draw longer, or look for several modes.",
        )
        ess = _value(of, "prediction", "ess_bulk")
        least = diagnostics.ess_per_chain * chains
        yield _at_least(
            "effective draws",
            equation,
            ess,
            least,
            f"Smallest effective number of draws of a prediction: {{value}}, wanted {least:.0f}.",
            "Too few independent draws: raise inference.nuts.draws.",
        )
    if (of["quantity"] == "sampler").any():
        yield _at_most(
            "divergences",
            equation,
            _value(of, "sampler", "divergences"),
            diagnostics.divergences,
            f"Share of divergent transitions: {{value}}, allowed {diagnostics.divergences:g}.",
            "Raise inference.nuts.target_accept.",
        )
    if (of["quantity"] == "loo").any():
        yield _at_most(
            "leave-one-out",
            equation,
            _value(of, "loo", "pareto_k_high"),
            diagnostics.pareto_k_share,
            f"Share of rows whose Pareto k̂ is above 0.7: {{value}}, allowed {diagnostics.pareto_k_share:g}.",
            "Leave-one-out scores of these rows are not to be trusted; the held-out ones are.",
        )


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


def _at_least(check: str, equation: str, value: float, limit: float, text: str, advice: str) -> Verdict:
    return _verdict(check, equation, value, limit, value >= limit, text, advice, 0)


def _verdict(
    check: str, equation: str, value: float, limit: float, holds: bool, text: str, advice: str, digits: int
) -> Verdict:
    if not np.isfinite(value):
        return Verdict(check, equation, value, limit, "fail", f"Not computed. {advice}")
    sentence = text.format(value=f"{value:.{digits}f}")
    return Verdict(
        check, equation, value, limit, "pass" if holds else "fail", sentence if holds else f"{sentence} {advice}"
    )


def _pick(table: pd.DataFrame, **equal: str) -> pd.DataFrame:
    for column, value in equal.items():
        table = table[table[column] == value]
    return table


def _value(of: pd.DataFrame, quantity: str, metric: str) -> float:
    """The one value of a metric; NaN when it was not computed."""
    chosen = _pick(of, quantity=quantity, metric=metric)["value"]
    return float(chosen.iloc[0]) if len(chosen) == 1 else np.nan
