"""Starting an experiment from a file, in settings that are a copy of the shipped ones."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from tradewinds.intake.record import StartOptions
from tradewinds.intake.start import looked_at, started

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.fixture(scope="session")
def shipped_configs(tmp_path_factory):
    return Path(shutil.copytree(CONFIGS, tmp_path_factory.mktemp("checkout") / "configs"))


class Person:
    """Answers questions as it is told, and keeps them."""

    def __init__(self, answers):
        self.answers, self.asked = answers, []

    def __call__(self, question):
        self.asked.append(question)
        return self.answers[question.option]


@pytest.fixture
def start(shipped_configs, tmp_path):
    """Start an experiment from a file: what was written, and the questions that were asked."""

    def from_file(path: Path, name: str = "mine", answers: dict | None = None, **options):
        person = Person(answers or {})
        data = tmp_path / "data"
        found = started(path, name, StartOptions(**options), shipped_configs, data, person, replace=True)
        return found, person.asked

    return from_file


@pytest.fixture
def looked(tmp_path):
    """A file as it is understood where no person can be asked: names and 24 months of one or more series.

    ``cells(place)`` gives what follows the month in the row of that place.
    """

    def at(names: str, cells, months: int = 24, separator: str = ";", name: str = "mine.csv", **options):
        times = pd.period_range("2015-01", periods=months, freq="M").astype(str)
        rows = [f"{time}{separator}{cells(place)}" for place, time in enumerate(times)]
        content = "\n".join([names.replace(";", separator), *rows]) + "\n"
        (tmp_path / name).write_text(content, encoding="utf-8")
        return looked_at(tmp_path / name, "mine", StartOptions(**options))

    at.folder = tmp_path
    return at


@pytest.fixture
def look(tmp_path):
    """The content of a file as it is understood where no person can be asked; nothing is written."""

    def at(content: str | bytes, name: str = "mine.csv", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return looked_at(path, "mine", StartOptions(**options))

    return at
