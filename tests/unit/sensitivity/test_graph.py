"""Chain, fork and collider are what textbooks say, and data tell a graph from one with an arrow more."""

import networkx as nx
import numpy as np
import pytest
from linear_world import described, panel, with_roles

from tradewinds.data.scaler import fit_scaler
from tradewinds.review.sensitivity.graph import IDENTIFIED, NO_EFFECT, NOT_IDENTIFIED
from tradewinds.review.status import Status
from tradewinds.sensitivity.graph import Node, explained_equations, unrolled
from tradewinds.sensitivity.identification import (
    adjustment,
    identification,
)
from tradewinds.sensitivity.independences import (
    implied,
    independences,
)
from tradewinds.sensitivity.partial import partial_correlation, partialled_out
from tradewinds.settings.data import DataSettings

SECTORS, PERIODS = 8, 60
NAMES = ("price", "volume", "tariff", "gap")


def data_of(values: dict | None = None) -> tuple[DataSettings, dict]:
    values = values or {name: np.ones((2, 3)) for name in NAMES}
    table = panel(values, 1, "step", industry=[f"s{k}" for k in range(len(values["tariff"]))])
    settings = DataSettings(name="", description="", tables={"sectors": described(table, "step")})
    return settings, {"sectors": with_roles(table, 0)[0]}


def graph_of(
    *texts: str, effects: tuple[str, ...] = (), explain: str = "level", beside: tuple[str, ...] = ()
):
    data, _ = data_of()
    found = explained_equations(
        data, {"tier1": {"equations": list(texts), "explain": explain, "effects": effects, "window": 1}}
    )
    return unrolled(data, found, {("sectors", name) for name in beside}), found, data


def pairs(*texts: str, **about) -> set[tuple[str, str]]:
    graph, found, data = graph_of(*texts, **about)
    return {(one.of.equation.name, str(one.other)) for one in implied(graph, found, data)}


def answers(*texts: str, **about) -> dict[str, tuple[str, str]]:
    graph, found, _ = graph_of(*texts, **about)
    table = identification(graph, found, "sectors", "tariff")
    return {row.equation: (row.effect, row.adjust) for row in table.itertuples()}


def test_a_change_needs_both_of_its_values_and_counts_from_its_own_past():
    graph, found, _ = graph_of("dlog(price[t]) ~ d(tariff[t-1]) + common(volume[t])")
    names = [str(node) for node in found[0].parents]
    assert names == ["tariff[t−1]", "tariff[t−2]", "mean of volume[t]", "price[t−1]"]
    assert nx.is_directed_acyclic_graph(graph)


def test_a_chain_passes_its_effect_on_and_nothing_beside_it():
    chain = ("price[t] ~ tariff[t]", "volume[t] ~ price[t]")
    assert ("volume", "tariff[t]") in pairs(*chain) and ("price", "tariff[t]") not in pairs(*chain)
    assert answers(*chain) == {"price": (IDENTIFIED, ""), "volume": (IDENTIFIED, "")}


def test_a_fork_parts_its_ends_and_is_adjusted_for():
    fork = ("price[t] ~ gap[t]", "volume[t] ~ gap[t] + tariff[t]")
    assert ("price", "volume[t]") in pairs(*fork)
    assert answers(*fork) == {"price": (NO_EFFECT, ""), "volume": (IDENTIFIED, "gap[t]")}


def test_a_collider_is_not_adjusted_for():
    collider = ("volume[t] ~ tariff[t]", "price[t] ~ tariff[t] + volume[t]")
    assert answers(*collider)["volume"] == (IDENTIFIED, "")
    assert ("volume", "price[t]") not in pairs(*collider)


def test_a_policy_that_answers_to_the_past_is_adjusted_for_it():
    answering = ("tariff[t] ~ price[t-1] + gap[t]", "price[t] ~ price[t-1] + tariff[t]")
    assert answers(*answering)["price"] == (IDENTIFIED, "price[t−1]")
    assert ("price", "tariff[t+1]") not in pairs(*answering)
    assert ("price", "tariff[t+1]") in pairs(answering[1])


def test_a_latent_cause_of_policy_and_outcome_leaves_nothing_to_adjust_for():
    graph, _, _ = graph_of("price[t] ~ tariff[t]")
    cause, outcome, hidden = Node("sectors", "tariff", 0), Node("sectors", "price", 0), Node("", "outside", 0)
    assert adjustment(graph, cause, outcome, set()) == set()
    graph.add_edge(hidden, outcome)
    assert adjustment(graph, cause, outcome, set()) is None


def test_the_economy_wide_effect_is_held_fixed_by_the_sectors_of_a_period():
    law = "price[t] ~ price[t-1] + tariff[t] + t"
    graph, found, _ = graph_of(law)
    row = identification(graph, found, "sectors", "tariff").iloc[0]
    assert row["held"] == "δ price[t]" and row["effect"] == IDENTIFIED
    assert ("price", "price[t−2]") in pairs(law)
    alone = [one._replace(table="national") for one in found]
    data, _ = data_of()
    data.tables["national"] = data.tables["sectors"]
    single = unrolled(data, alone, set())
    assert identification(single, alone, "national", "tariff").iloc[0]["effect"] == NOT_IDENTIFIED
    assert "price" not in {one.other.variable for one in implied(single, alone, data)}


def simulated(seed: int, extra: float = 0.0, answering: float = 0.0):
    """price ~ price[t-1] + tariff + δ, volume ~ price; ``extra``: tariff → volume as well."""
    rng = np.random.default_rng(seed)
    price, volume, tariff, gap = rng.normal(size=(4, SECTORS, PERIODS))
    cycle = rng.normal(size=PERIODS)
    for t in range(1, PERIODS):
        tariff[:, t] += 0.5 * tariff[:, t - 1] + answering * np.tanh(price[:, t - 1])
        price[:, t] += 0.5 * price[:, t - 1] + 0.8 * tariff[:, t] + cycle[t]
        volume[:, t] += -0.6 * price[:, t] - 0.3 * price[:, t] ** 2 + extra * tariff[:, t]
    return {"price": np.exp(price / 3), "volume": np.exp(volume / 3), "tariff": tariff, "gap": gap}


def found_of(seed: int, **about: float):
    data, train = data_of(simulated(seed, **about))
    texts = ["price[t] ~ price[t-1] + tariff[t] + t", "volume[t] ~ price[t]"]
    settings = {"equations": texts, "explain": "level", "effects": ["sector"], "window": 1}
    found = explained_equations(data, {"tier1": settings})
    graph = unrolled(data, found, {("sectors", "gap")})
    scalers = {"tier1": fit_scaler(train, data, "tier1", texts, "level")}
    return independences(train, scalers, data, list(implied(graph, found, data)), 0.05)


def test_data_of_the_graph_pass_and_an_arrow_more_fails_where_it_is():
    table = found_of(0)
    assert len(table) > 10 and set(table["status"]) == {Status.passed}
    extra = found_of(0, extra=0.4)
    failed = extra[extra["status"] == Status.failed]
    assert ("volume", "tariff", 0) in set(
        zip(failed["equation"], failed["other"], failed["lag"], strict=True)
    )
    answering = found_of(0, answering=0.5)
    failed = answering[answering["status"] == Status.failed]
    assert ("price", "tariff", -1) in set(
        zip(failed["equation"], failed["other"], failed["lag"], strict=True)
    )


@pytest.mark.slow
def test_of_data_of_the_graph_few_fail():
    found = [found_of(seed) for seed in range(1, 21)]
    assert np.mean([(table["p"] < 0.05).mean() for table in found]) < 0.08
    assert np.mean([(table["status"] == Status.failed).any() for table in found]) <= 0.15


@pytest.mark.slow
@pytest.mark.parametrize("shared", [0.0, 0.9])
def test_sectors_that_move_together_count_for_less(shared):
    rng = np.random.default_rng(3)
    period = np.repeat(np.arange(100), 20)

    def draw() -> np.ndarray:
        return np.sqrt(shared) * rng.normal(size=100)[period] + np.sqrt(1 - shared) * rng.normal(size=2000)

    found = [
        partial_correlation(partialled_out(draw(), np.zeros((2000, 0)), [], period), draw())
        for _ in range(200)
    ]
    effective = np.mean([one["effective"] for one in found])
    assert effective == pytest.approx(2000 if not shared else 2000 / (1 + 19 * shared**2), rel=0.2)
    assert np.mean([one["p"] < 0.05 for one in found]) < 0.1


def test_what_inputs_leave_nothing_of_is_not_tested():
    x = np.random.default_rng(0).normal(size=100)
    assert partial_correlation(partialled_out(x[::-1], x[:, None], [], np.arange(100)), x + 1) == {}
    data, train = data_of(simulated(0) | {"gap": np.arange(SECTORS)[:, None] + np.zeros((1, PERIODS))})
    texts = ["price[t] ~ price[t-1] + tariff[t]"]
    found = explained_equations(
        data, {"tier1": {"equations": texts, "explain": "level", "effects": ["sector"], "window": 1}}
    )
    graph = unrolled(data, found, {("sectors", "gap")})
    scalers = {"tier1": fit_scaler(train, data, "tier1", texts, "level")}
    table = independences(train, scalers, data, list(implied(graph, found, data)), 0.05)
    assert set(table.loc[table["other"] == "gap", "status"]) == {Status.void}
