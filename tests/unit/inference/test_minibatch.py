"""Minibatches from files: a chunk of steps goes through pool after pool."""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

from tradewinds.inference.minibatch import _SearchInTurns, _steps_a_pool, _Turns
from tradewinds.inference.optimise import Looked


class Pool(NamedTuple):
    weight: np.ndarray


@pytest.mark.parametrize(
    ("chunk", "most", "expected"), [(250, 64, 50), (1000, 64, 50), (128, 64, 64), (10, 64, 10), (101, 64, 64)]
)
def test_steps_of_a_pool_divide_the_chunk_where_they_can(chunk, most, expected):
    assert _steps_a_pool(chunk, most) == expected


def test_a_chunk_sees_another_pool_every_few_steps():
    seen = []

    def around(turn):
        return Pool(np.full(3, float(turn))), ("longer", turn)

    def chunk(state, data, weight, held, length):
        seen.append((data.pool, weight[0, 0], length))
        failed = np.zeros((length, 2), bool)
        failed[:, 1] = len(seen) == 1  # the second member's first steps
        loss = np.array([float(len(seen)), np.nan if len(seen) == 1 else 5.0])
        return Looked(state + length, loss, np.array([state, state]), failed)

    search = _SearchInTurns(SimpleNamespace(settings=None, begin=None, chunk=chunk))
    found = search.chunk(0, _Turns(7, 4, around, "scored"), np.zeros((2, 3)), None, 10)
    assert seen == [(("longer", 7), 7.0, 4), (("longer", 8), 8.0, 4), (("longer", 9), 9.0, 2)]
    assert found.state == 10 and found.failed.shape == (10, 2) and found.failed[:, 1].sum() == 4
    np.testing.assert_allclose(found.loss, [(4 * 1 + 4 * 2 + 2 * 3) / 10, 5.0])
    assert found.score.tolist() == [8, 8]  # of the last steps
