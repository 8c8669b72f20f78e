"""Every check of a fitted tier: those of ``diagnostics``."""

from itertools import chain

import pandas as pd

from tradewinds.inference.registry import ALGORITHMS
from tradewinds.review.cases import EQUATION, REFIT, TIER, TierCase
from tradewinds.review.check import Remedy
from tradewinds.review.diagnostics import *  # noqa: F403  all modules there: see ``fingerprint``
from tradewinds.review.diagnostics.refit import ALL_ROWS
from tradewinds.review.table import results_table
from tradewinds.settings.diagnostics import DiagnosticsSettings


def review_tier(
    scores: pd.DataFrame,
    leads: pd.DataFrame,
    calibration: pd.DataFrame,
    convergence: pd.DataFrame,
    diagnostics: DiagnosticsSettings,
    tier: str,
    algorithm: str,
    refit: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every verdict on one tier, those on the whole of it first (``review.check.COLUMNS``).

    ``scores`` are those of the network and of simple models, ``leads`` how much better the network's are than
    those of each; an equation is any that a table names. ``algorithm`` made the draws, and advises where a
    check fails. ``refit``: convergence of the fit to all rows, where there is one.
    """
    case = TierCase(tier, scores, leads, calibration, convergence, diagnostics, ALGORITHMS[algorithm])
    found = [TIER.review(case, remedy=case.remedy)]
    found += [EQUATION.review(case.of(name), name, case.remedy) for name in case.equations]
    if refit is not None:
        none = pd.DataFrame(columns=["equation"])
        again = TierCase(tier, none, none, none, refit, diagnostics, ALGORITHMS[algorithm])
        found += [REFIT.review(again.of(name), name, _advised(again)) for name in again.equations]
    return results_table(chain(*found))


def _advised(case: TierCase) -> Remedy:
    """What the algorithm advises is the same of either fit."""
    return lambda check, found: case.remedy(check.removesuffix(ALL_ROWS), found)
