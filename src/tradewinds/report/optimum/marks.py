"""How far to believe the best path, or the best rule: a mark each, and what to do about it."""

import numpy as np

from tradewinds.policy.policy_names import REACTION
from tradewinds.report.optimum.answer import inside_told
from tradewinds.report.optimum.doubts import ends_late, search_doubts
from tradewinds.report.optimum.inputs import OptimumInputs
from tradewinds.report.optimum.policies import is_answer, name_of
from tradewinds.report.trust.marks import MarkEnd, TrustMark, every_mark, trust_mark
from tradewinds.report.words import NOT_COMPUTED, count, finite, lower_first, number, with_error
from tradewinds.review.policy import BETTER_THAN_BASELINE, BETTER_THAN_SIMPLE
from tradewinds.review.rules import normal_band
from tradewinds.review.status import Status

_FAILED, _UNSURE, _PASSED = Status.failed, Status.undecided, Status.passed


def optimum_marks(given: OptimumInputs) -> list[TrustMark]:
    """In the order of the page."""
    than = [_better_than_path, _reacting] if given.rule else [_better_than_simple]
    end = [] if given.rule else [_end]
    return every_mark([_better_than_baseline, *than, _inside, _searched, *end, _truth], given)


def is_better_than_baseline(given: OptimumInputs) -> bool:
    """As surely as was asked."""
    (result,) = BETTER_THAN_BASELINE.review(given.case())
    return result.status is _PASSED


@trust_mark(
    BETTER_THAN_BASELINE.title, "#comparison", "Bring more data, or ask for less than optimise.confidence."
)
def _better_than_baseline(given: OptimumInputs) -> MarkEnd:
    (result,) = BETTER_THAN_BASELINE.review(given.case())
    return result.status, _share(given, given.best["gains"])


@trust_mark(
    "Better than the best path", "#comparison", "Start it from the best path: `optimise.rule.around=path`."
)
def _better_than_path(given: OptimumInputs) -> MarkEnd:
    share, asked = given.rows["optimum"]["ahead_share"], given.optimise.confidence
    sure = _FAILED if share <= 1 - asked else _PASSED if share >= asked else _UNSURE
    return (sure if finite(share) else Status.not_computed), _share(given, share)


def _share(given: OptimumInputs, share: float) -> str:
    return given.draws.share(share) if finite(share) else NOT_COMPUTED


@trust_mark("Reacting pays", "#flat", "A rule that holds its rates may serve as well.")
def _reacting(given: OptimumInputs) -> MarkEnd:
    """Whether the same constants without a reaction would do worse."""
    moves = given.only("moves")
    row = moves[(moves["kind"] == REACTION) & (moves["by"] == 0.0)].iloc[0]
    sure = np.isfinite(row["loss"]) and normal_band(row["loss"], row["error"]).side() > 0
    return (_PASSED if sure else _UNSURE), f"worth {with_error(row['loss'], row['error'], sign=True)}"


@trust_mark(BETTER_THAN_SIMPLE.title, "#comparison", "Take the simple one, whose figures stand beside.")
def _better_than_simple(given: OptimumInputs) -> MarkEnd:
    if given.best["name"]:
        return _FAILED, "a simple policy is the answer", "Raise optimise.draws or optimise.starts."
    rows = [row for row in given.simple("behind") if not is_answer(row, given.best)]
    for row in rows:
        asked = {"behind": row.behind, "confidence": given.optimise.confidence}
        (result,) = BETTER_THAN_SIMPLE.review(asked)
        if result.status is not _PASSED:
            policy = lower_first(name_of(row, given.names))
            return result.status, f"than {policy} only {given.draws.share(row.behind)}"
    return _PASSED, f"than all {len(rows)}"


@trust_mark(
    "Inside what was seen",
    "#comparison",
    "Draw the bounds of optimise closer, or raise `welfare.support`.",
)
def _inside(given: OptimumInputs) -> MarkEnd:
    inside, _ = inside_told(given)
    if inside:
        return _PASSED, "all stays there"
    far = f"{number(given.best['excess'], 2)} training ranges outside on average"
    return _UNSURE, far if finite(given.best["excess"]) else "not known"


@trust_mark("The search agrees with itself", "#search", "Raise optimise.steps or optimise.starts.")
def _searched(given: OptimumInputs) -> MarkEnd:
    starts, doubts = len(given.answering_starts), search_doubts(given)
    if starts < 2:
        return _UNSURE, "there was one start", "Raise optimise.starts: one search agrees with nothing."
    if not doubts:
        return _PASSED, f"from {count(starts, 'start')}"
    still = any(one.kind == "bad" for one in doubts)
    return (_FAILED, "it found nothing") if still else (_UNSURE, "other starts end elsewhere, as high")


@trust_mark("Not the path's end alone", "#path", "Ask with a longer path (`scenario.periods`).")
def _end(given: OptimumInputs) -> MarkEnd:
    late = ends_late(given)
    if not late:
        return _PASSED, "rates do not jump there"
    return _UNSURE, f"rates move by {number(late[0].value, 2)} points in the second half"


@trust_mark("Known truth", "#comparison")
def _truth(given: OptimumInputs) -> MarkEnd:
    best = given.best
    if not finite(best["truth"]):
        return None
    held = best["welfare_low"] <= best["truth"] <= best["welfare_high"]
    text = f"welfare {number(best['truth'], 3, sign=True)}, {'inside' if held else 'outside'} what is told"
    return (_FAILED if best["truth"] <= 0 else _PASSED if held else _UNSURE), text
