"""Bands of known draws."""

import numpy as np
import pytest

from tradewinds.sensitivity.bands import effect_bands


def test_bands_hold_nine_tenths_of_the_draws():
    found = effect_bands(np.arange(1001.0), np.arange(0.0, 10010.0, 10.0))
    assert list(found.values()) == pytest.approx([50, 950, 500, 9500])
