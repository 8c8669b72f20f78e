"""Labels, units and periods of an experiment, as tables and pictures write them."""

from collections.abc import Sequence

from tradewinds.data.split_panel import SplitPanel
from tradewinds.report.names import Names
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.sections import plain


def names_of_experiment(settings: ExperimentSettings, panel: SplitPanel) -> Names:
    """The names of a fitted model's experiment."""
    return Names(plain(settings), {table: panel.all_rows(table) for table in panel.train})


def several(names: str | Sequence[str]) -> list[str]:
    """Names as a list, where one alone may be written without."""
    return [names] if isinstance(names, str) else list(names)
