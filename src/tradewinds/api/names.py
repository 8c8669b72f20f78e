"""Labels, units and periods of an experiment, as tables and pictures write them."""

from collections.abc import Iterable, Sequence

from tradewinds.data.split_panel import SplitPanel
from tradewinds.report.names import Names
from tradewinds.settings.checks import require
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.sections import plain

_AS_TEXTS = "Names that are no texts become texts by frame.rename(columns=str)."


def names_of_experiment(settings: ExperimentSettings, panel: SplitPanel) -> Names:
    """The names of a fitted model's experiment."""
    return Names(plain(settings), {table: panel.all_rows(table) for table in panel.train})


def several(names: str | Sequence[str], argument: str, of: str = "name of a column") -> list[str]:
    """Names as a list, where one alone may be written without.

    ``argument`` and ``of`` say in errors what was named so, and what is named. Raises SettingsError for
    what is no text and no list of texts.
    """
    listed = [names] if isinstance(names, str) else list(names) if isinstance(names, Iterable) else [names]
    texts = all(isinstance(one, str) for one in listed)
    require(texts, argument, names, f"a text, the {of}, or several", _AS_TEXTS if "column" in of else "")
    return listed
