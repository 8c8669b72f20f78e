"""The page of the best path says what was found, and every reason to doubt it."""

import base64

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from sample import documents

from tradewinds.report.draws_told import DrawsTold
from tradewinds.report.optimum.figures import frontier_plate
from tradewinds.report.optimum.page import OPTIMUM_PAGE
from tradewinds.settings.optimise import OptimiseSettings, PolicyForm
from tradewinds.settings.outcomes import Outcome
from tradewinds.settings.sections import plain
from tradewinds.settings.welfare import Floors, Risk, WelfareSettings

pytestmark = pytest.mark.slow

VARIABLES = {
    "price": {"label": "Price", "unit": "index", "scale": "log"},
    "tariff": {"label": "Tariff", "unit": "fraction", "scale": "level", "rate": True},
}
TABLE = {"frequency": "step", "variables": VARIABLES, "identities": {"revenue": "tariff * price"}}
EXPERIMENT = {
    "data": {"tables": {"sectors": TABLE}},
    "scenario": {"variable": "tariff", "name": "rising", "baseline": "unchanged", "flag_distance": 0.1},
    "tier1": {"title": "", "equations": ["price[t] ~ price[t-1] + tariff[t]"]},
    "tier2": {"title": "", "equations": []},
}
OUTCOMES = [
    Outcome("sectors", "price", weight=-0.2, first=-0.2),
    Outcome("sectors", "revenue", total=True, weight=0.02, second=1.0, floor=-5.0),
]
NAMED = ("search", "baseline", "scenario", "free trade", "best uniform tariff", "best of the coarse grid")


def row(policy, name="", objective=0.0, regret=0.5, **more):
    found = {"policy": policy, "name": name, "objective": objective, "regret": regret, "regret_error": 0.02}
    for key in ("welfare", "first", "second"):
        found |= {key: objective, f"{key}_deviation": 0.2, f"{key}_median": objective}
        found |= {f"{key}_low": objective - 0.3, f"{key}_high": objective + 0.3}
    found |= {"ahead": -objective, "ahead_low": -0.4, "ahead_high": 0.3, "ahead_share": 0.4}
    found |= {"risk": objective, "gains": 0.95, "excess": 0.0, "roughness": 1.0, "left_out": 0, "behind": 0.9}
    return found | {"truth": 0.4} | more


def policies(**optimum):
    rows = [row("optimum", objective=0.5, regret=0.0, **optimum), *(row(name) for name in NAMED)]
    rows += [row("frontier-0", objective=0.2), row("frontier-1"), row("point of the grid", "-5.0 to +5.0")]
    table = pd.DataFrame(rows)
    table.loc[table["policy"] == "best of the coarse grid", "name"] = "-5.0 to +5.0"
    table.loc[table["policy"] == "free trade", ["objective", "regret", "left_out"]] = [-np.inf, np.inf, 12]
    return table


def paths(rates=(0.1, 0.25), baseline=(0.2, 0.2)):
    rows = [
        {"policy": policy, "sector": sector, "period": period, "rate": rate}
        for policy, pair in (("optimum", rates), ("baseline", baseline))
        for sector, rate in zip("ab", pair, strict=True)
        for period in (1, 2, 3)
    ]
    return pd.DataFrame(rows)


def late():
    """Rates that jump at the end of a long path."""
    rows = [
        {"policy": policy, "sector": "a", "period": period, "rate": 0.3 if jumps and period > 9 else 0.1}
        for policy, jumps in (("optimum", True), ("baseline", False))
        for period in range(1, 13)
    ]
    return pd.DataFrame(rows)


def starts(moved=0.1, apart=0.0):
    rows = [("best of the coarse grid", 0.3, 0.51, moved, 0.0), ("baseline", 0.0, 0.51, moved, apart)]
    table = pd.DataFrame(rows, columns=["start", "began", "ended", "moved", "apart"])
    return table.assign(steps=40, networks=9)


def page(**changes):
    return made(**changes).html


def made(table=None, welfare=None, path=None, begun=None, moved=None, rule=None, algorithm="nuts", seen=()):
    """``rule``: its table and the starts of its search; ``moved`` and ``seen`` go with it."""
    kinds = ["optimum", "search", *NAMED[1:]]
    effects = pd.DataFrame(
        [
            {"policy": kind, "table": one.table, "outcome": one.name, "effect": 1.0, "effect_low": 0.5}
            | {"effect_high": 1.5, "positive": 1.0}
            for kind in kinds
            for one in OUTCOMES
        ]
    )
    moves = pd.DataFrame(
        [{"kind": "shift", "by": by / 100, "loss": (by / 5) ** 2 / 2, "error": 0.01} for by in range(-10, 11)]
        + [{"kind": "share of the way from the baseline", "by": 1.0, "loss": 0.0, "error": 0.0}]
    )
    begun = starts() if begun is None else begun
    found = {
        "policies": policies() if table is None else table,
        "effects": effects,
        "paths": paths() if path is None else path,
        "moves": moves if moved is None else moved,
        "rollout": xr.DataTree(xr.Dataset(attrs={"networks": 18})),
    }
    panel = pd.DataFrame({"sector": ["a", "b"], "period": [0, 0], "price": [1.0, 1.0]})
    tier = EXPERIMENT["tier1"] | {"inference": {"algorithm": algorithm}}
    asked = {
        "experiment": EXPERIMENT | {"tier1": tier},
        "seen": [plain(one) for one in seen],
        "outcomes": [plain(one) for one in OUTCOMES],
        "welfare": plain(welfare or WelfareSettings(frontier=["rest", "sectors.revenue"], floors=Floors())),
        "optimise": plain(OptimiseSettings(form=PolicyForm.path if rule is None else PolicyForm.rule)),
        "report": {"title": "A question"},
    }
    if rule is not None:
        found |= dict(zip(("rule", "rule_starts"), rule, strict=True))
    single = {name: {"optimum": one} for name, one in found.items()}
    several = {"panels": {"sectors": panel}, "starts": {"welfare": begun}}
    return OPTIMUM_PAGE.render(asked, documents(single | several), single | several)


def test_it_says_which_path_how_much_better_how_sure_and_than_what():
    text = page()
    assert "tariff of 18 % in the first period" in text and "−10 points in a to +5.0 in b" in text
    assert "Welfare: +0.500 against the baseline&#39;s nothing" in text
    assert "better with a probability of 95" in text
    assert "shift of −5.0 to +5.0 points): +0.50" in text and "Free trade: refused, 12 draws run away" in text
    assert "−0.2 × price, mean of the sectors (%)" in text and "at least −5" in text.replace("-", "−")
    assert "True welfare" in text and "everything else in the welfare" in text
    assert 'class="bad"' not in text and "cannot tell it" not in text


def test_the_first_screen_is_question_answer_picture_and_doubts():
    """All else stands under lines to click on, below."""
    text = page()
    first, _, rest = text.partition("</section>")
    assert "<h1>Which path is best?</h1>" in first and "<details" not in first
    said = first.partition('<p class="answer')[2].partition("</p>")[0]
    assert "Tariff of 18 % throughout, mean over sectors, against 20 % with unchanged tariffs" in said
    assert "welfare 0.50 higher (90" in said and "+0.20 to +0.80" in said
    assert first.count("<figure>") == 1 and first.count("<img") == 2
    assert 'aria-label="How far to believe it"' in first and "Better than simple policies" in first
    assert (
        "<table" not in first and rest.count("<details") == rest.count("<section") + 1 > 7
    )  # and the list of contents


def test_best_fits_from_several_starts_have_no_bands():
    """Their spread is no posterior's: nothing on the page is called a band or a probability."""
    text = page(algorithm="ensemble")
    assert "best fits from several starts +0.20 to +0.80" in text and "in 95" in text
    assert "90\u202f% band" not in text
    assert '<p class="answer doubt">' in text and '<li class="good">Welfare' not in text
    told = page()
    assert "90\u202f% band" in told and "spread of best fits" not in told and '<p class="answer">' not in told


def swings():
    """Rates that swing further in single periods than their means tell."""
    by = {"a": (-0.05, 0.08, 0.0), "b": (0.02, 0.02, 0.02)}
    rows = [
        {"policy": policy, "sector": sector, "period": period, "rate": 0.2 + moved * move}
        for policy, moved in (("optimum", 1), ("baseline", 0))
        for sector, moves in by.items()
        for period, move in zip((7, 8, 9), moves, strict=True)
    ]
    return pd.DataFrame(rows)


def test_swings_that_cancel_over_periods_are_told():
    text = page(path=swings())
    assert "rates move by +1.0 points in a to +2.0 in b." in text
    assert "In single periods rates move by −5.0 points (a, period 7) to +8.0 points (a, period 8)." in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"table": policies(gains=0.7)}, "The data cannot tell it from the baseline"),
        ({"table": policies(gains=np.nan)}, "could not be evaluated"),
        ({"table": policies().assign(name=["baseline", *policies()["name"][1:]])}, "worse on fresh"),
        ({"begun": starts(moved=0.0)}, "ended where it began"),
        ({"begun": starts(apart=0.1)}, "lie 10 points apart"),
        ({"path": paths((0.4, 0.2))}, "lie on the upper bound"),
        ({"path": paths(baseline=(0.2, 0.6))}, "outside the bounds in 1 sector"),
        ({"table": policies(excess=0.4)}, "leaves what was seen in training"),
        ({"table": policies().assign(behind=0.7)}, "A simple policy may serve as well: baseline is behind"),
        ({"path": late()}, "Rates rise by 20 points in the second half of the path"),
    ],
)
def test_every_reason_to_doubt_it_is_told(changes, words):
    assert words in page(**changes) and words not in page()


@pytest.mark.parametrize(
    ("welfare", "words"),
    [
        (WelfareSettings(), "maximises expected welfare"),
        (WelfareSettings(risk=Risk.cvar), "Mean of the worst 10"),
        (WelfareSettings(risk=Risk.loss), "Probability of gaining no more than 0"),
    ],
)
def test_the_attitude_to_risk_is_told_and_no_frontier_where_none_was_asked_for(welfare, words):
    text = page(welfare=welfare)
    assert words in text and "Between two objectives" not in text


def test_a_simple_policy_that_is_truly_better_is_no_tick():
    found = policies(truth=0.3)
    text = page(table=found)
    assert '<li class="doubt">The truth of this simulated economy' in text
    assert '<li class="good">The truth of this simulated economy' in page(table=policies(truth=0.6))


def test_a_path_whose_end_is_doubted_gets_no_tick():
    assert '<li class="good">Welfare' in page() and '<li class="good">Welfare' not in page(path=late())


def test_an_answer_that_is_a_simple_policy_stands_there_once():
    table = policies(gains=0.7).assign(name=["point of the grid -5.0 to +5.0", *policies()["name"][1:]])
    table.loc[table["policy"] == "best of the coarse grid", "regret"] = 0.0
    text = page(table=table)
    assert text.count("est of the coarse grid (shift") == 0 < page().count("est of the coarse grid (shift")
    assert "its figures flatter it" in text and '<li class="good">Welfare' not in text
    assert '<li class="good">Welfare' in page()


def test_sectors_that_move_alike_share_one_picture():
    apart, alike = page(), page(path=paths((0.1, 0.3), baseline=(0.2, 0.4)))
    assert "Every sector moves as the mean does" in alike and "Every sector moves" not in apart
    assert alike.count("<img") == apart.count("<img") - 2


def test_a_frontier_that_simple_policies_beat_is_said_so():
    table = policies()
    table.loc[table["policy"] == "point of the grid", ["first", "second"]] = 0.1
    assert "1 simple policy does better at both than a point of the frontier" in page(table=table)
    assert "better at both" not in page()


def dots(at):
    """How many dots the picture of the frontier has with a point of the grid there, by both objectives."""
    table = policies()
    table.loc[table["policy"] == "point of the grid", ["first", "second"]] = at
    source = frontier_plate(DrawsTold(True), table, ["one", "other"], "#1f5a8a").pictures[0].source
    return base64.b64decode(source.partition(",")[2]).decode().count("<use")


def test_no_dot_of_the_frontier_is_cut_by_the_edge():
    # the bands reach from −0.3 to 0.8; the axes go a little further
    assert dots(0.79) == dots(0.0) == dots(0.82) + 1


def test_the_same_bytes_for_the_same_inputs():
    assert page() == page()
