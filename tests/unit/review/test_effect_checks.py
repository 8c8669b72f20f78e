"""What checks of an effect say where the data cannot tell: never that all is well."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from event_world import AT_ONCE, as_grid, world

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign
from tradewinds.effects.evidence import Evidence, gather
from tradewinds.effects.rises_and_cuts import Asymmetry
from tradewinds.effects.score_tests import UNTESTED, ScoreTest
from tradewinds.review.effect.case import EffectCase
from tradewinds.review.effect.exogeneity import NOTHING_SHARED
from tradewinds.review.effect.meaning import NO_SPILLOVERS, RISES_AND_CUTS
from tradewinds.review.effect.stability import SAME_THROUGHOUT
from tradewinds.settings.verdict import VerdictSettings


@cache
def gathered(effects: tuple[str, ...] = ("sector", "period"), periods: int = 60) -> Evidence:
    """Of twelve sectors of two origins, of the last ``periods``."""
    whole = world(AT_ONCE, sectors=12)
    grid: Grid = replace(
        whole,
        keys=whole.keys.assign(origin=["east", "west"] * 6),
        periods=whole.periods[-periods:],
        values={name: one[:, -periods:] for name, one in whole.values.items()},
    )
    return gather(grid, EventDesign("volume", "tariff", effects), 2, 1)


@pytest.mark.parametrize(("clusters", "status"), [(7, "undecided"), (8, "passed")])
def test_shocks_that_no_turn_of_so_few_signs_could_show_do_not_pass(clusters, status):
    """Of seven signs there are 64 turns, of eight 128."""
    smallest = 1 / 2 ** (clusters - 1)
    case = EffectCase(VerdictSettings(), replace(gathered(), shared=ScoreTest(0.4, smallest, 0, 1)))
    (found,) = NOTHING_SHARED.review(case)
    assert found.status == status and ("too few" in found.sentence) == (status == "undecided")


@pytest.mark.slow
@pytest.mark.parametrize("effects", [("sector", "period"), ("sector", "origin:period"), ("sector",)])
@pytest.mark.parametrize("periods", [60, 19])
def test_an_effect_that_is_relative_says_so_also_where_spillovers_cannot_be_asked(effects, periods):
    """Fewer than twenty periods are not asked, nor are effects of an origin's period."""
    evidence = gathered(effects, periods)
    found = list(NO_SPILLOVERS.review(EffectCase(VerdictSettings(), evidence)))
    assert evidence.relative == (len(found) == 1) == (len(effects) > 1)
    unasked = effects[-1] != "period" or periods < 20
    for one in found:
        assert one.sentence.startswith("The effect is one relative to sectors whose {policy} stays") == (
            one.status == "undecided"
        )
        assert ("cannot be asked" in one.sentence) == unasked
        assert one.status == "undecided" or not unasked


@pytest.mark.parametrize(
    ("rose", "fell", "falls", "said"),
    [
        (True, False, True, "only rose: a cut"),
        (True, False, False, ""),
        (False, True, False, "only fell: a rise"),
        (False, True, True, ""),
        (True, True, True, "not told apart"),
    ],
)
def test_a_path_that_goes_where_the_data_never_went_does_not_pass(rose, fell, falls, said):
    untested = Asymmetry(UNTESTED, np.nan, np.nan, np.nan, rose, fell)
    case = EffectCase(VerdictSettings(), replace(gathered(), asymmetry=untested), falls=falls)
    found = list(RISES_AND_CUTS.review(case))
    assert [one.status for one in found] == (["undecided"] if said else [])
    assert all(said in one.sentence for one in found)


@pytest.mark.parametrize("drifts", [True, False])
def test_a_drift_has_no_date_and_a_break_has_one(drifts):
    """A response that goes evenly from −.5 to −4.5 over 80 periods, or is −4.5 from the middle on."""
    rng = np.random.default_rng(2)
    rate = (rng.uniform(-1, 1, (20, 80)) * (rng.random((20, 80)) < 1 / 10)).cumsum(axis=1)
    since = np.linspace(0, 1, 80)
    slope = -0.5 - 4 * (since if drifts else since > 0.5)
    grid = as_grid({"rate": rate, "volume": slope * rate + 0.3 * rng.standard_normal((20, 80))})
    evidence = gather(grid, EventDesign("volume", "rate", logs=False), 2, 1)
    assert evidence.drifts == drifts and evidence.shift == pytest.approx(-4.0, abs=0.5)
    assert evidence.break_at == -1 if drifts else abs(evidence.break_at - 40) <= 2
    case = EffectCase(VerdictSettings(), evidence, break_at="" if drifts else "period 41")
    (found,) = SAME_THROUGHOUT.review(case)
    assert found.status == "failed" and ("drifts over the data" in found.sentence) == drifts
    assert ("from period 41 on" in found.sentence) == ("since then" in found.advice) == (not drifts)
