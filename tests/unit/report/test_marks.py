"""The marks of the first screen: each end of each of them, with its sign, its words and its advice."""

import pandas as pd
import pytest
import xarray as xr
from sample import Sample
from test_effect_answers import row, verdicts
from test_page_answer import given

from tradewinds.policy.effect_verdict import ANSWER
from tradewinds.report.experiment.answer.marks import marks
from tradewinds.report.experiment.answer.marks_answer import (
    by_law,
    designs_agree,
    economics,
    inside,
    known_truth,
    reaches,
)
from tradewinds.report.experiment.answer.marks_fit import beats_simple, calibrated, converged
from tradewinds.report.trust.marks import TrustMark, mark_lines, use, worst
from tradewinds.review.status import Status
from tradewinds.review.table import results_of

THIN = "\u202f"
LABELS = [
    "Two methods agree",
    "Converged, calibrated",
    "Beats simple models",
    "As economics expects",
    "Inside what was seen",
    "Known truth",
]
COMPARED = "beats simple models"


def judged(made: Sample, check: str, *statuses: str, advice: str = "") -> list:
    """The results of tier 1, those of one check ending as asked, all other passed."""
    table = made.verdicts["tier1"].copy()
    table.loc[table["status"] != "void", "status"] = "passed"
    mine = table.index[table["check"] == check]
    for at, status in zip(mine, statuses, strict=False):
        table.loc[at, ["status", "advice"]] = status, advice
    return [("tier1", one) for one in results_of(table)]


def test_every_mark_stands_in_its_order_with_the_sign_of_its_status(complete):
    found = marks(given(complete))
    assert [one.label for one in found] == LABELS
    lines = mark_lines(found).rows
    assert [line["sign"].text for line in lines] == [one.status.mark for one in found]
    assert [line["sign"].kind for line in lines] == [one.status.kind for one in found]
    assert [line["text"].text for line in lines] == [one.text for one in found]
    assert [line["link"].text for line in lines] == [one.link for one in found]


@pytest.mark.parametrize(
    ("status", "ends"),
    [("failed", Status.failed), ("not computed", Status.not_computed), ("undecided", Status.undecided)],
)
def test_one_equation_that_does_not_converge_is_named(complete, status, ends):
    checks = judged(complete, "training", status, advice="Look. Train longer: raise steps. Then more.")
    mark = converged(given(complete), checks)
    named = {"undecided": "cannot say of", "not computed": "not computed for"}.get(status, "fails for")
    assert mark.status is ends and mark.text == f"{named} producer price" and mark.link == "#fit"
    assert mark.advice == "Look."


def test_all_that_converged_is_counted(complete):
    mark = converged(given(complete), judged(complete, "training"))
    assert (mark.status, mark.text, mark.advice) == (Status.passed, "in all 4 equations", "")
    assert converged(given(complete), []).status is Status.not_computed


def test_bands_that_hold_too_few_fail(complete):
    mark = calibrated(given(complete), judged(complete, "coverage", "failed", "failed", "failed"))
    assert (mark.status, mark.text, mark.link) == (Status.failed, "fails for 3 equations", "#calibration")
    assert mark.advice == "Read the bands as wider."
    fine = calibrated(given(complete), judged(complete, "coverage"))
    assert (fine.status, fine.text) == (Status.passed, "in all 4 equations")


@pytest.mark.parametrize(
    ("statuses", "ends", "text"),
    [
        ((), Status.passed, "in 4 of 4 equations"),
        (("failed", "undecided"), Status.failed, "in 2 of 4 equations, worse in 1, alike in 1"),
        (("undecided",), Status.undecided, "in 3 of 4 equations, alike in 1"),
        (("not computed",), Status.not_computed, "not compared"),
    ],
)
def test_equations_in_which_the_network_is_ahead_and_behind_are_counted(complete, statuses, ends, text):
    mark = beats_simple(given(complete), judged(complete, COMPARED, *statuses, advice="Take the ridge."))
    assert (mark.status, mark.text) == (ends, text)
    told = "Take the ridge to forecast producer price." if "failed" in statuses else ""
    assert mark.advice == told


@pytest.mark.parametrize(
    ("status", "text"),
    [("passed", "in the one equation"), ("failed", "worse"), ("undecided", "no better, no worse")],
)
def test_of_one_equation_it_is_said_who_is_better(complete, status, text):
    only = [pair for pair in judged(complete, COMPARED, status) if pair[1].check == COMPARED][:1]
    mark = beats_simple(given(complete), only)
    assert mark.text == text and str(mark.status) == status
    assert beats_simple(given(complete), []).text == "not compared"


def test_economic_checks_are_counted_by_how_they_end():
    assert economics(None).status is Status.void and economics(None).text == "no check was asked"
    for statuses, ends, text in (
        (["passed", "passed"], Status.passed, "2 of 2 checks pass"),
        (["passed", "failed", "undecided"], Status.failed, "1 of 3 checks pass, 1 fail, 1 cannot say"),
        (["passed", "void"], Status.passed, "the check passes"),
        (["failed"], Status.failed, "the check fails"),
        (["void"], Status.void, "no check tests anything"),
    ):
        mark = economics(
            pd.DataFrame({"check": [f"c{at}" for at in range(len(statuses))], "status": statuses})
        )
        assert (mark.status, mark.text) == (ends, text)
        assert bool(mark.advice) == ("failed" in statuses)


def test_how_the_two_methods_agree(complete):
    def mark(*rows: dict) -> TrustMark:
        return designs_agree(verdicts(complete, *rows))

    assert designs_agree(None).status is Status.void
    fine = [row("price", ANSWER, "passed"), row("price", "network", "passed")]
    assert (mark(*fine).status, mark(*fine).text) == (Status.passed, "network and regression")
    assumed = mark(row("price", ANSWER, "undecided"), fine[1])
    assert (assumed.status, assumed.text) == (Status.undecided, "if an assumption holds")
    none = mark(row("price", ANSWER, "failed"), fine[1])
    assert (none.status, none.text) == (Status.failed, "neither answers")
    half = mark(row("price", ANSWER, "failed"), row("volume", ANSWER, "passed"), fine[1])
    assert (half.status, half.text) == (Status.failed, "neither answers for 1 of 2")
    unsure = mark(fine[0], row("price", "network", "undecided"))
    assert (unsure.status, unsure.text) == (Status.passed, "network and regression")


def test_a_realised_rate_beside_a_statutory_one_fails_unless_it_fails_already():
    good, bad = (TrustMark(one, "A", "", "#a") for one in (Status.passed, Status.failed))
    assert by_law(good, at_hand=False) is good and by_law(bad, at_hand=True) is bad
    mark = by_law(good, at_hand=True)
    assert mark.status is Status.failed and mark.link == "#law" and "not on the law" in mark.text


def test_what_is_left_of_what_was_seen(complete):
    assert inside(given(complete)).status is Status.undecided  # the sample's path leaves it
    assert inside(given(complete)).text == "some of it is left"
    rollout = next(iter(complete.rollouts.values())).copy(deep=True)
    for group in ("sectors", "national"):
        data = rollout[group].to_dataset()
        rollout[group] = data.assign(outside=xr.zeros_like(data["outside"]))
    mark = inside(given(complete, rollouts={next(iter(complete.rollouts)): rollout}))
    assert (mark.status, mark.text) == (Status.passed, "all stays there")


def test_sectors_that_leave_what_they_have_seen_are_weighed(complete):
    """The heaviest sector goes three widths beyond its own range of the policy, in the last period."""
    name = next(iter(complete.rollouts))
    rollout = complete.rollouts[name].copy(deep=True)
    for group in ("sectors", "national"):
        data = rollout[group].to_dataset()
        rollout[group] = data.assign(outside=xr.zeros_like(data["outside"]))
    data = rollout["sectors"].to_dataset()
    still = xr.zeros_like(data["outside"])
    gone = still.copy(deep=True)
    gone[{"sector": 0, "period": -1}] = 3.0
    rest = 0.25 / (data.sizes["sector"] - 1)
    ranges = {"own_policy": gone, "all_policy": still, "own_inputs": still}
    weight = ("sector", [0.75, *[rest] * (data.sizes["sector"] - 1)])
    rollout["sectors"] = data.assign(ranges | {"weight": weight})
    mark = inside(given(complete, rollouts={name: rollout}))
    assert (mark.status, mark.text) == (Status.undecided, f"25{THIN}% of sectors, by weight")
    assert mark.advice.startswith("Ask for a smaller or slower change")


def test_how_far_a_path_reaches_is_told_in_per_cent(complete):
    names = given(complete).names
    seen = complete.panels["sectors"].assign(tariff=[0.37, *[0.02] * (len(complete.panels["sectors"]) - 1)])
    names.panels["sectors"], before = seen, names.panels["sectors"]
    try:
        up, down = (pd.DataFrame({"scenario": [0.1, end]}) for end in (1.1, 0.01))
        assert reaches(names, up) == f"it reaches up to 110{THIN}%, where none was above 37{THIN}%"
        assert reaches(names, down) == f"it falls to 1.0{THIN}%, where none was below 2.0{THIN}%"
        assert reaches(names, pd.DataFrame({"scenario": [0.37, 0.02]})) == ""
        names.panels["sectors"] = seen.assign(tariff=[0.0374, *[0.02] * (len(seen) - 1)])
        assert reaches(names, pd.DataFrame({"scenario": [0.0512]})) == (
            f"it reaches up to 5.1{THIN}%, where none was above 3.7{THIN}%"
        )
    finally:
        names.panels["sectors"] = before


def truths(made: Sample, held: int) -> TrustMark | None:
    """With a truth beside the middle of ``held`` bands, far off for the others."""
    rollout, count = next(iter(made.rollouts.values())).copy(deep=True), 0
    for group in ("weighted", "national"):
        data = rollout[group].to_dataset()
        for name in [str(one) for one in data if str(one).endswith("_truth")]:
            effect = data[f"{name.removesuffix('_truth')}_effect_quantile"]
            edge = effect.sel(quantile=0.95 if count % 2 else 0.05).drop_vars("quantile")
            inner = effect.sel(quantile=0.5).drop_vars("quantile")
            data[name] = 0.99 * edge + 0.01 * inner if count < held else 1.2 * edge - 0.2 * inner
            count += 1
        rollout[group] = data
    return known_truth(given(made, rollouts={next(iter(made.rollouts)): rollout}))


def test_truths_within_the_90_per_cent_bands_are_counted(complete):
    """Near the ends of the bands on either side, so that no narrower and no wider band counts as many."""
    mark = truths(complete, 99)
    held, known = (int(word) for word in mark.text.split()[:3:2])
    assert held == known > 5 and mark.status is Status.passed
    assert mark.text == f"{known} of {known} bands hold, {0.9 * known:.0f} expected"
    assert truths(complete, known - 2).text.startswith(f"{known - 2} of {known} ")
    assert truths(complete, 1).status is Status.failed and truths(complete, 1).text.startswith("1 of")
    assert truths(complete, known - 2).status is Status.undecided


def test_what_may_be_done_is_never_good_with_a_test_that_fails():
    one = {status: TrustMark(status, "A", "", "#a", "Do.") for status in Status}
    assert use([one[Status.passed]], True).text == "Nothing that was tested speaks against it."
    for status in set(Status) - {Status.passed}:
        said = use([one[Status.passed], one[status]], True)
        assert said.kind == "doubt" and said.text.startswith("Use with care")
        assert ("fail" in said.text) == status.bad
    assert use([], True).kind == "doubt" and use([one[Status.passed]], False).kind == "bad"
    assert (
        worst([one[Status.void], one[Status.undecided], one[Status.not_computed]]).status
        is Status.not_computed
    )
