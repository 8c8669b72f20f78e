"""What is generated from the types is current, and examples of documents run."""

import re
import shutil
from pathlib import Path

import pytest

from tradewinds.data.sources import raw_files, read_tables
from tradewinds.equations import SPECIAL, TRANSFORMS, parse
from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose
from tradewinds.settings.generate import generated
from tradewinds.settings.reference import sections, table_of_keys

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
CONFIGS = ROOT / "configs"
README = (CONFIGS / "README.md").read_text(encoding="utf-8")


KEPT = [*sorted((CONFIGS / "schema").glob("*.json")), CONFIGS / "README.md"]


@pytest.fixture(scope="module")
def current():
    """Path → what follows from the types now: two seconds."""
    return generated(CONFIGS)


def test_nothing_that_follows_from_the_types_is_missing_or_left_over(current):
    assert set(current) == set(KEPT)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_what_follows_from_the_types_is_current(path, current):
    """`make generate` writes it: descriptions, ranges and defaults stand in the types alone."""
    assert path.read_text(encoding="utf-8") == current[path]


def test_every_key_has_a_meaning():
    for path, schema in sections():
        for row in table_of_keys(schema).splitlines()[2:]:
            assert row.split(" | ")[1].strip(), f"{path}: {row}"


def test_a_section_without_a_place_in_the_readme_is_named(tmp_path):
    text = README.replace("<!-- generated: keys of split -->", "")
    copy = shutil.copytree(CONFIGS, tmp_path / "configs")
    (copy / "README.md").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="configs/README.md: keys of split; expected one"):
        generated(copy)


def block(text: str, before: str, kind: str) -> str:
    """The first code block of a kind after some words."""
    return text.split(before)[1].split(f"```{kind}\n")[1].split("```")[0]


@pytest.fixture
def configs(tmp_path):
    return shutil.copytree(CONFIGS, tmp_path / "configs")


def test_the_example_of_ones_own_data_is_what_its_page_says(configs):
    text = (ROOT / "docs" / "own_data.md").read_text(encoding="utf-8")
    folder = ROOT / "docs" / "example"
    for place in ("data/my_imports.yaml", "experiment/my_imports.yaml"):
        (configs / place).write_text(block(text, f"`configs/{place}`", "yaml"), encoding="utf-8")
    data = compose(configs, "my_imports").data
    tables = read_tables(data, raw_files(data, folder))
    assert tables["sectors"]["sector"].nunique() == 6 and len(tables["sectors"]) == 6 * 84
    shown = block(text, "# Your own data", "").splitlines()
    assert (folder / "imports.csv").read_text().splitlines()[: len(shown)] == shown


def test_the_example_of_an_experiment_is_one(configs):
    (configs / "experiment" / "mine.yaml").write_text(
        block(README, "## A new experiment", "yaml"), encoding="utf-8"
    )
    experiment = compose(configs, "mine")
    assert experiment.tier1.model.width == 8 and experiment.tier2.inference.algorithm == "nuts"


def test_every_term_of_the_grammar_can_be_read_and_none_is_left_out():
    text = README.split("\n## Equations\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \| ", text, flags=re.MULTILINE)
    terms = re.findall(r"`(.*?)`", " ".join(rows))
    for term in terms:
        parse(f"volume[t] ~ {term}", {"volume": "log", "price": "log", "tariff": "level"})
    words = {word for term in terms for word in re.findall(r"[a-z]+", term)}
    assert {*SPECIAL, *TRANSFORMS, "common"} <= words
