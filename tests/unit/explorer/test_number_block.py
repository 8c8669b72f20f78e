"""Arrays in the explorer's block of bytes."""

import base64

import numpy as np
import pytest

from tradewinds.explorer import number_block
from tradewinds.explorer.number_block import Numbers

KINDS = {"f8": "<f8", "f4": "<f4", "u2": "<u2"}


def read(numbers: Numbers, reference: dict) -> np.ndarray:
    """As the page reads it: by place, kind and shape."""
    content = base64.b64decode(numbers.text())
    count = int(np.prod(reference["shape"]))
    values = np.frombuffer(content, KINDS[reference["kind"]], count, reference["at"])
    values = values.reshape(reference["shape"])
    return reference["low"] + reference["step"] * values if reference["kind"] == "u2" else values


def test_arrays_come_back_where_they_were_put():
    numbers, rng = Numbers(), np.random.default_rng(0)
    arrays = [rng.normal(size=shape) for shape in ((3,), (2, 5), (1, 1, 7))]
    references = [numbers.single(arrays[0]), numbers.double(arrays[1]), numbers.double(arrays[2])]
    for array, reference in zip(arrays, references, strict=True):
        np.testing.assert_allclose(read(numbers, reference), array, rtol=1e-6)
        assert reference["at"] % 8 == 0


def test_what_is_alike_is_stored_once():
    numbers = Numbers()
    first = numbers.double(np.arange(5.0))
    size = len(numbers)
    assert numbers.double(np.arange(5.0)) == first and len(numbers) == size
    assert numbers.single(np.arange(5.0)) != first


def test_draws_that_do_not_differ_are_one():
    numbers = Numbers()
    assert numbers.draws(np.ones((40, 3)))["shape"] == [1, 3]
    assert numbers.draws(np.arange(40.0)[:, None])["shape"] == [40, 1]


def test_codes_are_near_enough_and_single_numbers_where_they_would_not_be(monkeypatch):
    monkeypatch.setattr(number_block, "_FEW", 100)
    rng = np.random.default_rng(1)
    numbers, normal, heavy = Numbers(), rng.normal(size=(50, 40)), rng.standard_cauchy(size=(50, 40))
    coded, kept = numbers.codes(normal), numbers.codes(heavy)
    assert (coded["kind"], kept["kind"]) == ("u2", "f4")
    assert np.abs(read(numbers, coded) - normal).max() <= 1e-4 * normal.std()
    np.testing.assert_allclose(read(numbers, kept), heavy, rtol=1e-6)


@pytest.mark.parametrize("value", [0.0, 2.5])
def test_codes_of_a_constant(value, monkeypatch):
    monkeypatch.setattr(number_block, "_FEW", 1)
    numbers = Numbers()
    np.testing.assert_allclose(read(numbers, numbers.codes(np.full((4, 2), value))), value)
