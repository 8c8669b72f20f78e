"""Every reason to doubt the best path, or the best rule, in sentences."""

from collections.abc import Iterator

import numpy as np

from tradewinds.report.optimum.answer import leaves_seen
from tradewinds.report.optimum.inputs import OptimumInputs
from tradewinds.report.optimum.policies import WELFARE_UNIT, name_of
from tradewinds.report.optimum.rule_told import bound_share
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import amount, counted, in_percent, with_its_error
from tradewinds.report.words import capital, count, finite, lower_first, number, percent, probability
from tradewinds.review.policy import BETTER_THAN_BASELINE, BETTER_THAN_SIMPLE
from tradewinds.review.status import Status

_LONG, _JUMP = 8, 5.0
"""Periods of a path, and points within its second half, from which on its end is doubted."""
_STILL = 1e-4
"""Largest change of a rate below which a start has not moved."""


def doubts_of_path(given: OptimumInputs) -> list[Statement]:
    """With the artifacts that each comes from."""
    judged = [*_not_told(given), *_fallen_back(given), *_close(given)]
    return [
        *given.told(judged, "policies"),
        *given.told(search_doubts(given), "starts"),
        *given.told([*ends_late(given), *_bounded(given), *_edges(given)], "paths", "policies"),
    ]


def doubts_of_rule(given: OptimumInputs) -> list[Statement]:
    """With the artifacts that each comes from."""
    return [
        *given.told(list(_not_told(given)), "policies"),
        *given.told(search_doubts(given), "rule_starts"),
        *given.told(list(_rule_bounded(given)), "paths"),
    ]


def _not_told(given: OptimumInputs) -> Iterator[Statement]:
    """Whether it is better than the baseline, as surely as was asked."""
    gains, asked = given.best["gains"], percent(given.optimise.confidence)
    case = given.case()
    (found,), (result,) = BETTER_THAN_BASELINE.computation(case), BETTER_THAN_BASELINE.review(case)
    if result.status is Status.passed:
        return
    text = BETTER_THAN_BASELINE.said(found, result.status).format(probability=probability(gains), asked=asked)
    if finite(gains) and not given.draws.posterior:
        text = (
            f"The fits do not tell it from the baseline: it is better {given.draws.share(gains)}, where "
            f"{asked} was asked for."
        )
    yield given.draws.likely(gains).in_words(text, result.status.kind)


def _fallen_back(given: OptimumInputs) -> Iterator[Statement]:
    simple, found = given.best["name"], given.rows["search"]
    if not simple:
        return
    regret = with_its_error(found["regret"], found["regret_error"], unit=WELFARE_UNIT)
    worse = (
        f"does worse on fresh draws than a simple policy, {simple}, by {regret}"
        if finite(found["regret"])
        else f"is refused on fresh draws, since too many of them run away on it, and {simple} is not"
    )
    text = (
        f"The search's own path {worse}: that policy is the answer. It was chosen on the draws that judge "
        "it, so that its figures flatter it a little. Raise optimise.draws or optimise.starts."
    )
    yield regret.in_words(text, "bad")


def _close(given: OptimumInputs) -> Iterator[Statement]:
    """Whether a simple policy cannot be told from the optimum: the closest of those."""
    for row in given.simple("regret"):
        case = {"behind": row.behind, "confidence": given.optimise.confidence}
        (found,), (result,) = BETTER_THAN_SIMPLE.computation(case), BETTER_THAN_SIMPLE.review(case)
        if row.regret > 0 and result.status is not Status.passed:
            behind, policy = given.draws.likely(row.behind), lower_first(name_of(row, given.names))
            text = BETTER_THAN_SIMPLE.said(found, result.status).format(policy=policy, probability=behind)
            if finite(row.behind) and not given.draws.posterior:
                how = given.draws.share(row.behind)
                text = f"A simple policy may serve as well: {policy} is behind {how}."
            yield behind.in_words(text, result.status.kind)
            return


def ends_late(given: OptimumInputs) -> list[Statement]:
    """Whether rates move where their consequences come too late to count."""
    by_period = given.mean_rates["optimum"]
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


def search_doubts(given: OptimumInputs) -> list[Statement]:
    """Whether the searches for the answer moved, and to the same numbers."""
    starts = given.answering_starts
    if (starts["moved"] < _STILL).all():
        text = (
            "The search ended where it began, from every start: nothing was found. Raise "
            "optimise.learning_rate."
        )
        return [Statement(text, "bad")]
    late = starts[starts["ended"] > starts["ended"].max() - max(0.02 * abs(starts["ended"].max()), 1e-3)]
    if len(starts) > 1 and late["apart"].max() > 0.02:
        far = amount(late["apart"].max(), 2, factor=100, unit="points")
        text = (
            f"Searches that ended equally high lie {far} points apart on average: the path is not determined "
            "by what was asked, its welfare is."
        )
        return [far.in_words(text, "doubt")]
    return []


def _bounded(given: OptimumInputs) -> Iterator[Statement]:
    """Whether the baseline itself could have been chosen."""
    asked, paths = given.optimise, given.paths
    baseline = paths[paths["policy"] == "baseline"].set_index("sector")["rate"]
    beyond = baseline[(baseline < asked.lowest) | (baseline > asked.highest)].index.unique()
    if len(beyond):
        text = (
            f"The baseline lies outside the bounds in {count(len(beyond), 'sector')}: every path that was "
            "looked at moves there, whatever that costs. Widen optimise.lowest and highest to allow what is."
        )
        yield counted(len(beyond), "sectors").in_words(text, "doubt")


def _edges(given: OptimumInputs) -> Iterator[Statement]:
    """Whether bounds, or the end of what was seen, decide and not the welfare."""
    asked, rates = given.optimise, given.paths[given.paths["policy"] == "optimum"]["rate"]
    for bound, at in (("lower", asked.lowest), ("upper", asked.highest)):
        share = in_percent(float((np.abs(rates - at) < 1e-6).mean()))
        if share.value > 0:
            text = (
                f"{share} of its rates lie on the {bound} bound, {percent(at)}: there the bound "
                "decides, not the welfare."
            )
            yield share.in_words(text, "doubt" if bound == "upper" or at > 0 else "plain")
    if leaves_seen(given):
        by = amount(given.best["excess"], 2, unit="training ranges")
        text = (
            f"It leaves what was seen in training, by {by} ranges on average beyond the {asked.inside:g} "
            f"allowed (the baseline by {number(given.rows['baseline']['excess'], 2)}): there the effect of "
            f"the {given.policy_label} is assumption."
        )
        yield by.in_words(text, "doubt")


def _rule_bounded(given: OptimumInputs) -> Iterator[Statement]:
    share = in_percent(bound_share(given.paths, given.optimise.lowest, given.optimise.highest))
    if share.value > 0:
        text = f"{share} of its mean rates lie on a bound: there the bound decides, not the rule."
        yield share.in_words(capital(text), "doubt")
