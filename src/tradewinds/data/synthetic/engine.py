"""Rolls any synthetic economy forward: history, futures, the effect of an intervention.

A *state* maps every variable of a table, published or hidden, to an array [..., S] (sectors last;
S = 1 for the nation and for what sectors share). A *step* takes the state before, what is given
for the period and the period's standard normal shocks, and returns the state after.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tradewinds.data.panel import NATION
from tradewinds.errors import DataError
from tradewinds.streams import SEED_FUTURE, SEED_HISTORY

State = dict[str, np.ndarray]
Conditions = Mapping[str, np.ndarray]
Transition = Callable[[State, Conditions, Conditions], State]
"""(state before, what is given for the period, its shocks) → state after, or what else follows from these.

A sector's step is given the ``tariff``, the number of the ``period`` (1 is the first published one), the
place of the ``sector`` (from 0), and where tariffs are known ahead the mean of those ``announced``.
"""
ReactingTariff = Callable[[list[dict[str, State]], np.ndarray], np.ndarray]
"""(states since the origin and some before it, the path's tariff [S]) → the tariff [..., S] of the period."""
_REACH = 24
"""Most periods before the origin that a tariff which reacts may look at."""
_TARIFF = {"sectors": "tariff", "national": "avg_tariff"}
_LEVELS = ("tariff", "avg_tariff", "unemployment", "elasticity", "import_share", "capacity")
"""Variables that are not in logs."""


@dataclass(frozen=True)
class SyntheticEconomy:
    """The parts of an economy the engine needs.

    start(rng, S) → table → state before the first period; tariffs(rng, start, T) → [T, S];
    steps: table → its step; shocks: table → shock → whether each sector has its own;
    published: table → columns of the table; aggregate: sectors' state → what it gives the nation;
    burn_in: periods simulated and dropped before the first published one; policy: what a sector's
    step is given of policy in history (a tariff that reacts, a rate that is seen with an error), where
    this is more than the tariffs drawn; announced: how many periods ahead tariffs are known.
    """

    start: Callable[[np.random.Generator, int], dict[str, State]]
    tariffs: Callable[[np.random.Generator, State, int], np.ndarray]
    steps: dict[str, Transition]
    shocks: dict[str, dict[str, bool]]
    published: dict[str, tuple[str, ...]]
    aggregate: Callable[[State], State] | None = None
    burn_in: int = 0
    policy: Transition | None = None
    announced: int = 0


def history(
    economy: SyntheticEconomy, sectors: int, periods: int, noise: float, seed: int
) -> dict[str, dict[str, np.ndarray]]:
    """Table → variable (hidden ones too) → [T, S] over the published periods."""
    rng = np.random.default_rng((seed, SEED_HISTORY))
    length = periods + economy.burn_in
    state = economy.start(rng, sectors)
    tariffs = economy.tariffs(rng, state["sectors"], length)
    shocks = _draw(economy, rng, (length,), sectors, noise)
    states = _roll(economy, state, tariffs, shocks, 1 - economy.burn_in, economy.policy)[economy.burn_in :]
    width = {"sectors": sectors, "national": 1}
    return {
        table: {name: _over_periods([s[table][name] for s in states], width[table]) for name in first}
        for table, first in states[0].items()
    }


def _over_periods(values: list[np.ndarray], width: int) -> np.ndarray:
    """[T, S] of what each period has for every sector, or one value for all."""
    found = np.stack(values).reshape(len(values), -1)
    return found if found.shape[1] == width else np.repeat(found, width, axis=1)


def simulated_futures(
    economy: SyntheticEconomy,
    past: dict[str, dict[str, np.ndarray]],
    origin: int,
    path: np.ndarray,
    draws: int,
    noise: float,
    seed: int,
    held: Mapping[str, tuple[np.ndarray, float]] | None = None,
    reacting: ReactingTariff | None = None,
) -> dict[str, dict[str, np.ndarray]]:
    """Table → published variable → [draws, S, H] after period index ``origin`` of ``past``.

    ``held``: sector variable → which sectors [S] stand at another level there, and at which; ``reacting``:
    what sets the tariff where it does not follow the path.
    """
    sectors, horizon = path.shape
    rng = np.random.default_rng((seed, SEED_FUTURE))
    shocks = _draw(economy, rng, (horizon, draws), sectors, noise)
    state = _at(past, origin)
    for name, (among, level) in (held or {}).items():
        state["sectors"][name] = np.where(among, level, state["sectors"][name])
    before = [_at(past, t) for t in range(max(0, origin + 1 - _REACH), origin)]
    states = _roll(economy, state, path.T, shocks, origin + 2, reacting=reacting, before=before)
    shape = {"sectors": (draws, sectors), "national": (draws, 1)}
    return {
        table: {
            name: np.stack([np.broadcast_to(s[table][name], shape[table]) for s in states], axis=-1)
            for name in names
        }
        for table, names in economy.published.items()
    }


def step_difference(
    economy: SyntheticEconomy, panel: pd.DataFrame, target: str, rise: float, variable: str | None = None
) -> np.ndarray:
    """Difference of two steps from each row's previous row: see ``synthetic.one_step_effect``."""
    table = "national" if (panel["sector"] == NATION).all() else "sectors"
    variable = variable or _TARIFF[table]
    names = economy.published[table]
    missing = [name for name in names if name not in panel]
    if missing:
        raise DataError(f"the panel lacks {', '.join(missing)}", "every column of the economy's table")
    ordered = panel.sort_values(["sector", "period"])
    previous = ordered.groupby("sector")[list(names)].shift(1)
    given = {n: ordered[n].to_numpy() for n in names if n != target}
    known = {"period": ordered["period"].to_numpy(), "sector": ordered.groupby("sector").ngroup().to_numpy()}
    if target not in names or variable not in given:
        raise DataError(f"no effect of {variable} on {target}", f"two of {', '.join(names)}")
    raised = given[variable] + rise if variable in _LEVELS else given[variable] * np.exp(rise)
    before = {n: previous[n].to_numpy() for n in names}
    calm = {shock: np.zeros(len(ordered)) for shock in economy.shocks[table]}
    step = economy.steps[table]
    without = step(before, known | given, calm)[target]
    with_rise = step(before, known | given | {variable: raised}, calm)[target]
    effect = with_rise - without if target in _LEVELS else np.log(with_rise / without)
    known = pd.Series(effect, index=ordered.index).mask(ordered.groupby("sector").cumcount() == 0)
    return known.loc[panel.index].to_numpy()


def long_table(variables: dict[str, np.ndarray], published: tuple[str, ...], nation: bool) -> pd.DataFrame:
    """Long table of the published variables [T, S], periods counted from 1."""
    periods, sectors = variables[published[0]].shape
    width = len(str(sectors))
    names = [NATION] if nation else [f"S{i + 1:0{width}d}" for i in range(sectors)]
    labels = ["Nation"] if nation else [f"Sector {i + 1}" for i in range(sectors)]
    columns = {
        "sector": pd.array(np.repeat(names, periods), dtype="str"),
        "label": pd.array(np.repeat(labels, periods), dtype="str"),
        "period": np.tile(np.arange(1, periods + 1, dtype=np.int64), sectors),
    }
    return pd.DataFrame(columns | {name: variables[name].T.reshape(-1) for name in published})


def _at(past: dict[str, dict[str, np.ndarray]], t: int) -> dict[str, State]:
    """The state of one period of a history."""
    return {table: {name: values[t] for name, values in of.items()} for table, of in past.items()}


def _draw(
    economy: SyntheticEconomy, rng: np.random.Generator, leading: tuple[int, ...], sectors: int, noise: float
) -> dict[str, dict[str, np.ndarray]]:
    """Every disturbance at once, in a fixed order, so that they do not depend on the tariffs."""
    return {
        table: {
            name: noise * rng.standard_normal((*leading, sectors if own else 1))
            for name, own in shocks.items()
        }
        for table, shocks in economy.shocks.items()
    }


def _roll(
    economy: SyntheticEconomy,
    state: dict[str, State],
    tariffs: np.ndarray,
    shocks: dict[str, dict[str, np.ndarray]],
    first: int,
    policy: Transition | None = None,
    reacting: ReactingTariff | None = None,
    before: list[dict[str, State]] | None = None,
) -> list[dict[str, State]]:
    """The states of the periods from number ``first`` on; ``before``: those that led to ``state``."""
    states: list[dict[str, State]] = []
    known_by_then, place = [*(before or []), state], np.arange(tariffs.shape[1])
    for t, tariff in enumerate(tariffs):
        if reacting is not None:
            tariff = reacting(known_by_then + states, tariff)
        now = {name: {shock: z[t] for shock, z in table.items()} for name, table in shocks.items()}
        known = {"tariff": tariff, "period": np.array(first + t), "sector": place}
        if economy.announced:
            ahead = np.minimum(np.arange(t + 1, t + 1 + economy.announced), len(tariffs) - 1)
            known["announced"] = tariffs[ahead].mean(axis=0)
        if policy is not None:
            known |= policy(state["sectors"], known, now["sectors"])
        after = {"sectors": economy.steps["sectors"](state["sectors"], known, now["sectors"])}
        if economy.aggregate is not None:
            given = economy.aggregate(after["sectors"])
            after["national"] = economy.steps["national"](state["national"], given, now["national"])
        states.append(after)
        state = after
    return states
