"""No two streams of random numbers are one."""

import re
from pathlib import Path

import jax
import numpy as np
import pytest

from tradewinds import streams
from tradewinds.inference.keys import equation_key

PACKAGE = Path(streams.__file__).parent
NUMBERS = {name: value for name, value in vars(streams).items() if name.isupper()}
ROOTS = sorted({name.split("_")[0] for name in NUMBERS})


def of(root):
    return {name: number for name, number in NUMBERS.items() if name.startswith(f"{root}_")}


@pytest.mark.parametrize("root", ROOTS)
def test_streams_of_one_root_have_numbers_of_their_own(root):
    assert len(set(of(root).values())) == len(of(root)) and 0 not in of(root).values()


@pytest.mark.slow
def test_every_stream_is_used_by_one_module_under_its_name():
    text = {path: path.read_text() for path in PACKAGE.rglob("*.py") if path.name != "streams.py"}
    for name in NUMBERS:
        assert len([path for path, code in text.items() if re.search(rf"\b{name}\b", code)]) == 1, name


def test_no_number_is_written_beside_a_seed_elsewhere():
    """In a key that is folded or an entropy, a number of its own would be another registry."""
    beside = re.compile(
        r"fold_in\((?:jax\.random\.key\(seed\)|equation_key\([^)]*\)), (?:\d|_)"
        r"|default_rng\((?:0\)|\((?:self\.)?seed, (?:\d|_))|seed=\d"
    )
    found = [
        (path.name, match.group())
        for path in PACKAGE.rglob("*.py")
        for match in beside.finditer(path.read_text())
    ]
    assert found == [("quantiles.py", "default_rng(0)")]  # where a search for a root begins: nothing random


def test_draws_from_the_prior_and_disturbances_of_a_search_have_other_keys():
    numbers = of("EQUATION").values()
    keys = {
        tuple(np.asarray(jax.random.key_data(jax.random.fold_in(equation_key(1, "price"), n))))
        for n in numbers
    }
    assert len(keys) == len(numbers)


def test_an_entropy_with_more_behind_it_is_another():
    """A simulated economy's past, and the points of Sobol' indices."""
    past = np.random.SeedSequence((0, streams.SEED_HISTORY)).generate_state(4)
    points = np.random.SeedSequence((0, streams.TIER_APPORTION, 1, 0)).generate_state(4)
    assert streams.SEED_HISTORY == streams.TIER_APPORTION and (past != points).all()
