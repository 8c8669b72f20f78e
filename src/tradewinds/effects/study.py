"""An event study of a panel's table, by one design or several."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from tradewinds.data.panel import Grid
from tradewinds.effects.choices import DesignChoices, EffectWords
from tradewinds.effects.design import EventDesign
from tradewinds.effects.distributed_lag import distributed_lag, level_lag
from tradewinds.effects.local_projection import clean_projection, local_projection
from tradewinds.effects.path import EventPath
from tradewinds.effects.poisson import poisson_lag
from tradewinds.errors import DataError
from tradewinds.settings.data import DataSettings
from tradewinds.settings.event_study import DesignName, EventStudySettings

_DESIGNS: dict[DesignName, Callable[[Grid, EventDesign, int, int, int], EventPath]] = {
    DesignName.distributed_lag: lambda grid, asked, horizons, leads, _: distributed_lag(
        grid, asked, horizons, leads
    ),
    DesignName.distributed_lag_in_levels: lambda grid, asked, horizons, leads, _: level_lag(
        grid, asked, horizons, leads
    ),
    DesignName.local_projection: local_projection,
    DesignName.clean_controls: clean_projection,
    DesignName.poisson: lambda grid, asked, horizons, leads, _: poisson_lag(grid, asked, horizons, leads),
}
_NUMBERS = ["estimate", "error", "low", "high", "net", "net_error"]


def event_paths(
    table: pd.DataFrame, data: DataSettings, asked: EventStudySettings
) -> tuple[dict[str, EventPath], EffectWords]:
    """Design → its path, and the words it is said in. A design that finds nothing in these data is left out,
    and the words say why. Raises as ``DesignChoices.on``, and as the first design where none finds anything.
    """
    choices = DesignChoices(
        asked.outcome,
        asked.policy,
        asked.effects,
        asked.clusters,
        asked.weights,
        asked.trends,
        asked.start,
        asked.end,
        asked.weights_in,
        DesignName.poisson in asked.designs,
    )
    grid, design, words = choices.on(table, data)
    lengths = (asked.horizons, asked.leads, asked.before)
    paths: dict[str, EventPath] = {}
    refused: dict[str, DataError] = {}
    for name in map(DesignName, asked.designs):
        try:
            paths[str(name)] = _DESIGNS[name](grid, design, *lengths)
        except DataError as error:
            refused[str(name)] = error
    if not paths and refused:
        raise next(iter(refused.values()))
    said = "; ".join(f"{name}: {error.found}" for name, error in refused.items())
    return paths, replace(words, refused=said)


def table_of_paths(paths: dict[str, EventPath], words: EffectWords, level: float = 0.9) -> pd.DataFrame:
    """One row a design and horizon, in the words' unit, with the joint p of the design's leads, the share of
    rows whose outcome is zero, and in every row which designs were ``refused``.
    """
    tables = []
    for name, path in paths.items():
        table = path.table(level)
        table[_NUMBERS] *= words.factor
        more = {"unit": words.unit, "leads": path.leads_test().joint, "zeros": words.zeros}
        tables.append(table.assign(design=name, refused=words.refused, **more))
    return pd.concat(tables, ignore_index=True)


def study_events(table: pd.DataFrame, data: DataSettings, asked: EventStudySettings) -> pd.DataFrame:
    """As ``table_of_paths``, of the table's rows (sectors × periods)."""
    return table_of_paths(*event_paths(table, data, asked))
