"""A panel from the period on in which the response broke."""

import numpy as np
import pytest
from event_world import as_grid

from tradewinds.effects.since_break import grid_since


@pytest.mark.parametrize(("place", "first"), [(10, 6), (2, 0)])
def test_outcomes_before_the_break_are_not_known_and_the_policy_is(place, first):
    """Of a response over three periods: four periods of the policy before the break, or all there are."""
    grid = as_grid({name: np.arange(40.0).reshape(2, 20) for name in ("rate", "volume")})
    found = grid_since(grid, "volume", place, 3)
    assert list(found.periods) == list(grid.periods[first:])
    assert (found.values["rate"] == grid.values["rate"][:, first:]).all()
    before = np.arange(first, 20) < place
    assert np.isnan(found.values["volume"][:, before]).all()
    assert (found.values["volume"][:, ~before] == grid.values["volume"][:, place:]).all()
    assert np.isfinite(grid.values["volume"]).all()
    assert len(found.calendar) == len(found.year) == 20 - first
