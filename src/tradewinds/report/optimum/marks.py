"""How far to believe the best path, or the best rule: a mark each, and what to do about it."""

import numpy as np
import pandas as pd

from tradewinds.policy.policy_names import REACTION, RULE
from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.names import Names
from tradewinds.report.optimum.answer import inside_told
from tradewinds.report.optimum.doubts import ends_late, search_doubts
from tradewinds.report.optimum.policies import SIMPLE, is_answer, name_of
from tradewinds.report.page.blocks import Statement
from tradewinds.report.trust.mark import TrustMark
from tradewinds.report.words import count, finite, lower_first, number, with_error
from tradewinds.review.policy import BETTER_THAN_BASELINE, BETTER_THAN_SIMPLE
from tradewinds.review.status import Status
from tradewinds.settings.optimise import OptimiseSettings


def optimum_marks(
    names: Names,
    policies: pd.DataFrame,
    paths: pd.DataFrame,
    starts: pd.DataFrame,
    moves: pd.DataFrame,
    asked: OptimiseSettings,
) -> list[TrustMark]:
    """In the order of the page. ``starts``: of the search that was answered by, the rule's where there is
    one."""
    of = {str(row["policy"]): row for _, row in policies[::-1].iterrows()}
    answer = RULE if RULE in of else "optimum"
    best, baseline, told = of[answer], of["baseline"], DrawsTold.of(names)
    found = [better_than_baseline(best, baseline, asked, told)]
    if answer == RULE:
        found += [_better_than_path(of["optimum"], asked, told), _reacting(moves)]
    else:
        found.append(_better_than_simple(names, policies, asked, told))
    inside, _ = inside_told(best, baseline, asked.inside)
    far = f"{number(best['excess'], 2)} training ranges outside on average"
    said = far if finite(best["excess"]) else "not known"
    found.append(
        TrustMark(
            Status.passed if inside else Status.undecided,
            "Inside what was seen",
            "all stays there" if inside else said,
            "#comparison",
            "" if inside else "Draw the bounds of optimise closer, or raise `welfare.support`.",
        )
    )
    found.append(_searched(starts))
    if answer == "optimum":
        found.append(_end(ends_late(names, paths)))
    if finite(best["truth"]):
        held = best["welfare_low"] <= best["truth"] <= best["welfare_high"]
        text = (
            f"welfare {number(best['truth'], 3, sign=True)}, {'inside' if held else 'outside'} what is told"
        )
        status = Status.failed if best["truth"] <= 0 else Status.passed if held else Status.undecided
        found.append(TrustMark(status, "Known truth", text, "#comparison"))
    return found


def better_than_baseline(
    best: pd.Series, baseline: pd.Series, asked: OptimiseSettings, told: DrawsTold
) -> TrustMark:
    """As surely as was asked."""
    (result,) = BETTER_THAN_BASELINE.review(
        {**best, "baseline": baseline["objective"], "confidence": asked.confidence}
    )
    text = told.share(best["gains"]) if finite(best["gains"]) else "not computed"
    advice = (
        "" if result.status is Status.passed else "Bring more data, or ask for less than optimise.confidence."
    )
    return TrustMark(result.status, "Better than the baseline", text, "#comparison", advice)


def _better_than_path(path: pd.Series, asked: OptimiseSettings, told: DrawsTold) -> TrustMark:
    share = path["ahead_share"]
    sure = Status.failed if share <= 1 - asked.confidence else Status.undecided
    status = (
        Status.not_computed if not finite(share) else Status.passed if share >= asked.confidence else sure
    )
    advice = "Start it from the best path: `optimise.rule.around=path`."
    text = told.share(share) if finite(share) else "not computed"
    return TrustMark(status, "Better than the best path", text, "#comparison", advice)


def _reacting(moves: pd.DataFrame) -> TrustMark:
    """Whether the same constants without a reaction would do worse."""
    row = moves[(moves["kind"] == REACTION) & (moves["by"] == 0.0)].iloc[0]
    text = f"worth {with_error(row['loss'], row['error'], sign=True)}"
    sure = np.isfinite(row["loss"]) and row["loss"] > 2 * row["error"]
    status = Status.passed if sure else Status.undecided
    advice = "" if sure else "A rule that holds its rates may serve as well."
    return TrustMark(status, "Reacting pays", text, "#flat", advice)


def _better_than_simple(
    names: Names, policies: pd.DataFrame, asked: OptimiseSettings, told: DrawsTold
) -> TrustMark:
    label, link = "Better than simple policies", "#comparison"
    best = policies[policies["policy"] == "optimum"].iloc[0]
    if best["name"]:
        return TrustMark(
            Status.failed, label, "a simple policy is the answer", link,
            "Raise optimise.draws or optimise.starts.",
        )  # fmt: skip
    simple = policies[policies["policy"].isin(SIMPLE) & np.isfinite(policies["regret"])]
    rows = [row for row in simple.sort_values("behind").itertuples(index=False) if not is_answer(row, best)]
    for row in rows:
        (result,) = BETTER_THAN_SIMPLE.review({"behind": row.behind, "confidence": asked.confidence})
        if result.status is not Status.passed:
            text = f"than {lower_first(name_of(row, names))} only {told.share(row.behind)}"
            return TrustMark(
                result.status, label, text, link, "Take the simple one, whose figures stand beside."
            )
    return TrustMark(Status.passed, label, f"than all {len(rows)}", link)


def _searched(starts: pd.DataFrame) -> TrustMark:
    label, link = "The search agrees with itself", "#search"
    if len(starts) < 2:
        advice = "Raise optimise.starts: one search agrees with nothing."
        return TrustMark(Status.undecided, label, "there was one start", link, advice)
    doubts = search_doubts(starts.assign(aim="welfare"))
    if not doubts:
        return TrustMark(Status.passed, label, f"from {count(len(starts), 'start')}", link)
    moved = not any(one.kind == "bad" for one in doubts)
    text = "other starts end elsewhere, as high" if moved else "it found nothing"
    status = Status.undecided if moved else Status.failed
    return TrustMark(status, label, text, link, "Raise optimise.steps or optimise.starts.")


def _end(late: list[Statement]) -> TrustMark:
    label, link = "Not the path's end alone", "#path"
    if not late:
        return TrustMark(Status.passed, label, "rates do not jump there", link)
    text = f"rates move by {number(late[0].value, 2)} points in the second half"
    return TrustMark(Status.undecided, label, text, link, "Ask with a longer path (`scenario.periods`).")
