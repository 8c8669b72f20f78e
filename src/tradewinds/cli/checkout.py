"""The checkout that commands work in, and where the pages of their runs lie."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tradewinds.errors import TradewindsError
from tradewinds.settings.run_names import asked_runs

_MARKS = ("Snakefile", "workflow/rules/common.smk", "configs/experiment")
"""What a folder has that is a checkout."""


class CommandError(TradewindsError):
    """A command that cannot be carried out where it was given."""


@dataclass(frozen=True)
class CommandRequest:
    """What a command line asks of the workflow: experiments, settings as ``key=value``, folder of results."""

    experiments: Sequence[str]
    overrides: Sequence[str] = field(default_factory=list)
    results: str = "results"

    @property
    def config(self) -> list[str]:
        """Snakemake's ``--config``."""
        found = [f"experiment={json.dumps(list(self.experiments))}"]
        if self.overrides:
            found.append(f"overrides={json.dumps(list(self.overrides))}")
        return ["--config", *found, f"results={self.results}"]

    @property
    def folders(self) -> list[str]:
        """The results folder of each experiment, within the checkout."""
        return [f"{self.results}/{run}" for run in asked_runs(self.experiments, self.overrides)]

    def pages(self, name: str) -> list[str]:
        """The page of this name in the report of each experiment."""
        return [f"{folder}/report/{name}" for folder in self.folders]


def checkout_of(folder: Path) -> Path:
    """The checkout that a folder is or lies in. Raises CommandError where there is none."""
    for place in (folder, *folder.parents):
        if all((place / mark).exists() for mark in _MARKS):
            return place
    raise CommandError(
        f"{folder} is in no checkout of tradewinds",
        "a folder with the Snakefile, workflow/ and configs/",
        "Go to where you cloned it (cd …/tradewinds) and give the command there. A library alone "
        "(pip install) has no workflow: use `import tradewinds as tw`.",
    )
