"""Labels, units and periods of an experiment, as tables and pictures write them."""

from tradewinds.data.split_panel import SplitPanel
from tradewinds.report.names import Names
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.sections import plain


def names_of_experiment(settings: ExperimentSettings, panel: SplitPanel) -> Names:
    """The names of a fitted model's experiment."""
    return Names(plain(settings), {table: panel.all_rows(table) for table in panel.train})
