"""Variants of a tier's settings against the settings as they are, from rows that all of them forecast."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from tradewinds.errors import DataError
from tradewinds.evaluation.bootstrap import paired_difference
from tradewinds.settings.sweep import BASE

SCORES = ("lppd", "crps", "rmse", "coverage")
BAND = 0.9
"""The central band whose coverage is reported."""
_ROW = ["equation", "origin", "sector", "period"]


class VariantScores(NamedTuple):
    """Forecast scores: one row a variant and equation, and one row a variant, the mean over its equations."""

    equations: pd.DataFrame
    variants: pd.DataFrame


def score_variants(forecasts: dict[str, pd.DataFrame], bootstrap: int, seed: int) -> VariantScores:
    """Scores of every variant and its lead over the variant ``default``, with paired errors.

    ``forecasts``: variant → rows as ``try_variant`` gives them. Scores: ``lppd`` mean log density, nats an
    observation; ``crps``, ``rmse``; ``coverage`` of the 90 % band. ``lead`` is the variant's lppd less that
    of ``default`` and ``lead_error`` its standard error, whole periods resampled; both are exactly 0 for
    the same forecasts and NaN where either fit failed, which ``failure`` tells. Equations count alike in
    the mean. Those asked about the same periods are resampled together, others as independent.
    Raises DataError where variants were not asked about the same rows.
    """
    base, by_equation, by_variant = forecasts[BASE], [], []
    for variant, rows in forecasts.items():
        failure = next((text for text in rows["failure"] if text), "")
        sound = not failure and not (base["failure"] != "").any()
        if sound:
            _require_same_rows(base, rows, variant)
        scores = pd.DataFrame() if failure else _scores(rows)
        if sound:
            leads = [_lead(rows, base, [name], bootstrap, seed) for name in scores["equation"]]
            scores[["lead", "lead_error"]] = leads
            overall = _lead(rows, base, list(scores["equation"]), bootstrap, seed)
        else:
            scores[["lead", "lead_error"]] = np.nan
            overall = (np.nan, np.nan)
        by_equation.append(scores.assign(variant=variant))
        means = {name: scores[name].mean() if len(scores) else np.nan for name in SCORES}
        by_variant.append(
            {"variant": variant, **means, "lead": overall[0], "lead_error": overall[1]}
            | {"equations": len(scores), "failure": failure}
        )
    order = ["variant", "equation", *SCORES, "lead", "lead_error", "rows"]
    return VariantScores(
        pd.concat(by_equation, ignore_index=True).reindex(columns=order), pd.DataFrame(by_variant)
    )


def _scores(rows: pd.DataFrame) -> pd.DataFrame:
    of = rows.assign(
        square=rows["error"] ** 2, inside=(2 * (rows["pit"] - 0.5).abs() <= BAND).astype(float)
    ).groupby("equation", sort=False)
    means = of[["log_density", "crps", "square", "inside"]].mean()
    return pd.DataFrame(
        {
            "lppd": means["log_density"],
            "crps": means["crps"],
            "rmse": np.sqrt(means["square"]),
            "coverage": means["inside"],
            "rows": of.size(),
        }
    ).reset_index()


def _lead(
    rows: pd.DataFrame, base: pd.DataFrame, equations: list[str], bootstrap: int, seed: int
) -> tuple[float, float]:
    """Mean over equations of the mean difference in log density, and its standard error."""
    lead, variance = 0.0, 0.0
    for names in _sharing_periods(base, equations):
        chosen = base["equation"].isin(names)
        count = base[chosen].groupby("equation")["equation"].transform("size").to_numpy()
        weight = chosen.sum() / (len(equations) * count)
        one, error = paired_difference(
            weight * rows.loc[chosen, "log_density"].to_numpy(),
            weight * base.loc[chosen, "log_density"].to_numpy(),
            base.loc[chosen, "period"].to_numpy(),
            bootstrap,
            seed,
        )
        lead, variance = lead + one, variance + error**2
    return lead, float(np.sqrt(variance))


def _sharing_periods(base: pd.DataFrame, equations: list[str]) -> Iterator[list[str]]:
    """The equations in groups with the same periods."""
    groups: dict[tuple, list[str]] = {}
    for name in equations:
        periods = tuple(np.unique(base.loc[base["equation"] == name, "period"]))
        groups.setdefault(periods, []).append(name)
    yield from groups.values()


def _require_same_rows(base: pd.DataFrame, rows: pd.DataFrame, variant: str) -> None:
    if not base[_ROW].equals(rows[_ROW]):
        raise DataError(
            f"{len(rows)} rows of the variant {variant}, {len(base)} of {BASE}, and they differ",
            "the same rows in the same order",
            "Leave out variants that change which rows an equation has.",
        )
