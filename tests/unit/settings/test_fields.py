"""What a field may be: its range, how that is said, and that it is refused outside."""

import dataclasses
import math
import typing
from dataclasses import dataclass
from typing import Annotated

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.annotations import bare, first, hints_of
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.fields import Count, Exactly, Fraction, Items, Positive, Range, Rise, Section, Share
from tradewinds.settings.schema import validated


@dataclass
class Made(Section):
    count: Count = 1
    chains: Annotated[int, Range(ge=2, why="R̂ compares chains")] = 2
    positive: Positive = 1.0
    fraction: Fraction = 0.5
    share: Share = 0.0
    rise: Rise = 0.1
    finite: Annotated[float, Range()] = 0.0
    lags: Annotated[list[Count], Items(least=1, most=2, such_as="[1]")] = dataclasses.field(
        default_factory=lambda: [1]
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("count", 0, "count = 0; expected a whole number of at least 1"),
        ("chains", 1, "chains = 1; expected a whole number of at least 2: R̂ compares chains"),
        ("positive", 0, "positive = 0; expected a number above 0"),
        ("positive", math.inf, "positive = inf; expected a number above 0"),
        ("fraction", 0.0, "fraction = 0.0; expected a fraction between 0 and 1. Write 0.2 for 20 %."),
        ("fraction", math.nan, "fraction = nan; expected a fraction between 0 and 1. Write 0.2 for 20 %."),
        ("share", 1.0, "share = 1.0; expected a fraction from 0 to below 1. Write 0.2 for 20 %."),
        ("rise", 0.0, "rise = 0.0; expected a fraction from -20 to 20, not 0. Write 0.1 for 10 points."),
        ("rise", 30, "rise = 30; expected a fraction from -20 to 20, not 0. Write 0.1 for 10 points."),
        ("finite", -math.inf, "finite = -inf; expected a finite number"),
        ("lags", [], "lags = []; expected a list of 1 to 2, such as [1]"),
        ("lags", [1, 1], "lags = [1, 1]; expected 1 once"),
        ("lags", [1, 0], "lags[1] = 0; expected a whole number of at least 1"),
    ],
)
def test_outside_its_range_a_value_is_refused_in_these_words(name, value, said):
    with pytest.raises(SettingsError) as error:
        validated(Made, {name: value})
    assert str(error.value) == said


@pytest.mark.parametrize("values", [{"share": 0}, {"count": 1, "rise": -0.99}, {"lags": [3, 1]}])
def test_inside_its_range_a_value_is_taken(values):
    made = validated(Made, values)
    assert {name: getattr(made, name) for name in values} == values


def scalars(kind: object) -> typing.Iterator[object]:
    """What a field holds in the end: its numbers and switches, as they are annotated."""
    inner = bare(kind)
    if typing.get_origin(inner) in (list, dict):
        yield from scalars(typing.get_args(inner)[-1])
    else:
        yield kind


def sections(schema: type = ExperimentSettings) -> set[type]:
    found = {schema}
    for kind in hints_of(schema).values():
        for one in scalars(kind):
            if dataclasses.is_dataclass(bare(one)):
                found |= sections(bare(one))
    return found


@pytest.mark.parametrize("schema", sorted(sections(), key=lambda one: one.__name__))
def test_every_number_has_a_range_and_every_switch_is_exact(schema):
    """Else 2.0 or “3” would be a whole number, and 1 true."""
    assert issubclass(schema, Section)
    for name, kind in hints_of(schema).items():
        for one in scalars(kind):
            if bare(one) in (int, float, bool):
                assert first(one, Range, Exactly), f"{schema.__name__}.{name}"
