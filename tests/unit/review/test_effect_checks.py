"""What checks of an effect say where the data cannot tell: never that all is well."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from event_world import AT_ONCE, world

from tradewinds.data.panel import Grid
from tradewinds.effects.design import EventDesign
from tradewinds.effects.evidence import Evidence, gather
from tradewinds.effects.rises_and_cuts import Asymmetry
from tradewinds.effects.score_tests import UNTESTED, ScoreTest
from tradewinds.review.effect.case import EffectCase
from tradewinds.review.effect.exogeneity import NOTHING_SHARED
from tradewinds.review.effect.meaning import NO_SPILLOVERS, RISES_AND_CUTS
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


@pytest.mark.parametrize("effects", [("sector", "period"), ("sector", "origin:period"), ("sector",)])
@pytest.mark.parametrize("periods", [60, 19])
def test_an_effect_that_is_relative_says_so_also_where_spillovers_cannot_be_asked(effects, periods):
    """Fewer than twenty periods are not asked, nor are effects of an origin's period."""
    evidence = gathered(effects, periods)
    found = list(NO_SPILLOVERS.review(EffectCase(VerdictSettings(), evidence)))
    assert evidence.relative == (len(found) == 1) == (len(effects) > 1)
    unasked = effects[-1] != "period" or periods < 20
    for one in found:
        assert one.sentence.startswith("The effect is one relative to other sectors")
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
