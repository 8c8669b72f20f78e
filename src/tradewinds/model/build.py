"""From an equation and its settings to its model: sizes, dynamics, how δ is treated."""

import numpy as np

from tradewinds.data.features import EquationRows
from tradewinds.data.panel import Grid
from tradewinds.equations import Equation
from tradewinds.model.equation import EquationModel
from tradewinds.model.own_past import own_past
from tradewinds.model.rows import ParameterSizes, group_effects, group_labels
from tradewinds.settings.model import Dynamics
from tradewinds.settings.tier import TierSettings


def labels_of(fit: EquationRows, grid: Grid, effects: list[str], table: str) -> dict[str, list[str]]:
    """Groups of every pooled effect that the training rows hold, sorted."""
    return {effect: sorted(set(group_labels(fit, grid, effect))) for effect in group_effects(effects, table)}


def build(
    equation: Equation,
    grid: Grid,
    labels: dict[str, list[str]],
    settings: TierSettings,
    table: str,
    inputs: int,
) -> EquationModel:
    """The model of one equation; ``grid`` is that of the training table, ``inputs`` its widest.

    ``period`` among the effects, like ``t`` in the equation, brings the economy-wide effect; without
    ``t`` it is independent from period to period. δ is integrated out where that is exact.
    """
    redrawn = "period" in settings.effects and table == "sectors"
    return EquationModel(
        settings=settings.model,
        shape=ParameterSizes(
            inputs=inputs,
            sectors=len(grid.sectors),
            periods=last_trained(grid) + 1,
            groups=tuple((name, len(known)) for name, known in labels.items()),
            economy=equation.economy or redrawn,
            varied=_varied(equation, settings) if table == "sectors" and len(grid.sectors) > 1 else (),
            window=equation.columns_by_row if settings.model.network.in_order else (),
        ),
        dynamics=settings.model.dynamics if equation.economy else Dynamics.independent,
        collapsed=settings.integrates_out,
        own_past=own_past(equation, settings.model.explain, settings.horizons, inputs),
    )


def _varied(equation: Equation, settings: TierSettings) -> tuple[int, ...]:
    """Columns of the variables whose slopes differ between sectors, among those of the linear path."""
    inputs = equation.inputs[: equation.own] if settings.model.network.in_order else equation.inputs
    return tuple(k for k, term in enumerate(inputs) if term.variable in settings.slopes)


def last_trained(grid: Grid) -> int:
    """Index of the last period with a training row (role fit or inside)."""
    if grid.role is None:
        return len(grid.periods) - 1
    trained = np.isin(grid.role, ["fit", "inside"]).any(axis=0)
    return int(np.flatnonzero(trained)[-1])
