"""A fit's roll-out as a browser takes it: tables, equations, ranges, and the block of numbers behind them."""

import ast
from typing import Any, NamedTuple

import numpy as np

from tradewinds.data.panel import Grid, period_label, to_grid
from tradewinds.evaluation.shocks import future_groups, noise_generator
from tradewinds.explorer.carried import DRAWS, Carried, carried
from tradewinds.explorer.equation_parts import equation_part
from tradewinds.explorer.number_block import Numbers
from tradewinds.fitted.equation import FittedEquation
from tradewinds.fitted.fit import Fit
from tradewinds.policy.aggregate import BridgeEquation
from tradewinds.policy.drawn_equations import DrawnEquation, shock_key
from tradewinds.policy.history import history_until
from tradewinds.policy.own_support import PolicyRange, _of_sectors, _spans, series_weights
from tradewinds.policy.scenario import last_rates
from tradewinds.policy.summary import responding_variables
from tradewinds.policy.support import policy_ranges
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.tables import size_of

_THRESHOLDS = (
    "flag_distance",
    "refuse_distance",
    "refuse_share",
    "runaway_distance",
    "runaway_share",
)


class Description(NamedTuple):
    """``document``, in plain types, with references into ``numbers``; ``scenario``: what is carried."""

    document: dict[str, Any]
    numbers: Numbers
    scenario: ScenarioSettings


def describe_rollout(fit: Fit, scenario: ScenarioSettings, draws: int = DRAWS) -> Description:
    """Everything that ``roll_out`` of these draws needs to follow a path; raises as that does, and as
    ``equation_part``."""
    numbers, found = Numbers(), carried(fit, scenario, draws)
    few, data, grids = found.scenario, fit.data, fit.panel.grids
    sectors = grids["sectors"]
    weights = series_weights(sectors, few.weights, found.origin, data)
    share_of = size_of(data, few.weights)
    document = {
        "policy": few.variable,
        "horizon": found.origin.horizon(),
        "ratio": found.origin.ratio,
        "futures": len(found.draw),
        "draws": few.draws,
        "draw": found.draw.tolist(),
        "thresholds": {name: getattr(few, name) for name in _THRESHOLDS},
        "weights": {"by": few.weights, "of": weights.tolist(), "share_of": share_of},
        "bridge": _bridge(fit, found, numbers),
        "tables": {name: _table(name, grids[name], fit, found, numbers) for name in grids},
        "rates": last_rates(sectors, few.variable, found.origin.last["sectors"]).tolist(),
    }
    return Description(document, numbers, few)


def _table(name: str, grid: Grid, fit: Fit, found: Carried, numbers: Numbers) -> dict[str, Any]:
    settings, last, ready = fit.data.tables[name], found.origin.last[name], found.equations[name]
    fitted = {one.name: one for one in fit.equations() if one.table == name}
    parts = [_equation(one, fitted[one.fixed.equation.name], found, fit.seed, numbers) for one in ready]
    spans = _spans(settings.frequency)
    length = max(found.origin.ratio, *spans, *(one.fixed.equation.reach for one in ready), 1)
    past = {name: np.asarray(values) for name, values in history_until(grid, last, length).items()}
    explained = [one.fixed.equation.name for one in ready]
    return {
        "frequency": str(settings.frequency),
        "per_year": PER_YEAR[settings.frequency],
        "periods": [period_label(at, settings.frequency) for at in found.origin.periods[name]],
        "sectors": list(map(str, grid.sectors)),
        "labels": grid.keys["label"].astype(str).tolist(),
        "keys": {key: grid.keys[key].astype(str).tolist() for key in settings.keys},
        "length": length,
        "start": {name: numbers.double(values) for name, values in past.items()},
        "equations": parts,
        "identities": [[name, _steps(text)] for name, text in settings.identities.items()],
        "shown": _shown(name, explained, fit),
        "ranges": _ranges(name, grid, fit, found, spans, numbers),
    }


def _equation(
    one: DrawnEquation, fitted: FittedEquation, found: Carried, seed: int, numbers: Numbers
) -> dict[str, Any]:
    new = [codes for codes in future_groups(fitted, 1).values() if (codes < 0).any()]
    noise = noise_generator(shock_key(seed, fitted.name))
    return equation_part(
        one, fitted.equation_rows.with_role("fit"), found.scenario.draws, new, noise, numbers
    )


def _shown(table: str, explained: list[str], fit: Fit) -> list[dict[str, Any]]:
    """What a path changes, as people call it."""
    return [
        {
            "name": name,
            "label": one.label,
            "unit": one.unit,
            "log": one.log,
            "percent": one.percent,
            "average": one.average,
        }
        for name, one in responding_variables(table, explained, fit.data).items()
    ]


def _ranges(
    table: str, grid: Grid, fit: Fit, found: Carried, spans: list[int], numbers: Numbers
) -> list[dict[str, Any]]:
    """What the policy, or the nation's aggregate of it, has been: of all series and of each, with the largest
    changes."""
    seen, ranges = to_grid(fit.panel.train[table], fit.data.tables[table]), []
    for name, low, high in policy_ranges(fit.panel.train, fit.data, found.scenario.variable).get(table, []):
        own = PolicyRange.of(_of_sectors(seen, name, grid), spans)
        changes = {str(span): numbers.double(most) for span, most in own.changes.items()}
        of_each = {"low": numbers.double(own.low), "high": numbers.double(own.high), "changes": changes}
        ranges.append({"name": name, "low": float(low), "high": float(high), "own": of_each})
    return ranges


def _bridge(fit: Fit, found: Carried, numbers: Numbers) -> list[dict[str, Any]]:
    """The aggregates of the nation, in the order of the settings; none without a nation."""
    grids, origin = fit.panel.grids, found.origin
    if "national" not in grids:
        return []
    bridge = BridgeEquation.between(grids, origin.last, fit.data, origin.ratio)
    return [
        {
            "name": name,
            "of": one.of,
            "how": str(one.how),
            "log": bridge.log[name],
            "weights": numbers.double(bridge.weights[name]),
            "apart": numbers.double(bridge.apart[name]),
        }
        for name, one in bridge.settings.items()
    ]


def _steps(text: str) -> list[list[Any]]:
    """An identity as factors: ``[["*", "tariff"], ["/", 100.0]]``, the first of which begins with 1."""
    found: list[list[Any]] = []

    def walk(node: ast.expr, how: str) -> None:
        if isinstance(node, ast.BinOp):
            other = {"*": "/", "/": "*"}[how]
            walk(node.left, how)
            walk(node.right, how if isinstance(node.op, ast.Mult) else other)
        else:
            found.append([how, node.id if isinstance(node, ast.Name) else float(ast.literal_eval(node))])

    walk(ast.parse(text.strip(), mode="eval").body, "*")
    return found
