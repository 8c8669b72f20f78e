"""Every check of a fitted tier: those of ``diagnostics``."""

from itertools import chain

import pandas as pd

from tradewinds.inference.registry import ALGORITHMS
from tradewinds.review.cases import EQUATION, TIER, TierCase
from tradewinds.review.diagnostics import *  # noqa: F403  all modules there: see ``fingerprint``
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
) -> pd.DataFrame:
    """Every verdict on one tier, those on the whole of it first (``review.check.COLUMNS``).

    ``scores`` are the network's, ``leads`` how much better they are than those of each simple model; an
    equation is any that a table names. ``algorithm`` made the draws, and advises where a check fails.
    """
    case = TierCase(tier, scores, leads, calibration, convergence, diagnostics, ALGORITHMS[algorithm])
    of_equations = (EQUATION.review(case.of(name), name, case.remedy) for name in case.equations)
    return results_table(chain(TIER.review(case, remedy=case.remedy), *of_equations))
