"""Every reason to doubt the best path, in sentences."""

import numpy as np
import pandas as pd

from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.names import Names
from tradewinds.report.optimum.policies import SIMPLE, WELFARE_UNIT, name_of
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import amount, counted, in_percent, with_its_error
from tradewinds.report.words import count, finite, lower_first, number, percent, probability
from tradewinds.review.policy import BETTER_THAN_BASELINE
from tradewinds.review.policy import BETTER_THAN_SIMPLE as NO_SIMPLER
from tradewinds.review.status import Status
from tradewinds.settings.optimise import OptimiseSettings

_LONG, _JUMP = 8, 5.0
"""Periods of a path, and points within its second half, from which on its end is doubted."""
_STILL = 1e-4
"""Largest change of a rate below which a start has not moved."""


def not_told(
    told: DrawsTold, best: pd.Series, baseline: pd.Series, asked: OptimiseSettings
) -> list[Statement]:
    """Whether it is better than the baseline, as surely as was asked."""
    row = {**best, "baseline": baseline["objective"], "confidence": asked.confidence}
    (result,) = BETTER_THAN_BASELINE.review(row)
    if result.status is Status.passed:
        return []
    (found,) = BETTER_THAN_BASELINE.computation(row)
    words = {"probability": probability(best["gains"]), "asked": percent(asked.confidence)}
    text = BETTER_THAN_BASELINE.said(found, result.status).format(**words)
    if finite(best["gains"]) and not told.posterior:
        text = (
            f"The fits do not tell it from the baseline: it is better {told.share(best['gains'])}, where "
            f"{percent(asked.confidence)} was asked for."
        )
    return [told.likely(best["gains"]).in_words(text, result.status.kind)]


def _fallen_back(policies: pd.DataFrame, best: pd.Series) -> list[Statement]:
    if not best["name"]:
        return []
    found = policies[policies["policy"] == "search"].iloc[0]
    regret = with_its_error(found["regret"], found["regret_error"], unit=WELFARE_UNIT)
    worse = (
        f"does worse on fresh draws than a simple policy, {best['name']}, by {regret}"
        if finite(found["regret"])
        else f"is refused on fresh draws, since too many of them run away on it, and {best['name']} is not"
    )
    text = (
        f"The search's own path {worse}: that policy is the answer. It was chosen on the draws that judge "
        "it, so that its figures flatter it a little. Raise optimise.draws or optimise.starts."
    )
    return [regret.in_words(text, "bad")]


def _close(names: Names, policies: pd.DataFrame, asked: OptimiseSettings) -> list[Statement]:
    """Whether a simple policy cannot be told from the optimum."""
    simple = policies[policies["policy"].isin(SIMPLE) & np.isfinite(policies["regret"])]
    for row in simple[simple["regret"] > 0].sort_values("regret").itertuples(index=False):
        case = {"behind": row.behind, "confidence": asked.confidence}
        (found,), (result,) = NO_SIMPLER.computation(case), NO_SIMPLER.review(case)
        if result.status is not Status.passed:
            told = DrawsTold.of(names)
            behind = told.likely(row.behind)
            words = {"policy": lower_first(name_of(row, names)), "probability": behind}
            text = NO_SIMPLER.said(found, result.status).format(**words)
            if finite(row.behind) and not told.posterior:
                behind_in = told.share(row.behind)
                text = f"A simple policy may serve as well: {words['policy']} is behind {behind_in}."
            return [behind.in_words(text, result.status.kind)]
    return []


def evaluation_doubts(names: Names, policies: pd.DataFrame, asked: OptimiseSettings) -> list[Statement]:
    """Whether the optimum is told from the baseline, from what the search fell back on, from simple ones."""
    best = policies[policies["policy"] == "optimum"].iloc[0]
    baseline = policies[policies["policy"] == "baseline"].iloc[0]
    return [
        *not_told(DrawsTold.of(names), best, baseline, asked),
        *_fallen_back(policies, best),
        *_close(names, policies, asked),
    ]


def ends_late(names: Names, paths: pd.DataFrame) -> list[Statement]:
    """Whether rates move where their consequences come too late to count."""
    factor = names.variable("sectors", names.policy).factor
    by_period = paths[paths["policy"] == "optimum"].groupby("period")["rate"].mean() * factor
    change = by_period.iloc[-1] - by_period.iloc[len(by_period) // 2]
    if len(by_period) < _LONG or abs(change) < _JUMP:
        return []
    by = amount(abs(change), 2, unit="points")
    text = (
        f"Rates {'rise' if change > 0 else 'fall'} by {by} points in the second half of "
        "the path. What comes after its last period does not count, so that this may be the path's end "
        "alone: ask again with a longer one (scenario.periods)."
    )
    return [by.in_words(text, "doubt")]


def search_doubts(starts: pd.DataFrame) -> list[Statement]:
    """Whether the searches moved, and to the same path."""
    mine = starts[starts["aim"] == "welfare"]
    if (mine["moved"] < _STILL).all():
        text = (
            "The search ended where it began, from every start: nothing was found. Raise "
            "optimise.learning_rate."
        )
        return [Statement(text, "bad")]
    late = mine[mine["ended"] > mine["ended"].max() - max(0.02 * abs(mine["ended"].max()), 1e-3)]
    if len(mine) > 1 and late["apart"].max() > 0.02:
        far = amount(late["apart"].max(), 2, factor=100, unit="points")
        text = (
            f"Searches that ended equally high lie {far} points apart on average: the path is not determined "
            "by what was asked, its welfare is."
        )
        return [far.in_words(text, "doubt")]
    return []


def edge_doubts(
    names: Names, paths: pd.DataFrame, best: pd.Series, baseline: pd.Series, asked: OptimiseSettings
) -> list[Statement]:
    """Whether bounds, or the end of what was seen, decide and not the welfare."""
    rates = paths[paths["policy"] == "optimum"]["rate"]
    lines, policy = _bounded(paths, asked), lower_first(names.variable("sectors", names.policy).label)
    for bound, at in (("lower", asked.lowest), ("upper", asked.highest)):
        share = in_percent(float((np.abs(rates - at) < 1e-6).mean()))
        if share.value > 0:
            text = (
                f"{share} of its rates lie on the {bound} bound, {percent(at)}: there the bound "
                "decides, not the welfare."
            )
            lines.append(share.in_words(text, "doubt" if bound == "upper" or at > 0 else "plain"))
    if best["excess"] > max(0.05, 2 * baseline["excess"]):
        by = amount(best["excess"], 2, unit="training ranges")
        text = (
            f"It leaves what was seen in training, by {by} ranges on average beyond "
            f"the {asked.inside:g} allowed (the baseline by {number(baseline['excess'], 2)}): there the "
            f"effect of the {policy} is assumption."
        )
        lines.append(by.in_words(text, "doubt"))
    return lines


def _bounded(paths: pd.DataFrame, asked: OptimiseSettings) -> list[Statement]:
    """Whether the baseline itself could have been chosen."""
    baseline = paths[paths["policy"] == "baseline"].set_index("sector")["rate"]
    beyond = baseline[(baseline < asked.lowest) | (baseline > asked.highest)].index.unique()
    if beyond.empty:
        return []
    text = (
        f"The baseline lies outside the bounds in {count(len(beyond), 'sector')}: every path that was "
        "looked at moves there, whatever that costs. Widen optimise.lowest and highest to allow what is."
    )
    return [counted(len(beyond), "sectors").in_words(text, "doubt")]
