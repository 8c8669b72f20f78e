"""Placebos, groups and permutations of a panel whose slopes are known; workflow and notebook agree."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from event_world import ELASTICITY, SCALE, as_grid
from matplotlib.figure import Figure

import tradewinds as tw
from tradewinds.data.panel import Grid, to_table
from tradewinds.effects.choices import DesignChoices
from tradewinds.effects.design import EventDesign
from tradewinds.effects.group_slopes import group_slopes, moderated, pooled
from tradewinds.effects.placebo import holm, moved_back
from tradewinds.effects.slope_study import SLOPE_COLUMNS, estimate_slopes
from tradewinds.errors import DataError, SettingsError
from tradewinds.normal import REACH_90
from tradewinds.settings.compose import compose
from tradewinds.settings.policy_slopes import PolicySlopesSettings
from tradewinds.settings.sections import structure_of

CONFIGS = Path(__file__).parents[3] / "configs"
PRODUCTS, ORIGINS, MONTHS, WAR = 40, 4, 84, 60
ASKED = EventDesign("volume", "law", ("product:period", "origin:period"), ("product",), start=WAR)


def trade(spread: float, seed: int = 0, effect: float = ELASTICITY) -> tuple[Grid, np.ndarray]:
    """Products × origins; one origin's products get a rate of their own from month 60 on, to which each
    answers by its own slope; what is collected is .8 of it. The true slopes too.
    """
    rng = np.random.default_rng((seed, 83))
    slopes = effect + spread * rng.standard_normal(PRODUCTS)
    rate = rng.uniform(0.02, 0.25, PRODUCTS)
    law = np.zeros((PRODUCTS, ORIGINS, MONTHS))
    law[:, 0, WAR:] = rate[:, None]
    walk = SCALE * rng.standard_normal(law.shape) + 0.05 * rng.standard_normal((1, ORIGINS, MONTHS))
    walk += 0.05 * rng.standard_normal((PRODUCTS, 1, MONTHS))
    volume = np.exp(5 + walk.cumsum(axis=2) + slopes[:, None, None] * law)
    values = {"volume": volume, "law": law, "tariff": 0.8 * law + 0.002 * rng.standard_normal(law.shape)}
    values["size"] = np.broadcast_to(np.arange(1.0, ORIGINS + 1)[None, :, None], law.shape)
    product, origin = (index.ravel() for index in np.indices(law.shape[:2]))
    keys = {"product": [f"p{i:02d}" for i in product], "origin": [f"o{i}" for i in origin]}
    return as_grid({name: one.reshape(-1, MONTHS) for name, one in values.items()}, keys), slopes


@pytest.fixture(scope="module")
def panel() -> tw.Panel:
    frame = to_table(trade(0.0)[0]).drop(columns="sector")
    return tw.Panel.from_frame(
        frame, sector=["product", "origin"], rates=["tariff"], levels=["law"], logs=["volume", "size"],
        smallest={"tariff": -0.1},
    )  # fmt: skip


ABOUT = {
    "outcome": "volume", "instrument": "law", "step": 12, "start": "2020-01", "end": "2020-12",
    "effects": ["product:period", "origin:period"], "clusters": ["product"], "permutations": 19,
    "within": "origin", "placebos": [24, 36], "by": "product",
}  # fmt: skip


@pytest.mark.slow
def test_workflow_and_notebook_give_the_same_slopes(panel):
    data = structure_of(panel.data, ["sectors"])
    found = estimate_slopes(panel.tables["sectors"], data, PolicySlopesSettings(**ABOUT), seed=3)
    assert list(found.columns) == list(SLOPE_COLUMNS)
    slopes = panel.policy_slopes(**ABOUT, seed=3)
    # a level has no percentage points: the notebook knows labels, the numbers are the same
    pd.testing.assert_frame_equal(found.drop(columns="unit"), slopes.table.drop(columns="unit"))
    assert list(slopes.placebos["moved"]) == [24, 36] and len(slopes.permutations) == 2 * 19
    assert len(slopes.groups) == PRODUCTS and set(found["kind"]) == {
        "slope", "placebo", "permutation", "group", "groups",
    }  # fmt: skip


@pytest.mark.slow
def test_the_truth_is_found_where_it_is_and_not_where_it_is_not(panel):
    table = panel.policy_slopes(**ABOUT).table.set_index("design")
    reduced, first = table.loc["reduced form"], table.loc["first stage"]
    assert reduced["kind"].iloc[0] == "slope"
    estimate, error = reduced["estimate"].iloc[0] / 100, reduced["error"].iloc[0] / 100
    assert abs(estimate - ELASTICITY) < 3 * error and error < 0.3
    assert first["estimate"] == pytest.approx(0.8, abs=0.01) and reduced["permuted_p"].iloc[0] == 0.05
    placebos = table.loc["placebo"]
    assert (placebos["estimate"].abs() < 3 * placebos["permuted_error"]).all()
    assert (placebos["permuted_p"] > 0.05).all()


def test_a_policy_assigned_alone_takes_the_instruments_place(panel):
    asked = PolicySlopesSettings(outcome="volume", policy="tariff", assigned="law", step=12, start="2020-01",
                                 effects=ABOUT["effects"], clusters=["product"], permutations=19)  # fmt: skip
    table = estimate_slopes(panel.tables["sectors"], panel.data, asked)
    named = table[table["permuted_p"].notna()]
    assert list(named["design"]) == ["reduced form, Law"]
    assert set(table.loc[table["kind"] == "permutation", "design"]) == {"reduced form, Law"}


def test_moving_back_keeps_changes_and_window_together():
    grid, _ = trade(0.0)
    earlier, asked = moved_back(grid, replace(ASKED, end=71), 24)
    assert (asked.start, asked.end) == (WAR - 24, 47)
    np.testing.assert_array_equal(earlier.values["law"][:, WAR - 24 : 48], grid.values["law"][:, WAR:72])
    with pytest.raises(DataError, match="a placebo 61 periods before"):
        moved_back(grid, ASKED, 61)


@pytest.mark.slow
def test_slopes_of_groups_are_pooled_by_as_much_as_they_differ():
    """Same slope: the spread is small and is not found; other slopes: pooling is nearer to them."""
    alike = [group_slopes(trade(0.0, seed)[0], ASKED, 12, "product", [12, 24, 36]) for seed in range(8)]
    assert sum(one.pooled.alike < 0.05 for one in alike) <= 1
    assert np.median([one.pooled.spread for one in alike]) < 0.3
    held, own, better = [], [], []
    for seed in range(8):
        grid, slopes = trade(1.0, seed)
        found = group_slopes(grid, ASKED, 12, "product", [12, 24, 36])
        assert found.pooled.alike < 1e-3 and found.pooled.spread == pytest.approx(1.0, abs=0.45)
        table = found.table()
        held += [*((table["low"] <= slopes) & (slopes <= table["high"]))]
        own.append(np.sqrt(np.mean((found.slopes - slopes) ** 2)))
        better.append(np.sqrt(np.mean((found.pooled.slopes - slopes) ** 2)))
        assert abs(found.pooled.mean - ELASTICITY) < 3 * found.pooled.error
    # 320 bands whose errors come from three squares each
    assert 0.83 < np.mean(held) < 0.97
    assert np.mean(better) < 0.8 * np.mean(own)


@pytest.mark.parametrize(
    ("p", "adjusted"),
    [
        ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
        ([0.5, 0.6], [1.0, 1.0]),
        ([0.04, np.nan], [0.04, np.nan]),
        ([], []),
    ],
)
def test_p_of_several_tests_are_told_for_all_of_them(p, adjusted):
    np.testing.assert_allclose(holm(p), adjusted)


@pytest.mark.slow
def test_placebos_that_fail_are_told_and_five_at_a_time_do_not_fail_by_number(panel):
    """The smallest p of two is told twice as large; with a placebo where the policy already was it fails."""
    slopes = panel.policy_slopes(**ABOUT)
    found = slopes.placebos
    assert (found["adjusted"] == holm(found["permuted_p"])).all() and slopes.doubt == ""
    assert "doubt" not in slopes.summary()

    def with_p(smallest: float) -> tw.PolicySlopes:
        p = np.where(slopes.table["moved"] == 24, smallest, 0.5)
        return replace(slopes, table=slopes.table.assign(permuted_p=p))

    bad = with_p(0.02)
    assert "24, p = 0.04" in bad.doubt and "Placebos fail" in repr(bad)
    assert any("Placebos fail" in text.get_text() for text in bad.plot(Figure().subplots()).texts)
    assert with_p(0.03).doubt == ""
    groups = slopes.groups
    assert groups["spread"].nunique() == 1 and 0 <= groups["alike"].iloc[0] <= 1


@pytest.mark.slow
def test_bands_are_as_wide_as_permutations_say(panel):
    table = panel.policy_slopes(**ABOUT).table
    some = table[table["permuted_error"].notna()]
    plain = panel.policy_slopes(**{**ABOUT, "permutations": 0}).table
    kinds = ["kind", "design", "moved"]
    before = plain.set_index(kinds).loc[some.set_index(kinds).index]
    half = (some["high"] - some["estimate"]).to_numpy()
    own = (before["high"] - before["estimate"]).to_numpy()
    np.testing.assert_allclose(half, np.maximum(own, REACH_90 * some["permuted_error"]))
    np.testing.assert_allclose(some["estimate"] - some["low"], half)
    assert (half > own * 1.001).any() and (half < own * 1.001).any()


def test_few_squares_are_shrunk_to_what_they_share():
    rng = np.random.default_rng(5)
    truth = np.exp(0.3 * rng.standard_normal(400))
    seen = truth * rng.chisquare(3, 400) / 3
    found = moderated(seen, 3)
    assert np.std(np.log(found / truth)) < 0.5 * np.std(np.log(seen / truth))
    assert found.mean() == pytest.approx(truth.mean(), rel=0.15)
    np.testing.assert_allclose(moderated(np.full(9, 2.0), 1e6), 2.0, rtol=1e-3)


def test_pooling_by_hand():
    """Errors all alike: τ² is the variance less theirs, the mean the plain one, and shrinkage their ratio."""
    slopes, a = np.array([-3.0, -2.0, -1.0, 2.0]), 4.0
    found = pooled(a * np.eye(4), a * slopes, np.full(4, 0.25 * a**2))
    square = slopes.var(ddof=1) - 0.25
    assert found.spread**2 == pytest.approx(square, rel=1e-3) and found.mean == pytest.approx(-1.0)
    kept = square / (square + 0.25)
    np.testing.assert_allclose(found.slopes, -1 + kept * (slopes + 1), rtol=1e-3)
    error = np.sqrt(0.25 * kept + (1 - kept) ** 2 * (square + 0.25) / 4)
    np.testing.assert_allclose(found.errors, error, rtol=1e-3)
    none = pooled(np.eye(3), np.array([1.0, 1.1, 0.9]), np.ones(3))
    assert none.spread < 1e-2 and none.alike > 0.4
    np.testing.assert_allclose(none.slopes, 1.0, atol=1e-3)


def test_what_an_effect_takes_up_in_all_groups_is_in_the_error_of_their_mean():
    """A direction that effects leave nothing of is not made up: A without it."""
    rng = np.random.default_rng(2)
    rate = rng.uniform(0.02, 0.25, 30)
    centred = np.diag(rate) @ (np.eye(30) - 1 / 30) @ np.diag(rate)
    slopes = -1.8 + rng.standard_normal(30)
    found = pooled(centred, centred @ slopes, 1e-6 * np.diag(centred))
    apart = pooled(np.diag(rate**2), rate**2 * slopes, 1e-6 * rate**2)
    assert found.error > 1.5 * apart.error and abs(found.mean + 1.8) < 3 * found.error
    assert found.spread == pytest.approx(1.0, abs=0.35)


def test_weights_of_a_span_are_fixed_over_time(panel):
    choices = DesignChoices("volume", "law", ABOUT["effects"], "product", "volume", False, None, None, "2016")
    grid, asked, _ = choices.on(panel.tables["sectors"], panel.data)
    assert asked.weights == "volume in 2016"
    fixed, volume = grid.values[asked.weights], grid.values["volume"]
    year = (grid.periods >= np.datetime64("2016-01-01")) & (grid.periods < np.datetime64("2017-01-01"))
    np.testing.assert_allclose(fixed, np.repeat(volume[:, year].mean(axis=1)[:, None], MONTHS, axis=1))
    with pytest.raises(DataError, match="weights_in = 1990"):
        replace(choices, weights_in="1990").on(panel.tables["sectors"], panel.data)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("policy_slopes.instrument=law", "policy_slopes.instrument.*a sector variable: price"),
        ("policy_slopes.within=origin", "policy_slopes.within.*a key"),
        ("policy_slopes.permutations=5", "policy_slopes.*at least 19"),
        ("policy_slopes.by=sector", "at least 2 placebos"),
        ("policy_slopes.weights_in=2017", "policy_slopes.weights_in"),
        ("policy_slopes.placebos=[0]", "policy_slopes.placebos"),
    ],
)
def test_what_cannot_be_asked_stops_before_the_first_job(override, said):
    with pytest.raises(SettingsError, match=said):
        compose(CONFIGS, "quickstart", ["policy_slopes.outcome=price", override])
