"""An outcome about the changes of a policy, by designs that need no network."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from tradewinds.api.axes import doubted, own_axes
from tradewinds.api.result import Result
from tradewinds.effects.choices import EffectWords
from tradewinds.effects.path import EventPath
from tradewinds.effects.study import event_paths, table_of_paths
from tradewinds.errors import SettingsError
from tradewinds.report.experiment.design.figures import draw_event_study
from tradewinds.review.p_values import p_text
from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.event_study import EventStudySettings
from tradewinds.settings.validation_designs import validate_event_study

_DOUBT = "moved before the policy did"


@dataclass(frozen=True, eq=False, repr=False)
class EventStudy(Result):
    """An outcome about a rise of the policy that lasts, against the period before it, by one design or more.

    ``paths``: design → its path in logs (or units) of the outcome per unit of the policy, with the
    covariance of its horizons.
    """

    paths: dict[str, EventPath]
    words: EffectWords
    level: float = 0.9
    lead_size: float = 0.1

    def summary(self) -> pd.DataFrame:
        """One row a design and horizon: estimate, error and band in ``unit``, rows, clusters, in ``leads``
        the p of all leads of the design together, and in ``doubt`` that it is not zero before the rise.

        Horizons below 0 lie before the rise; everything is compared with horizon −1, in levels with the
        earliest. Per cent are log points.
        """
        table = table_of_paths(self.paths, self.words, self.level)
        return table.assign(doubt=np.where(table["leads"] < self.lead_size, _DOUBT, ""))

    @property
    def doubt(self) -> str:
        """Of which designs the leads are not zero, and which found nothing, in sentences; else nothing."""
        moved = self.leads[self.leads["joint"] < self.lead_size]
        said = ", ".join(f"{one.design}, {p_text(one.joint)}" for one in moved.itertuples())
        early = f"{self.words.outcome} {_DOUBT} ({said}): what came after may have been under way."
        nothing = f"Nothing is found by {self.words.refused}."
        return " ".join(text for text, there in ((early, said), (nothing, self.words.refused)) if there)

    @property
    def leads(self) -> pd.DataFrame:
        """Did the outcome move before the policy? One row a design: p of all leads together, of their sum,
        the smallest of each alone, and how the first was found.
        """
        rows = []
        for name, path in self.paths.items():
            test = path.leads_test()
            smallest = float(test.each.min()) if len(test.each) else np.nan
            rows.append((name, len(test.each), test.joint, test.cumulated, smallest, test.by))
        return pd.DataFrame(rows, columns=["design", "leads", "joint", "cumulated", "smallest", "by"])

    def between(self, first: int, last: int) -> pd.DataFrame:
        """What changed from one horizon to another, one row a design: from the earliest lead on, the effect
        net of what was done in anticipation. Raises SettingsError for horizons that were not estimated.
        """
        rows = []
        for name, path in self.paths.items():
            for horizon in (first, last):
                if horizon not in path.horizons:
                    there = f"from {path.horizons[0]} to {path.horizons[-1]}"
                    raise SettingsError(f"no horizon {horizon}", there)
            estimate, error = (self.words.factor * one for one in path.between(first, last))
            rows.append((name, first, last, estimate, error, self.words.unit))
        return pd.DataFrame(rows, columns=["design", "first", "last", "estimate", "error", "unit"])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Estimates with their bands by periods since the rise; leads are left of the dashed line."""
        ax = own_axes(ax, self._about, self.words.unit)
        draw_event_study(self.summary(), ax)
        ax.set_xlabel(f"{self.words.periods} since the rise")
        ax.legend(frameon=False, fontsize="small")
        return doubted(ax, self.doubt)

    @property
    def title(self) -> str:
        text = f"{self._about}: {self.words.unit}, {100 * self.level:g} % bands"
        return f"{text}. {self.doubt}" if self.doubt else text

    @property
    def _about(self) -> str:
        return f"{self.words.outcome} about a rise of {self.words.policy}"


def studied(table: pd.DataFrame, data: DataSettings, asked: EventStudySettings, level: float) -> EventStudy:
    """As ``Panel.event_study``, of its table."""
    require(0 < level < 1, "level", level, "a fraction between 0 and 1, such as 0.9")
    validate_event_study(data.tables["sectors"], asked)
    return EventStudy(*event_paths(table, data, asked), level, asked.lead_size)
