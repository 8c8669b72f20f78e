"""A realised rate finds an effect where no law changed, and the statutory one does not."""

from pathlib import Path

import numpy as np
import pytest
from event_world import as_grid

from tradewinds.data.panel import Grid, to_table
from tradewinds.data.synthetic.engine import history
from tradewinds.data.synthetic.kinds import ECONOMY_KINDS
from tradewinds.data.synthetic.tariff_panel import economy_of
from tradewinds.effects.rates_compared import BEFORE, MEAN_RATES, STILL, at_rest, compare_rates
from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.data_variable import RateKind, VariableSettings
from tradewinds.settings.rate_pair import RatePair, law_at_hand, notices, rate_pair
from tradewinds.settings.schema import validated

CONFIGS = Path(__file__).parents[3] / "configs"
DATA = DataSettings(
    "rates",
    "",
    {
        "sectors": TableSettings(
            Frequency.month,
            {
                "tariff": VariableSettings("Duties paid", "fraction", rate=True, rate_kind=RateKind.realised),
                "law": VariableSettings("Law", "fraction", rate=True, rate_kind=RateKind.statutory),
                "volume": VariableSettings("Volume", "index", scale="log"),
            },
            keys={"sector": "sector"},
        )
    },
)
PAIR = RatePair("tariff", "law", "volume", ["period"], ["sector"], None)


def realised_rate(seed: int, sectors: int = 40, periods: int = 96) -> Grid:
    """The economy of this name, whose volume falls by 1 % for each per cent of the statutory tariff, with
    that tariff beside the one that is seen."""
    past = history(economy_of(ECONOMY_KINDS["realised_rate"].panel), sectors, periods, 1.0, seed)["sectors"]
    return as_grid({name: past[of].T for name, of in
                    (("tariff", "tariff"), ("law", "statutory"), ("volume", "volume"))})  # fmt: skip


@pytest.mark.slow
def test_the_realised_rate_is_biased_and_the_law_is_not():
    """Over eight histories: where law rests the truth is 0; the realised rate finds −1 or less in every one,
    by more than five errors. Over all rows the truth is −1 per unit of log(1 + rate), −.95 per unit of rates
    of 5 %: the law's slope is that within 3.5 errors of a mean, the realised rate's far below."""
    rows = []
    for seed in range(8):
        found = compare_rates(to_table(realised_rate(seed)), DATA, PAIR).set_index("of")
        rows.append(found["estimate"].drop(MEAN_RATES))
        still = found.loc[STILL]
        assert still["estimate"] < -1 and still["estimate"] < -5 * still["error"]
        assert 0.9 < found.loc["first stage", "estimate"] < 1.1
    mean, error = np.mean(rows, axis=0), np.std(rows, axis=0, ddof=1) / np.sqrt(8)
    names = list(rows[0].index)
    at = {name: (mean[place], error[place]) for place, name in enumerate(names)}
    for design in ("reduced form", "instrumented"):
        assert at[design][0] == pytest.approx(-0.95, abs=3.5 * at[design][1]) and at[design][1] < 0.2
    assert at["contemporaneous"][0] < -1.5


def test_where_no_law_changed_for_long_its_later_changes_are_moved_back():
    """Four years of rest, then rises: the realised rate finds an effect of nothing, the law none."""
    rng = np.random.default_rng(7)
    noise = 0.03 * rng.standard_normal((60, 84))
    law = np.where((np.arange(84) >= 60) & (rng.uniform(size=(60, 1)) < 0.5), 0.25, 0.0)
    volume = 100 * np.exp(-law + noise)
    grid = as_grid({"law": law, "volume": volume, "tariff": 0.05 + law - 0.4 * noise})
    found = compare_rates(to_table(grid), DATA, PAIR).set_index("of")
    assert found.loc[STILL, "estimate"] < -2
    assert abs(found.loc[BEFORE, "estimate"]) < 3.5 * found.loc[BEFORE, "error"]
    assert str(found.loc[STILL, "last"])[:7] == "2019-12"
    means = found.loc[[MEAN_RATES]].set_index("period")
    assert means["statutory"].iloc[0] == 0
    assert means["statutory"].iloc[-1] == pytest.approx(law[:, -1].mean())


def gaps(*realised_until: int, periods: int = 40) -> np.ndarray:
    """Means over sectors of 10 and 30 %, both rates the same, whose realised ones end so: columns realised,
    statutory, share."""
    law = np.repeat([[0.1], [0.3]], periods, axis=1)
    paid = np.where(np.arange(periods) < np.array(realised_until)[:, None], law, np.nan)
    grid = as_grid({"law": law, "tariff": paid, "volume": np.full((2, periods), 100.0)})
    found = compare_rates(to_table(grid), DATA, PAIR)
    return found.loc[found["of"] == MEAN_RATES, ["realised", "statutory", "share"]].to_numpy()


def test_means_do_not_move_with_which_sectors_are_known():
    """No rate changes, but that of 30 % is no longer seen in the second half."""
    np.testing.assert_allclose(gaps(40, 20), [[0.1, 0.1, 0.5]] * 40)
    np.testing.assert_allclose(gaps(40, 40), [[0.2, 0.2, 1.0]] * 40)


def test_where_no_sector_has_both_rates_throughout_the_means_say_so():
    law = np.array([[0.1] * 40, [0.3] * 40])
    paid = law.copy()
    paid[0, 30:], paid[1, :10] = np.nan, np.nan
    grid = as_grid({"law": law, "tariff": paid, "volume": np.full((2, 40), 100.0)})
    found = compare_rates(to_table(grid), DATA, PAIR)
    found = found[found["of"] == MEAN_RATES]
    assert found["share"].isna().all()
    np.testing.assert_allclose(found["statutory"], [0.1] * 10 + [0.2] * 20 + [0.3] * 10)


def test_rows_at_rest_are_those_whose_whole_change_is():
    law = np.zeros((2, 10))
    law[0, 4:] = 0.1
    rest = at_rest(law, 2)
    assert not rest.common or rest.first == 4
    assert rest.rows[:, 6:].all() and not rest.rows[0, 4:6].any()
    alone = at_rest(np.cumsum(np.full((1, 10), 0.01), axis=1), 2)
    assert not alone.rows.any() and not alone.common


@pytest.mark.slow
def test_who_takes_the_realised_rate_for_the_policy_is_told_before_the_first_job():
    good = compose(CONFIGS, "us_statute", [])
    assert rate_pair(good).statutory == "statutory" and rate_pair(good).realised == "tariff"
    assert notices({"us_statute": good}) == []
    bad = compose(CONFIGS, "us_statute", ["scenario.variable=tariff"])
    assert law_at_hand(bad) == "statutory"
    (said,) = notices({"mine": bad, "olg": object()})
    assert (
        said.startswith("mine: its policy, tariff, is a realised rate") and "verdict.policy=statutory" in said
    )
    mended = compose(CONFIGS, "us_statute", ["scenario.variable=tariff", "verdict.policy=statutory"])
    assert notices({"mine": mended}) == []
    assert rate_pair(compose(CONFIGS, "us_industry", [])) is None


def test_what_is_no_rate_has_no_kind():
    with pytest.raises(SettingsError, match="rate: true beside it"):
        validated(VariableSettings, {"label": "x", "unit": "", "rate_kind": "realised"}, "x")
