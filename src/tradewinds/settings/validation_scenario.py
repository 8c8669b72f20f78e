"""What must hold of the paths that are asked about: their policy, their periods, their law."""

from tradewinds.settings import rates
from tradewinds.settings.calendar import whole_periods
from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.experiment import (
    ExperimentSettings,
    paths_of,
)
from tradewinds.settings.path import PathSettings, require_over
from tradewinds.settings.period_text import require_period
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.scenarios import refuse_circles
from tradewinds.settings.schema import require_valid
from tradewinds.settings.validation_designs import NO_RATE


def validate_path(
    path: PathSettings, key: str, scenario: ScenarioSettings, data: DataSettings, periods: str
) -> None:
    """A path asked about beside those of an experiment, over the periods of ``scenario``: its own keys, a
    size that the policy's rates may have, and when it begins and ends; raises SettingsError.

    ``key`` is what errors call the path, ``periods`` its length.
    """
    require_valid(scenario, "scenario")
    require_valid(path, key)
    if not path.relative:
        policy = data.tables["sectors"].variables[scenario.variable]
        rates.require_rate_change(f"{key}.size", path.size, policy.largest)
    require_over(path, key, whole_periods(data, scenario.periods), periods)


def validate_scenario(experiment: ExperimentSettings) -> None:
    """The policy is a rate of the sectors, and every path ends in time; raises SettingsError."""
    asked, table = experiment.scenario, experiment.data.tables["sectors"]
    variables, rates = table.variables, table.rates
    require(
        asked.variable in rates,
        "scenario.variable",
        asked.variable,
        f"a rate of the sector table: {', '.join(rates) or 'it has none'}",
        NO_RATE if not rates else "",
    )
    horizon = whole_periods(experiment.data, asked.periods)
    require_over(asked, "scenario", horizon)
    _validate_law(asked, "scenario", table)
    for name, beside in experiment.paths.items():
        require_over(beside, f"paths.{name}", horizon)
        _validate_law(beside, f"paths.{name}", table)
    refuse_circles(paths_of(experiment))
    sizes = [key for key, value in variables.items() if not value.rate]
    require(
        asked.weights is None or asked.weights in sizes,
        "scenario.weights",
        asked.weights,
        f"a variable of the sector table that is no rate: {', '.join(sizes)}",
    )


def _validate_law(path: PathSettings, key: str, table: TableSettings) -> None:
    """Acts have days, so the table has a calendar; they name keys, or columns of a file beside it."""
    law = path.law
    if law is None:
        return
    frequency = str(table.frequency)
    require(
        table.frequency != Frequency.step, f"{key}.shape", "law", f"another: no day falls in a {frequency}"
    )
    for name in ("first", "trade_period"):
        require_period(getattr(law, name), table.frequency, f"{key}.law.{name}")
    for name in law.trade_columns:
        require(name in table.keys, f"{key}.law.trade_columns", name, f"a key: {', '.join(table.keys)}")
    for act, said in law.acts.items():
        for part in ("where", "exempt"):
            for name in getattr(said, part):
                place = f"{key}.law.acts.{act}.{part}"
                known = f"a key: {', '.join(table.keys)}, or a column of the file under “trade”"
                require(bool(law.trade) or name in table.keys, place, name, known)
