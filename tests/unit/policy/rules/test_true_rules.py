"""A rule in the simulated economy itself, which sees what truly happens there."""

from pathlib import Path

import jax
import numpy as np
import pytest

from tradewinds.data.panel import to_grid
from tradewinds.data.sources import load_tables
from tradewinds.data.synthetic import futures
from tradewinds.policy.rules.equation import RuleEquation
from tradewinds.policy.rules.form import RuleForm
from tradewinds.policy.rules.judging import RuleOnDraws
from tradewinds.settings.compose import compose
from tradewinds.settings.seen import SeenTerm

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[4] / "configs"
HORIZON, DRAWS = 5, 3
SEEN = (
    SeenTerm("sectors", "price[t-1]", "%", 100.0),
    SeenTerm("sectors", "d(revenue[t-1])", "", 1.0, True),
    SeenTerm("national", "unemployment[t-2]", "points"),
)


@pytest.fixture(scope="module")
def economy():
    data = compose(CONFIGS, "quickstart", []).data
    return data, load_tables(data, {}, 0)


@pytest.fixture(scope="module")
def equation(economy):
    data, tables = economy
    terms = tuple(one.term(data) for one in SEEN)
    price = to_grid(tables["sectors"], data.tables["sectors"]).values["price"][:, -1]
    known = (100 * np.log(price), np.zeros(1), np.full(1, 5.0))
    sectors = tuple(sorted(tables["sectors"]["sector"].unique()))
    form = RuleForm(len(SEEN), lowest=0.0, highest=0.4)
    return RuleEquation(form, "tariff", SEEN, terms, known, np.ones(len(SEEN)), sectors, True)


def under(economy, equation, slopes=(0.0, 0.0, 0.0), shift=0.0):
    data, tables = economy
    sectors, periods = len(equation.sectors), tables["sectors"]["period"].nunique()
    around = np.full((HORIZON, sectors), 0.2)
    chosen = equation.start(jax.random.key(0), shift) | {"slopes": np.array(slopes)}
    rule = RuleOnDraws(equation, chosen, None, around)
    about = (data.synthetic, data.synthetic.seed_or(0), periods - 1)
    return futures(*about, around.T, DRAWS, reacting=rule.in_true_economy(data))


def test_a_rule_that_sees_nothing_is_a_path(economy, equation):
    data, tables = economy
    periods = tables["sectors"]["period"].nunique()
    path = np.full((len(equation.sectors), HORIZON), 0.25)
    known = futures(data.synthetic, data.synthetic.seed_or(0), periods - 1, path, DRAWS)
    found = under(economy, equation, shift=0.05)
    for table, variables in known.items():
        for name, values in variables.items():
            np.testing.assert_allclose(found[table][name], values, err_msg=name)


def test_rates_follow_what_truly_happened_before(economy, equation):
    _, tables = economy
    slopes = (0.01, 0.5, -0.02)
    found = under(economy, equation, slopes)
    sectors = found["sectors"]
    ordered = tables["sectors"].sort_values(["sector", "period"])

    def since(name: str, back: int) -> np.ndarray:
        """Of the last two known periods and the path's, at t − back, [draws, S, H]."""
        past = ordered.groupby("sector")[name].apply(lambda of: of.to_numpy()[-2:])
        known = np.stack(past.to_list())[None].repeat(DRAWS, axis=0)
        return np.concatenate([known, sectors[name]], axis=-1)[..., 2 - back : 2 - back + HORIZON]

    assert economy[0].tables["sectors"].identities == {"revenue": "tariff * price * volume"}
    revenue = [since("tariff", back) * since("price", back) * since("volume", back) for back in (1, 2)]
    nation = tables["national"].sort_values("period")["unemployment"].to_numpy()[-2:]
    late = np.concatenate(
        [np.broadcast_to(nation, (DRAWS, 1, 2)), found["national"]["unemployment"]], axis=-1
    )
    seen = (
        100 * np.log(since("price", 1)) - equation.counted_from[0][:, None],
        revenue[0] - revenue[1],
        late[..., :HORIZON] - 5.0,
    )
    wanted = 0.2 + sum(slope * one for slope, one in zip(slopes, seen, strict=True))
    np.testing.assert_allclose(sectors["tariff"], np.clip(wanted, 0.0, 0.4), atol=1e-9)
    assert np.ptp(sectors["tariff"], axis=0).max() > 0.005  # futures differ, and rates with them
