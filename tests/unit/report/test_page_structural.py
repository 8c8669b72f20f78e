"""What a structural economy says in the report of a nation, and where it says nothing."""

from types import SimpleNamespace

import pandas as pd
import pytest

from tradewinds.report.experiment.effect.structural import STRUCTURAL_PART, lasting_rates
from tradewinds.report.page.blocks import Table
from tradewinds.report.page.sources import Sources


def given(
    rise: float = 0.1,
    share: float = 0.1,
    before: float = 0.0,
    tables=("sectors", "national"),
    unit: str = "%",
):
    planned = pd.DataFrame(
        {
            "sector": ["a", "b", "a", "b"],
            "period": [1, 1, 2, 2],
            "baseline": [before] * 4,
            "scenario": [before, before, before + 1.5 * rise, before + 0.5 * rise],
        }
    )
    return SimpleNamespace(
        settings=SimpleNamespace(import_share=share),
        experiment={"data": {"tables": dict.fromkeys(tables)}},
        names=SimpleNamespace(policy_variable=SimpleNamespace(unit=unit)),
        first="first",
        one=lambda name, folder: planned,
        sources=Sources([]),
    )


def test_it_is_scaled_to_the_rise_at_the_end_and_the_share_of_imports():
    assert lasting_rates(given()) == pytest.approx((0.0, 0.1))
    prose, table, leaves_out = STRUCTURAL_PART.blocks(given())
    assert "from 0 to 10 %" in str(prose.text) and "10\u202f% of the cost" in str(prose.text)
    assert isinstance(table, Table) and "retaliate" in str(leaves_out.text)
    paid, wasted = table.rows
    assert paid[1].value == pytest.approx(-0.054, abs=1e-3) == wasted[1].value
    assert wasted[2].value == pytest.approx(-0.508, abs=2e-3) and wasted[2].unit == "%"


def test_a_tariff_taken_away_gives_what_it_took():
    """Of second order in the rate: the tenth point from ten costs less than the tenth from twenty."""
    for before, rise, gdp in ((0.1, -0.1, 0.054), (0.2, -0.1, 0.137), (0.1, 0.1, -0.137)):
        _, table, _ = STRUCTURAL_PART.blocks(given(rise, before=before))
        assert table.rows[0][1].value == pytest.approx(gdp, abs=2e-3)


@pytest.mark.parametrize(
    "without", [{"share": 0.0}, {"tables": ("sectors",)}, {"rise": 0.0}, {"rise": 2.2}, {"unit": "dollars"}]
)
def test_it_says_nothing_where_it_was_not_asked_or_does_not_apply(without):
    assert not list(STRUCTURAL_PART.blocks(given(**without)))
