"""The effect of the policy under the experiment's own prior and under another one, side by side.

Refits *as they are* and under the *other prior*, with all else and the number of refits alike. What the prior
shifts is tested as what a candidate does (``shifts``), with unchanged refits in the place of placebos: no
input is added that could go with the outcome by chance.
"""

import pandas as pd

from tradewinds.review.sensitivity.area import with_status
from tradewinds.review.sensitivity.shift import SAME_UNDER_OTHER_PRIOR as SAME_UNDER_ANOTHER
from tradewinds.sensitivity.bands import BAND_COLUMNS
from tradewinds.sensitivity.shifts import by_refit, mean_shift
from tradewinds.settings.refits import OTHER_PRIOR, UNCHANGED

COLUMNS = (
    "tier", "equation", "effect", *BAND_COLUMNS, "other_effect", *(f"other_{name}" for name in BAND_COLUMNS),
    "shift", "low", "high", "margin", "status", "seed_scatter", "other_scatter",
    "posterior_deviation", "ratio", "refits",
)  # fmt: skip


def compare_priors(effects: pd.DataFrame, alpha: float, tolerance: float) -> pd.DataFrame:
    """One row an equation that was refitted under the other prior, columns as in ``COLUMNS``.

    ``effects`` are the rows of ``refit.refit``, of all refits. Effects, bands and ``posterior_deviation`` are
    means over refits, the latter and those without ``other_`` of the equation as it is. ``shift`` is what the
    other prior adds to the mean effect, with the interval ``low`` … ``high``; ``ratio`` the shift in units of
    the posterior deviation. The level is shared among equations; margin and status as in ``evaluate_shifts``.
    Raises DataError as that.
    """
    if effects.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    both = effects[effects["change"].isin([UNCHANGED, OTHER_PRIOR])]
    asked = effects.loc[effects["change"] == OTHER_PRIOR, ["tier", "equation"]].drop_duplicates()
    found = []
    for tier, equation in asked.itertuples(index=False):
        of = both[(both["tier"] == tier) & (both["equation"] == equation)]
        refits = by_refit(of, f"{tier}.{equation}")
        own, other = refits[UNCHANGED], refits[OTHER_PRIOR]
        row = mean_shift(own, other, own, other, alpha, len(asked))
        width = (
            of.groupby(["change", "refit"])[["mean_deviation", *BAND_COLUMNS]]
            .first()
            .groupby("change")
            .mean()
        )
        deviation, margin = width.loc[UNCHANGED, "mean_deviation"], tolerance * abs(row["effect"])
        found.append(
            {"tier": tier, "equation": equation, **row}
            | {"other_effect": other.mean(), "other_scatter": other.mean(axis=1).std(ddof=1)}
            | {name: width.loc[UNCHANGED, name] for name in BAND_COLUMNS}
            | {f"other_{name}": width.loc[OTHER_PRIOR, name] for name in BAND_COLUMNS}
            | {"margin": margin, "refits": len(own)}
            | {"posterior_deviation": deviation, "ratio": abs(row["shift"]) / deviation}
        )
    return with_status(pd.DataFrame(found), SAME_UNDER_ANOTHER).reindex(columns=list(COLUMNS))
