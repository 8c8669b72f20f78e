"""What a page is made of: what was asked, the artifacts it shows, and where these come from."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement
from tradewinds.report.page.sources import Sources
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sections import typed

InputArtifacts = dict[str, dict[str, Any]]
"""Input of the page → folder (table, tier, scenario) → artifact; what is missing was not computed."""
T = TypeVar("T")


@dataclass(frozen=True)
class PageInputs:
    """``asked``: settings of the page's stage as plain values; ``provenance``: one document an artifact."""

    asked: dict[str, Any]
    provenance: list[dict]
    found: InputArtifacts

    @property
    def experiment(self) -> dict:
        """Data, tiers and what else the page's stage knows of the experiment."""
        return self.asked["experiment"]

    @cached_property
    def names(self) -> Names:
        """Labels, units and equations."""
        return Names(self.experiment, self.every("panels"))

    @cached_property
    def sources(self) -> Sources:
        """The artifacts behind the page."""
        return Sources(self.provenance)

    @cached_property
    def settings(self) -> ReportSettings:
        """Title, question and colour."""
        return self.section(ReportSettings, "report")

    @property
    def policy_label(self) -> str:
        """What the policy is called within a sentence."""
        return self.names.called(self.names.policy)

    def section(self, schema: type[T], name: str) -> T:
        """A part of the settings with its type."""
        return typed(schema, self.asked[name] if name in self.asked else self.experiment[name])

    def every(self, name: str) -> dict[str, Any]:
        """Folder → artifact of an input."""
        return self.found.get(name, {})

    def one(self, name: str, folder: str) -> Any:
        """An artifact, None where it was not computed."""
        return self.every(name).get(folder)

    def only(self, name: str) -> Any:
        """The artifact of an input that has one alone."""
        (artifact,) = self.found[name].values()
        return artifact

    def stacked(self, name: str) -> pd.DataFrame:
        """The tables of an input below each other; an empty one without columns where there is none."""
        tables = list(self.every(name).values())
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()

    def source(self, *names: str, folder: str = "") -> str:
        """The artifacts of these inputs, as a statement names where it comes from (``Sources.of``)."""
        return self.sources.of(*names, folder=folder)

    def told(self, lines: list[Statement], *names: str, folder: str = "") -> list[Statement]:
        """The lines with the artifacts that they come from."""
        return self.sources.behind(lines, *names, folder=folder)
