"""How far an added variable shifts the effect of the policy, against refits that it cannot have shifted.

Three kinds of refits of an equation, each with seeds of its own: *unchanged*, *with* a candidate, and with
its *placebo*, which goes with the other inputs as the candidate does; what they leave of the candidate is in
the wrong place. Unchanged ones scatter by the seed alone; placebos by the seed, by what one more input does
to the prior, and by the chance with which a variable that so goes with the policy goes with the outcome in a
finite sample. A candidate that is not missing is one more placebo, so that the R placebos say where its
shift should lie:

    with − placebo ± t[R−1] s √(1 + 1/R),

a prediction interval, the mean of the refits with the candidate counted as no more exact than one of them.
s is the largest scatter: of its placebos, of the placebos of all candidates, of the unchanged refits. Mean
squares are compared by their cube roots, which are nearly Normal whether chance shifts rows one by one or all
alike (Wilson & Hilferty 1931); by the squares themselves one page in ten said that something matters which
does not, at ``alpha`` 0.05.

===================  ====================================================================================
``mean effect``      of all rows asked: how far it shifts
``effect by row``    root mean square over rows of how far each row's effect shifts, from mean squares
                     d² about the unchanged refits: √(d²[with] − d²[placebo])
===================  ====================================================================================
"""

from typing import TypedDict

import numpy as np
import pandas as pd
from scipy.stats import t as student

from tradewinds.errors import DataError
from tradewinds.review.sensitivity.area import with_status
from tradewinds.review.sensitivity.shift import OMITTED
from tradewinds.settings.refits import OTHER_PRIOR, PLACEBO, UNCHANGED, WITH

MEAN_EFFECT, BY_ROW = "mean effect", "effect by row"
COLUMNS = (
    "tier", "equation", "candidate", "quantity", "effect", "shift", "low", "high", "margin", "status",
    "seed_scatter", "ratio", "posterior_deviation", "refits", "rows",
)  # fmt: skip


class Shift(TypedDict):
    """How far an effect shifts, its prediction intervals at both levels, and what scatters beside it."""

    quantity: str
    effect: float
    shift: float
    low: float
    high: float
    own_reach: float
    seed_scatter: float
    ratio: float


def evaluate_shifts(effects: pd.DataFrame, alpha: float, tolerance: float) -> pd.DataFrame:
    """Two rows a candidate and equation, columns as in ``COLUMNS``; none where there are no candidates.

    ``effects`` are the rows of ``refit.refit``, of all refits. ``effect`` is that of the unchanged equation:
    its mean, or the root mean square over rows; ``shift`` that of the candidate beyond its placebos with the
    interval ``low`` … ``high``; ``seed_scatter`` the standard deviation of the mean effect between unchanged
    refits (by row: the root mean square), ``ratio`` the shift in units of it. Levels are shared among all
    rows, so that with probability 1 − ``alpha`` no candidate is said to matter where none does.

    ``failed``, the candidate matters: the interval leaves out zero and reaches beyond the margin,
    ``tolerance`` × effect. ``passed``, it does not: the interval at the level 1 − ``alpha`` by itself lies
    within the margin. ``undecided``: anything else, more refits or longer chains may tell. Raises DataError
    for an effect that is not finite and where refits share no row.
    """
    if effects.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    candidates = effects.loc[effects["change"].str.startswith(f"{WITH}_"), ["tier", "equation", "change"]]
    tests = 2 * len(candidates.drop_duplicates())
    others = effects[effects["change"] != OTHER_PRIOR]
    found = []
    for tier, equation in candidates[["tier", "equation"]].drop_duplicates().itertuples(index=False):
        of = others[(others["tier"] == tier) & (others["equation"] == equation)]
        by_change = by_refit(of, f"{tier}.{equation}")
        width = of[of["change"] == UNCHANGED]
        deviation = {
            MEAN_EFFECT: float(width.groupby("refit")["mean_deviation"].first().mean()),
            BY_ROW: float(np.sqrt((width["deviation"] ** 2).mean())),
        }
        every = np.concatenate([found for name, found in by_change.items() if name.startswith(f"{PLACEBO}_")])
        for change in [name for name in by_change if name.startswith(f"{WITH}_")]:
            candidate = change.removeprefix(f"{WITH}_")
            kinds = (by_change[UNCHANGED], by_change[change], by_change[f"{PLACEBO}_{candidate}"])
            for row in (shift(*kinds, every, alpha, tests) for shift in (mean_shift, _row_shift)):
                margin = tolerance * abs(row["effect"])
                found.append(
                    {"tier": tier, "equation": equation, "candidate": candidate, **row, "margin": margin}
                    | {"posterior_deviation": deviation[row["quantity"]]}
                    | {"refits": len(kinds[0]), "rows": kinds[0].shape[1]}
                )
    return with_status(pd.DataFrame(found), OMITTED).reindex(columns=list(COLUMNS))


def by_refit(effects: pd.DataFrame, whose: str) -> dict[str, np.ndarray]:
    """Change → effects [R, N] on the rows that all refits have."""
    wide = effects.pivot(index=["change", "refit"], columns=["sector", "period"], values="effect")
    order = list(dict.fromkeys(effects["change"]))
    common = wide.loc[:, wide.notna().all(axis=0)]
    if common.empty or not np.isfinite(effects["effect"]).all():
        raise DataError(
            f"{whose}: refits with {common.shape[1]} rows in common, "
            f"{int((~np.isfinite(effects['effect'])).sum())} effects not finite",
            "finite effects on the same rows",
            "Leave out candidates with long gaps, and look at the logs of the refits.",
        )
    return {change: common.loc[change].to_numpy() for change in order}


def mean_shift(
    unchanged: np.ndarray,
    changed: np.ndarray,
    placebo: np.ndarray,
    every: np.ndarray,
    alpha: float,
    tests: int,
) -> Shift:
    """The shift of the mean effect beyond that of ``placebo`` [R, N], with its intervals."""
    b, c, p, e = (one.mean(axis=1) for one in (unchanged, changed, placebo, every))
    shift, scatter = c.mean() - p.mean(), b.std(ddof=1)
    strict, plain = (_half((b, p, e), len(p), level) for level in (alpha / tests, alpha))
    return {
        "quantity": MEAN_EFFECT,
        "effect": b.mean(),
        "shift": shift,
        "low": shift - strict,
        "high": shift + strict,
        "own_reach": max(abs(shift - plain), abs(shift + plain)),
        "seed_scatter": scatter,
        "ratio": abs(shift) / scatter,
    }


def _row_shift(
    unchanged: np.ndarray,
    changed: np.ndarray,
    placebo: np.ndarray,
    every: np.ndarray,
    alpha: float,
    tests: int,
) -> Shift:
    centre, count = unchanged.mean(axis=0), len(unchanged)
    c, p, e = (((one - centre) ** 2).mean(axis=1) for one in (changed, placebo, every))
    # a refit's distance from the mean of all, itself included, is short by 1 − 1/R, that of a new one
    # longer by 1 + 1/R
    b = ((unchanged - centre) ** 2).mean(axis=1) * (count + 1) / (count - 1)
    square, scatter = c.mean() - p.mean(), np.sqrt(unchanged.var(axis=0, ddof=1).mean())
    strict, plain = (_half((b, p, e), len(p), level) for level in (2 * alpha / tests, 2 * alpha))
    roots = tuple(np.cbrt(one) for one in (b, p, e))
    largest = (
        roots[1].mean() + _half(roots, len(p), alpha / tests)
    ) ** 3  # of a variable that is not missing
    shift = _root(square)
    return {
        "quantity": BY_ROW,
        "effect": np.sqrt((centre**2).mean()),
        "shift": shift,
        "low": _root(c.mean() - largest),
        "high": _root(square + strict),
        "own_reach": _root(square + plain),
        "seed_scatter": scatter,
        "ratio": shift / scatter,
    }


def _half(samples: tuple[np.ndarray, ...], refits: int, alpha: float) -> float:
    """Half of the two-sided prediction interval of one more value, by the sample that scatters most."""
    scatter = max(one.std(ddof=1) for one in samples)
    return float(student.ppf(1 - alpha / 2, refits - 1) * scatter * np.sqrt(1 + 1 / refits))


def _root(square: float) -> float:
    return float(np.sqrt(max(0.0, square)))


def mean_effects(effects: pd.DataFrame) -> pd.DataFrame:
    """The mean effect of every refit: tier, equation, change, refit, effect."""
    place = ["tier", "equation", "change", "refit"]
    if effects.empty:
        return pd.DataFrame(columns=[*place, "effect"])
    return effects.groupby(place, sort=False)["effect"].mean().reset_index()
